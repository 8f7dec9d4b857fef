import DataLoader from 'dataloader'
import type { IResolvers } from '@graphql-tools/utils'
import type { Device, GraphSources, Hypervisor, ModelFilter, Server } from './sources.ts'

export type GraphContext = { readonly token: string; readonly loaders: Loaders }

export type Loaders = ReturnType<typeof createLoaders>

/** For one request. */
export function createLoaders(sources: GraphSources, token: string) {
  return {
    server: new DataLoader((ids: readonly string[]) => sources.findServersById(token, ids)),
    hypervisorByHostname: new DataLoader((hostnames: readonly string[]) =>
      sources.findHypervisorsByHostname(token, hostnames),
    ),
    poolsByHypervisor: new DataLoader((ids: readonly string[]) => sources.listPoolsByHypervisor(ids)),
    devicesByServer: new DataLoader((ids: readonly string[]) => sources.listDevicesByServer(ids)),
    project: new DataLoader((ids: readonly string[]) => sources.findProjectsById(token, ids)),
  }
}

/** As the guides of DataLoader have it: one line a field. */
export function createResolvers(sources: GraphSources): IResolvers<unknown, GraphContext> {
  return {
    Query: {
      server: (_root, { id }: { id: string }, { token }) => sources.findServer(token, id),
      servers: (_root, { first, after }: { first: number; after?: string | null }, { token }) =>
        sources.pageServers(token, first, after ?? null),
      pciDevices: async (_root, { first, filter }: { first: number; filter: ModelFilter }) => ({
        nodes: await sources.pageDevices(first, filter),
      }),
      pciDeviceGroups: async (_root, { first }: { first: number }) => ({ nodes: await sources.groupDevices(first) }),
    },
    Server: {
      project: ({ projectId }: Server, _args, { loaders }) => loaders.project.load(projectId),
      pciDevices: ({ id }: Server, _args, { loaders }) => loaders.devicesByServer.load(id),
      hypervisor: ({ hypervisorHostname }: Server, _args, { loaders }) =>
        hypervisorHostname === null ? null : loaders.hypervisorByHostname.load(hypervisorHostname),
    },
    Hypervisor: {
      pciStats: ({ id }: Hypervisor, _args, { loaders }) => loaders.poolsByHypervisor.load(id),
    },
    PciDevice: {
      server: ({ serverId }: Device, _args, { loaders }) => (serverId === null ? null : loaders.server.load(serverId)),
    },
  }
}
