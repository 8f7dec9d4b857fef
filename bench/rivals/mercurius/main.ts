import Fastify from 'fastify'
import mercurius, {
  type IResolvers,
  type MercuriusContext,
  type MercuriusLoaders,
  type MercuriusOptions,
} from 'mercurius'
import { announce } from '../graph/listen.ts'
import { openGraphSources, type Device, type Hypervisor, type ModelFilter, type Server } from '../graph/sources.ts'
import { TYPE_DEFS } from '../graph/type-defs.ts'
import { HttpFault } from '../sources/http-fault.ts'
import { MAX_BODY_BYTES } from '../sources/read-body.ts'

type Query<Parent> = { readonly obj: Parent }

// Fastify and Mercurius, compiled at the first sighting of a document, with Mercurius' own loaders.
const sources = openGraphSources()
const app = Fastify({ bodyLimit: MAX_BODY_BYTES, requestTimeout: 60_000, forceCloseConnections: true })

app.decorateRequest('token', '')
app.addHook('onRequest', async (request, reply) => {
  try {
    request.token = await sources.authenticate(request.headers['x-auth-token'])
  } catch (error) {
    const { status, message } = error instanceof HttpFault ? error : new HttpFault(500, 'Something went wrong')
    await reply.code(status).send({ errors: [{ message }] })
  }
})

const resolvers: IResolvers = {
  Query: {
    server: (_root, { id }: { id: string }, { token }) => sources.findServer(token, id),
    servers: (_root, { first, after }: { first: number; after?: string | null }, { token }) =>
      sources.pageServers(token, first, after ?? null),
    pciDevices: async (_root, { first, filter }: { first: number; filter: ModelFilter }) => ({
      nodes: await sources.pageDevices(first, filter),
    }),
    pciDeviceGroups: async (_root, { first }: { first: number }) => ({ nodes: await sources.groupDevices(first) }),
  },
}

// Mercurius would keep each value under the JSON of its parent, which costs more than to look the same host up again.
const opts = { cache: false }

const loaders: MercuriusLoaders = {
  Server: {
    project: {
      loader: (queries: Query<Server>[], { token }: MercuriusContext) =>
        sources.findProjectsById(
          token,
          queries.map(({ obj }) => obj.projectId),
        ),
      opts,
    },
    pciDevices: {
      loader: (queries: Query<Server>[]) => sources.listDevicesByServer(queries.map(({ obj }) => obj.id)),
      opts,
    },
    hypervisor: {
      loader: (queries: Query<Server>[], { token }: MercuriusContext) =>
        sources.findHypervisorsByHostname(
          token,
          queries.map(({ obj }) => obj.hypervisorHostname ?? ''),
        ),
      opts,
    },
  },
  Hypervisor: {
    pciStats: {
      loader: (queries: Query<Hypervisor>[]) => sources.listPoolsByHypervisor(queries.map(({ obj }) => obj.id)),
      opts,
    },
  },
  PciDevice: {
    server: {
      async loader(queries: Query<Device>[], { token }: MercuriusContext) {
        const ids = [...new Set(queries.flatMap(({ obj }) => obj.serverId ?? []))]
        const servers = await sources.findServersById(token, ids)
        const byId = new Map(ids.map((id, index) => [id, servers[index] ?? null]))
        return queries.map(({ obj }) => (obj.serverId === null ? null : (byId.get(obj.serverId) ?? null)))
      },
      opts,
    },
  },
}

const options: MercuriusOptions = {
  schema: TYPE_DEFS,
  resolvers,
  loaders,
  context: ({ token }) => ({ token }),
  jit: 1,
  queryDepth: 16,
  graphiql: false,
}
await app.register(mercurius, options)
announce('mercurius', await app.listen({ host: '127.0.0.1', port: 0 }))
process.once('SIGTERM', () => {
  void app.close().then(() => sources.close())
})

declare module 'mercurius' {
  interface MercuriusContext {
    token: string
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    token: string
  }
}
