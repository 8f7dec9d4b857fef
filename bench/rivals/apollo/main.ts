import { ApolloServer, HeaderMap } from '@apollo/server'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { listen, requireGraphqlPost, send } from '../graph/listen.ts'
import { createLoaders, createResolvers, type GraphContext } from '../graph/resolvers.ts'
import { openGraphSources } from '../graph/sources.ts'
import { TYPE_DEFS } from '../graph/type-defs.ts'
import { readJson } from '../sources/http-fault.ts'
import { readBody } from '../sources/read-body.ts'

// Apollo Server with DataLoader, behind node:http by the way that its integrations go: Express would cost it more.
const sources = openGraphSources()
const apollo = new ApolloServer<GraphContext>({
  schema: makeExecutableSchema<GraphContext>({ typeDefs: TYPE_DEFS, resolvers: createResolvers(sources) }),
  // Else a line feed ends every answer, and no two rivals' answers would be the same bytes.
  stringifyResult: (value) => JSON.stringify(value),
  introspection: false,
  stopOnTerminationSignals: false,
})
await apollo.start()

listen(
  'apollo',
  async (request, response) => {
    requireGraphqlPost(request)
    const token = await sources.authenticate(request.headers['x-auth-token'])
    const headers = new HeaderMap()
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
    }
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: 'POST', headers, search: '', body: readJson(await readBody(request), 400) },
      context: () => Promise.resolve({ token, loaders: createLoaders(sources, token) }),
    })
    if (answer.body.kind !== 'complete') throw new Error('Apollo Server answers in pieces, which nobody asked for')
    send(response, answer.status ?? 200, answer.body.string, answer.headers.get('content-type'))
  },
  async () => Promise.all([apollo.stop(), sources.close()]),
)
