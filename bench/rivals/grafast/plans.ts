import { context, get, lambda, loadMany, loadOne, makeGrafastSchema, type FieldArgs, type Step } from 'grafast'
import type { GraphSources, ModelFilter } from '../graph/sources.ts'
import { TYPE_DEFS } from '../graph/type-defs.ts'

/** A step for each level: its loader gets the keys of the whole level at once. */
export function createPlannedSchema(sources: GraphSources) {
  const shared = () => lambda(context(), tokenOf)
  const project = {
    load: (ids: readonly string[], { shared: token }: Shared) => sources.findProjectsById(token, ids),
    shared,
  }
  const server = {
    async load(ids: readonly (string | null)[], { shared: token }: Shared) {
      const wanted = [...new Set(ids.filter((id) => id !== null))]
      const found = await sources.findServersById(token, wanted)
      const byId = new Map(wanted.map((id, index) => [id, found[index] ?? null]))
      return ids.map((id) => (id === null ? null : (byId.get(id) ?? null)))
    },
    shared,
  }
  const hypervisorByHostname = {
    load: (hostnames: readonly (string | null)[], { shared: token }: Shared) =>
      sources.findHypervisorsByHostname(
        token,
        hostnames.map((hostname) => hostname ?? ''),
      ),
    shared,
  }
  const page = {
    load: (pages: readonly (readonly [first: number, after: string | null | undefined])[], { shared: token }: Shared) =>
      Promise.all(pages.map(([first, after]) => sources.pageServers(token, first, after ?? null))),
    shared,
  }
  const devicesByServer = (ids: readonly string[]) => sources.listDevicesByServer(ids)
  const poolsByHypervisor = (ids: readonly string[]) => sources.listPoolsByHypervisor(ids)

  return makeGrafastSchema({
    typeDefs: TYPE_DEFS,
    objects: {
      Query: {
        plans: {
          server: (_root: Step, args: FieldArgs) => loadOne(args.getRaw('id'), server),
          servers: (_root: Step, args: FieldArgs) =>
            loadOne([args.getRaw('first'), args.getRaw('after')] as const, page),
          pciDevices: (_root: Step, args: FieldArgs) =>
            lambda(
              [args.getRaw('first'), args.getRaw('filter')] as const,
              async ([first, filter]: readonly [number, ModelFilter]) => ({
                nodes: await sources.pageDevices(first, filter),
              }),
            ),
          pciDeviceGroups: (_root: Step, args: FieldArgs) =>
            lambda(args.getRaw('first'), async (first: number) => ({ nodes: await sources.groupDevices(first) })),
        },
      },
      Server: {
        plans: {
          project: ($server: Step) => loadOne(get($server, 'projectId'), project),
          pciDevices: ($server: Step) => loadMany(get($server, 'id'), devicesByServer),
          hypervisor: ($server: Step) => loadOne(get($server, 'hypervisorHostname'), hypervisorByHostname),
        },
      },
      Hypervisor: {
        plans: { pciStats: ($hypervisor: Step) => loadMany(get($hypervisor, 'id'), poolsByHypervisor) },
      },
      PciDevice: {
        plans: { server: ($device: Step) => loadOne(get($device, 'serverId'), server) },
      },
    },
  })
}

function tokenOf(value: object): string {
  if ('token' in value && typeof value.token === 'string') return value.token
  throw new Error('The context has no token')
}

type Shared = { readonly shared: string }
