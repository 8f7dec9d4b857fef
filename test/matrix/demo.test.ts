import { readTruth } from '../contract/truth/truth.ts'
import { openDemoCallers } from '../support/callers.ts'
import { startGraph } from '../support/graph.ts'
import { describeMatrix } from './matrix.ts'

describeMatrix(
  'the demo cloud',
  {
    title: 'Who sees what: the demo cloud',
    about: 'Made by `test/matrix/demo.test.ts`, of the schema; `npx vitest run test/matrix -u` makes it anew.',
    snapshot: './matrix.md',
    // Of Nova from 2025.1 on; and of a server that is gone, which nobody may link to.
    neverSeen: ['Cell.uuid', 'PciDevice.liveMigratable', 'Server.pinnedAvailabilityZone', 'Server.terminatedAt'],
    alone: true,
  },
  async () => {
    const graph = await startGraph({ servers: 160, hypervisors: 24, projects: 5 })
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
      authUrl: demo.authUrl,
      callers: openDemoCallers(demo),
      schema: graph.app.schema,
      isDemo: false,
      cell: { name: String(cell?.name), database: 'SQLITE' },
      ask: async (token, query) => {
        const answer = await graph.ask<Readonly<Record<string, unknown>>>(
          query,
          token === null ? { as: null } : { token },
        )
        return { ...answer, data: answer.data ?? null }
      },
      [Symbol.asyncDispose]: () => graph[Symbol.asyncDispose](),
    }
  },
)
