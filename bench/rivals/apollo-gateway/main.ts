import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway'
import { ApolloServer, HeaderMap } from '@apollo/server'
import { listen, requireGraphqlPost, send } from '../graph/listen.ts'
import { readSupergraph, SUBGRAPH_TIMEOUT_MS } from '../joined/supergraph.ts'
import { readJson } from '../sources/http-fault.ts'
import { readBody } from '../sources/read-body.ts'

type Context = { readonly token: string | null }

// Apollo Gateway as its users set it up: the token handed on and a time limit for subgraphs. Before it the same bare HTTP server that
// Apollo Server has among the engines.
const gateway = new ApolloGateway({
  supergraphSdl: readSupergraph(),
  buildService({ url }) {
    const source = new RemoteGraphQLDataSource<Context>({
      ...(url !== undefined && { url }),
      willSendRequest({ request, context }) {
        // Of what Apollo Gateway itself asks, its type says nothing.
        const { token = null } = context as Partial<Context>
        if (token !== null) request.http?.headers.set('x-auth-token', token)
      },
    })
    const { fetcher } = source
    source.fetcher = (address, init) => fetcher(address, { ...init, signal: AbortSignal.timeout(SUBGRAPH_TIMEOUT_MS) })
    return source
  },
})
const apollo = new ApolloServer<Context>({
  gateway,
  // Else a line feed ends every answer, and no two rivals' answers would be the same bytes.
  stringifyResult: (value) => JSON.stringify(value),
  introspection: false,
  stopOnTerminationSignals: false,
})
await apollo.start()

listen(
  'apollo-gateway',
  async (request, response) => {
    requireGraphqlPost(request)
    const token = request.headers['x-auth-token']
    const headers = new HeaderMap()
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
    }
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: 'POST', headers, search: '', body: readJson(await readBody(request), 400) },
      context: () => Promise.resolve({ token: typeof token === 'string' ? token : null }),
    })
    if (answer.body.kind !== 'complete') throw new Error('Apollo Server answers in pieces, which nobody asked for')
    send(response, answer.status ?? 200, answer.body.string, answer.headers.get('content-type'))
  },
  () => apollo.stop(),
)
