import { HttpFault, readJson } from './http-fault.ts'
import type { Upstream } from './upstream.ts'

export type NovaServer = {
  readonly id: string
  readonly name: string
  readonly 'OS-EXT-SRV-ATTR:hypervisor_hostname': string | null
}
export type NovaHypervisor = { readonly id: string; readonly hypervisor_hostname: string }

export type Nova = {
  listServers(token: string, count: number): Promise<readonly NovaServer[]>
  listHypervisors(token: string): Promise<readonly NovaHypervisor[]>
}

type Page<Key extends string, Item> = Readonly<Record<Key, readonly Item[]>> &
  Readonly<Record<`${Key}_links`, object[]>>

const MOST_PER_PAGE = 1000
/** Has all that is asked of a server, and is the shortest: the flavor is a link. */
const SERVERS = { 'openstack-api-version': 'compute 2.1' }
/** Ids are UUIDs. */
const HYPERVISORS = { 'openstack-api-version': 'compute 2.53' }

/** The fewest calls: pages of the most that Nova gives, and of hypervisors the short listing, which has id and name. */
export function createNova(upstream: Upstream, computeUrl: string): Nova {
  return {
    async listServers(token, count) {
      const servers: NovaServer[] = []
      let marker = ''
      for (;;) {
        const limit = Math.min(MOST_PER_PAGE, count - servers.length)
        const url = `${computeUrl}/servers/detail?all_tenants=1&limit=${limit}${marker}`
        const text = await upstream.get(url, { 'x-auth-token': token, ...SERVERS })
        const { servers: page = missing(), servers_links } = readJson<Page<'servers', NovaServer>>(text, 502)
        servers.push(...page)
        if (servers_links === undefined || servers.length >= count) return servers
        marker = `&marker=${page.at(-1)?.id}`
      }
    },

    async listHypervisors(token) {
      const hypervisors: NovaHypervisor[] = []
      let marker = ''
      for (;;) {
        const url = `${computeUrl}/os-hypervisors?limit=${MOST_PER_PAGE}${marker}`
        const text = await upstream.get(url, { 'x-auth-token': token, ...HYPERVISORS })
        const body = readJson<Page<'hypervisors', NovaHypervisor>>(text, 502)
        const { hypervisors: page = missing(), hypervisors_links } = body
        hypervisors.push(...page)
        if (hypervisors_links === undefined) return hypervisors
        marker = `&marker=${page.at(-1)?.id}`
      }
    },
  }
}

function missing(): never {
  throw new HttpFault(502, 'Nova answered without a list')
}
