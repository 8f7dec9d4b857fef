import type { Call } from '../model/call.ts'
import type { Hypervisor } from '../model/hypervisor.ts'
import type { Server } from '../model/server.ts'
import type { Access } from '../policy/access.ts'
import type { Nova, ServerFilter, ServerPage, ServerQuery } from '../sources/nova/nova.ts'
import { createPeekLoader, type PeekLoader } from './peek-loader.ts'

/** The servers of one hypervisor that pass Nova's filter. */
export type HypervisorServersKey = { readonly hypervisor: Hypervisor; readonly filter: ServerFilter }

export type ServerLoaders = {
  /** Null: gone, or not this caller's to see. */
  readonly server: PeekLoader<string, Server | null>
  readonly serversByHypervisor: PeekLoader<HypervisorServersKey, readonly Server[]>
  /** Service hosts whose servers are in no listing now. */
  hostsOfDownCells(): readonly string[]
  /** A page of Nova's listing; its servers need not be asked for again. */
  listServers(query: ServerQuery): Promise<ServerPage>
}

export function createServerLoaders(nova: Nova, call: Call, access: Access): ServerLoaders {
  const allProjects = access.may('os_compute_api:servers:detail:get_all_tenants')
  const server = createPeekLoader((ids: readonly string[]) => nova.findServersByIds(call, ids, { allProjects }))
  function remember(found: readonly Server[]): void {
    // Nova lists deleted servers to who asks for them, and answers 404 for each by its id: to a link, such a server is gone.
    for (const one of found) if (one.status !== 'DELETED') server.prime(one.id, one)
  }

  return {
    server,
    serversByHypervisor: createPeekLoader(
      async (keys: readonly HypervisorServersKey[]) => {
        const lists = await loadByHypervisor(nova, call, keys)
        for (const list of lists) if (!(list instanceof Error)) remember(list)
        return lists
      },
      ({ hypervisor, filter }) => `${hypervisor.id} ${JSON.stringify(filter)}`,
    ),
    hostsOfDownCells: () => nova.hostsOfDownCells(),
    async listServers(query) {
      const page = await nova.listServers(call, query)
      remember(page.servers)
      return page
    },
  }
}

/** One listing for each filter that was named, however many hypervisors ask. */
async function loadByHypervisor(
  nova: Nova,
  call: Call,
  keys: readonly HypervisorServersKey[],
): Promise<(readonly Server[] | Error)[]> {
  const answers = new Map<HypervisorServersKey, readonly Server[] | Error>()
  const byFilter = Map.groupBy(keys, ({ filter }) => JSON.stringify(filter))
  await Promise.all(
    Array.from(byFilter.values(), async (group) => {
      const filter: ServerFilter = group[0]?.filter ?? {}
      const hosts = hostsOf(group).filter((host) => filter.host === undefined || host === filter.host)
      const listed = await nova.listServersByHosts(call, hosts, filter).catch(asError)
      if (listed instanceof Error) {
        for (const key of group) answers.set(key, listed)
        return
      }
      const byHost = new Map(hosts.map((host, index) => [host, listed[index] ?? []]))
      for (const key of group) {
        const { hostname } = key.hypervisor
        const servers = byHost.get(serviceHostOf(key.hypervisor) ?? '') ?? []
        // Ironic's nodes share one service host: the hypervisor's own name tells them apart.
        const onNode = (server: Server) => server.hypervisorHostname === hostname
        answers.set(key, servers instanceof Error ? servers : servers.filter(onNode))
      }
    }),
  )
  return keys.map((key) => answers.get(key) ?? [])
}

function hostsOf(keys: readonly HypervisorServersKey[]): string[] {
  return [...new Set(keys.map(({ hypervisor }) => serviceHostOf(hypervisor)).filter((host) => host !== null))]
}

function serviceHostOf(hypervisor: Hypervisor): string | null {
  return hypervisor.service?.host ?? hypervisor.hostname
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error('Not an error was thrown', { cause })
}
