import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import type { Router, RouterError } from './router.ts'

type Context = { readonly token?: string }

/** Apollo Gateway as it comes, told to hand the token on. */
export async function startApolloGateway(supergraphSdl: string): Promise<Router> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: SILENT,
    buildService: ({ url }) =>
      new RemoteGraphQLDataSource<Context>({
        ...(url !== undefined && { url }),
        willSendRequest({ request, context }) {
          // Of what Apollo Gateway itself asks, its type says nothing.
          const { token } = context as Context
          if (token !== undefined) request.http?.headers.set('x-auth-token', token)
        },
      }),
  })
  const server = new ApolloServer<Context>({ gateway, logger: SILENT, stopOnTerminationSignals: false })
  await server.start()
  return {
    async ask(query, { variables, token } = {}) {
      const { body } = await server.executeOperation(
        { query, ...(variables && { variables }) },
        { contextValue: token === undefined ? {} : { token } },
      )
      if (body.kind !== 'single') throw new Error('an answer in one piece was asked for')
      // As it would be sent: paths and extensions are plain JSON.
      const sent: unknown = JSON.parse(JSON.stringify(body.singleResult))
      const { data, errors } = sent as {
        data?: unknown
        errors?: readonly RouterError[]
      }
      return { data: data ?? null, errors: errors ?? [] }
    },
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

const nothing = () => undefined
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing }
