import { makeExecutableSchema } from '@graphql-tools/schema'
import { GraphQLError } from 'graphql'
import { createYoga } from 'graphql-yoga'
import { listen, requireGraphqlPost } from '../graph/listen.ts'
import { createLoaders, createResolvers, type GraphContext } from '../graph/resolvers.ts'
import { openGraphSources } from '../graph/sources.ts'
import { TYPE_DEFS } from '../graph/type-defs.ts'
import { HttpFault } from '../sources/http-fault.ts'
import { MAX_BODY_BYTES } from '../sources/read-body.ts'

// Yoga as it comes: its own executor, its own parser and validation cache, DataLoader.
const sources = openGraphSources()
const yoga = createYoga({
  schema: makeExecutableSchema<GraphContext>({ typeDefs: TYPE_DEFS, resolvers: createResolvers(sources) }),
  context: async ({ request }): Promise<GraphContext> => {
    const token = await sources.authenticate(request.headers.get('x-auth-token')).catch(refuse)
    return { token, loaders: createLoaders(sources, token) }
  },
  graphiql: false,
  logging: false,
})

listen(
  'yoga',
  async (request, response) => {
    requireGraphqlPost(request)
    if (!(Number(request.headers['content-length']) <= MAX_BODY_BYTES)) throw new HttpFault(413, 'Too large a body')
    await yoga(request, response)
  },
  () => sources.close(),
)

function refuse(error: unknown): never {
  if (error instanceof HttpFault) {
    throw new GraphQLError(error.message, { extensions: { http: { status: error.status } } })
  }
  throw error
}
