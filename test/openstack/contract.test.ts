import { describeContract } from '../contract/contract.ts'
import { readTruthEnvironment } from '../contract/truth/environment.ts'
import { readTruth } from '../contract/truth/truth.ts'
import { startGateway } from './gateway.ts'

describeContract(`Nova ${process.env.OPENSTACK_NOVA_MAJOR ?? '?'}`, async () => {
  const gateway = await startGateway()
  return {
    truth: await readTruth(readTruthEnvironment(process.env)),
    schema: gateway.schema,
    ask: async (token, query, variables) => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...(token !== null && { 'x-auth-token': token }),
        },
        body: JSON.stringify({ query, variables }),
      })
      const body = (await response.json()) as {
        data?: Record<string, unknown> | null
        errors?: { extensions: Record<string, unknown> }[]
      }
      return { status: response.status, data: body.data ?? null, errors: body.errors ?? [] }
    },
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  }
})
