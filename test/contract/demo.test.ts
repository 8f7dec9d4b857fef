import { startGraph } from '../support/graph.ts'
import { describeContract } from './contract.ts'
import { readTruth } from './truth/truth.ts'

describeContract('the demo cloud', async () => {
  const graph = await startGraph()
  const { demo } = graph
  const { admin, alice, bob, carol, auditor } = demo.users
  const [cell] = demo.cells
  const truth = await readTruth({
    authUrl: demo.authUrl,
    region: demo.region,
    passwords: {
      admin: admin.password,
      alice: alice.password,
      bob: bob.password,
      carol: carol.password,
      auditor: auditor.password,
    },
    projects: { admin: String(admin.projectName), alice: String(alice.projectName), bob: String(bob.projectName) },
    cellUrl: String(cell?.url),
    cell0Url: null,
  })
  return {
    truth,
    schema: graph.app.schema,
    ask: async (token, query, variables) => {
      const answer = await graph.ask<Readonly<Record<string, unknown>>>(query, {
        ...(token === null ? { as: null } : { token }),
        ...(variables && { variables }),
      })
      return { ...answer, data: answer.data ?? null }
    },
    [Symbol.asyncDispose]: () => graph[Symbol.asyncDispose](),
  }
})
