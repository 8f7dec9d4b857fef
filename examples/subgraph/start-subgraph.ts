import { createServer } from 'node:http'
import type { GraphQLSchema } from 'graphql'
import { createYoga } from 'graphql-yoga'
import { createCallerContext } from './callers.ts'

export type RunningSubgraph = {
  /** Where it answers GraphQL. */
  readonly url: string
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Listens on 127.0.0.1: a subgraph believes what a router tells it of entities, so it is for routers and not for the world. */
export async function startSubgraph(
  schema: GraphQLSchema,
  { port = 0, authUrl = null }: { readonly port?: number; readonly authUrl?: string | null } = {},
): Promise<RunningSubgraph> {
  const yoga = createYoga({ schema, context: createCallerContext(authUrl), graphiql: false, logging: 'error' })
  const server = createServer((request, response) => void yoga(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeIdleConnections()
    })
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}/graphql`,
    close,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections()
      return close()
    },
  }
}
