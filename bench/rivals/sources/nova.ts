import type { CloudClient } from './cloud-client.ts'
import { HttpFault, readJson } from './http-fault.ts'

/** What is read of Nova's body. */
export type NovaServer = {
  readonly id: string
  readonly name: string
  readonly tenant_id: string
  readonly 'OS-EXT-SRV-ATTR:hypervisor_hostname': string | null
}
export type NovaHypervisor = { readonly id: string; readonly hypervisor_hostname: string }

export type Nova = {
  /** `after`: the id of a server; null: from the start. */
  listServers(token: string, count: number, after?: string | null): Promise<NovaPage>
  /** Null: there is no such server. */
  findServer(token: string, id: string): Promise<NovaServer | null>
  listHypervisors(token: string): Promise<readonly NovaHypervisor[]>
  findHypervisor(token: string, hostname: string): Promise<NovaHypervisor | null>
}

export type NovaPage = {
  readonly servers: readonly NovaServer[]
  /** Null: nothing follows. */
  readonly next: string | null
}

type Page<Key extends string, Item> = Readonly<Record<Key, readonly Item[]>> &
  Readonly<Record<`${Key}_links`, object[]>>

export const MOST_PER_PAGE = 1000
/** Has all that is asked of a server, and is the shortest: the flavor is a link. */
const SERVERS = { 'openstack-api-version': 'compute 2.1' }
/** Ids are UUIDs. */
const HYPERVISORS = { 'openstack-api-version': 'compute 2.53' }

/** The fewest calls: pages of the most that Nova gives, and of hypervisors the short listing, which has id and name. */
export function createNova(cloud: CloudClient, computeUrl: string): Nova {
  return {
    async listServers(token, count, after = null) {
      const servers: NovaServer[] = []
      let next = after
      do {
        const limit = Math.min(MOST_PER_PAGE, count - servers.length)
        const marker = next === null ? '' : `&marker=${next}`
        const url = `${computeUrl}/servers/detail?all_tenants=1&limit=${limit}${marker}`
        const text = await cloud.get(url, { 'x-auth-token': token, ...SERVERS })
        const { servers: page = missing(), servers_links } = readJson<Page<'servers', NovaServer>>(text, 502)
        servers.push(...page)
        next = servers_links === undefined ? null : (page.at(-1)?.id ?? null)
      } while (next !== null && servers.length < count)
      return { servers, next }
    },

    async findServer(token, id) {
      const text = await cloud.find(`${computeUrl}/servers/${encodeURIComponent(id)}`, {
        'x-auth-token': token,
        ...SERVERS,
      })
      if (text === null) return null
      return readJson<{ server: NovaServer }>(text, 502).server ?? missing()
    },

    async listHypervisors(token) {
      const hypervisors: NovaHypervisor[] = []
      let marker = ''
      for (;;) {
        const url = `${computeUrl}/os-hypervisors?limit=${MOST_PER_PAGE}${marker}`
        const text = await cloud.get(url, { 'x-auth-token': token, ...HYPERVISORS })
        const body = readJson<Page<'hypervisors', NovaHypervisor>>(text, 502)
        const { hypervisors: page = missing(), hypervisors_links } = body
        hypervisors.push(...page)
        if (hypervisors_links === undefined) return hypervisors
        marker = `&marker=${page.at(-1)?.id}`
      }
    },

    async findHypervisor(token, hostname) {
      const url = `${computeUrl}/os-hypervisors?hypervisor_hostname_pattern=${encodeURIComponent(hostname)}`
      const text = await cloud.find(url, { 'x-auth-token': token, ...HYPERVISORS })
      if (text === null) return null
      const { hypervisors: found = missing() } = readJson<Page<'hypervisors', NovaHypervisor>>(text, 502)
      // Nova matches any part of a name.
      return found.find(({ hypervisor_hostname }) => hypervisor_hostname === hostname) ?? null
    },
  }
}

function missing(): never {
  throw new HttpFault(502, 'Nova answered without what was asked for')
}
