import { createCallers } from '../sources/callers.ts'
import { openCell } from '../sources/cell.ts'
import { createCloudClient } from '../sources/cloud-client.ts'
import { deviceStatus } from '../sources/device-status.ts'
import { HttpFault } from '../sources/http-fault.ts'
import { createNova, type NovaServer } from '../sources/nova.ts'
import { listProjectNames } from '../sources/projects.ts'
import { openKyselyStore } from './kysely-store.ts'
import { createLeanStore, type Pool } from './store.ts'

export type Server = {
  readonly id: string
  readonly name: string
  readonly projectId: string
  readonly hypervisorHostname: string | null
}
export type Hypervisor = { readonly id: string; readonly hostname: string }
export type Device = {
  readonly address: string
  readonly productId: string
  readonly status?: string
  readonly hypervisorHostname?: string | null
  readonly serverId: string | null
}
export type Project = { readonly id: string; readonly name: string | null }
export type ServerPage = {
  readonly nodes: readonly Server[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}
export type Group = {
  readonly vendorId: string
  readonly productId: string
  readonly status: string
  readonly count: number
}
export type ModelFilter = {
  readonly vendorId: { readonly eq: string }
  readonly productId: { readonly eq: string }
}

export type GraphSources = ReturnType<typeof openGraphSources>

const MOST_PER_PAGE = 5000

/**
 * What the resolvers of every engine ask, so that rivals differ by their engine alone: the calls that raw makes too, and SQL as their
 * users write it, or with `LEAN=1` raw's. Each `…By…` answers in the order of its keys.
 */
export function openGraphSources({ AUTH_URL = '', COMPUTE_URL = '', CELL_DATABASE = '', LEAN = '0' } = process.env) {
  const cloud = createCloudClient()
  const callers = createCallers(cloud, AUTH_URL)
  const nova = createNova(cloud, COMPUTE_URL)
  const store = LEAN === '1' ? createLeanStore(openCell(CELL_DATABASE)) : openKyselyStore(CELL_DATABASE)
  return {
    /** The token, if it is an admin's. @throws HttpFault 401, 403 */
    async authenticate(token: string | string[] | null | undefined): Promise<string> {
      if (typeof token !== 'string') throw new HttpFault(401, 'No token')
      const { isAdmin } = await callers.find(token)
      if (!isAdmin) throw new HttpFault(403, 'PCI devices are for admins')
      return token
    },

    async findServer(token: string, id: string): Promise<Server | null> {
      const server = await nova.findServer(token, id)
      return server && decodeServer(server)
    },

    async pageServers(token: string, first: number, after: string | null): Promise<ServerPage> {
      const { servers, next } = await nova.listServers(token, checkPageSize(first), after)
      return {
        nodes: servers.map(decodeServer),
        pageInfo: { hasNextPage: next !== null, endCursor: servers.at(-1)?.id ?? null },
      }
    },

    findServersById: (token: string, ids: readonly string[]): Promise<readonly (Server | null)[]> =>
      Promise.all(
        ids.map(async (id) => {
          const server = await nova.findServer(token, id)
          return server && decodeServer(server)
        }),
      ),

    async findHypervisorsByHostname(
      token: string,
      hostnames: readonly string[],
    ): Promise<readonly (Hypervisor | null)[]> {
      const [only] = hostnames
      const found =
        only !== undefined && hostnames.every((hostname) => hostname === only)
          ? [await nova.findHypervisor(token, only)].filter((hypervisor) => hypervisor !== null)
          : await nova.listHypervisors(token)
      const byHostname = new Map(
        found.map(({ id, hypervisor_hostname: hostname }) => [hostname, { id, hostname }] as const),
      )
      return hostnames.map((hostname) => byHostname.get(hostname) ?? null)
    },

    async listPoolsByHypervisor(ids: readonly string[]): Promise<readonly (readonly Pool[] | null)[]> {
      const pools = await store.listPools([...new Set(ids)])
      return ids.map((id) => pools.get(id) ?? null)
    },

    async listDevicesByServer(ids: readonly string[]): Promise<readonly (readonly Device[])[]> {
      const devices = Map.groupBy(await store.listDevicesByServer(ids), ({ serverId }) => serverId)
      return ids.map((id) => devices.get(id) ?? [])
    },

    async pageDevices(first: number, { vendorId, productId }: ModelFilter): Promise<readonly Device[]> {
      const devices = await store.listDevicesOfModel(vendorId.eq, productId.eq, checkPageSize(first))
      return devices.map((row) => ({ ...row, status: deviceStatus(row.status) }))
    },

    /** By model and status. */
    async groupDevices(first: number): Promise<readonly Group[]> {
      const groups = await store.groupDevices()
      return groups.slice(0, checkPageSize(first)).map((row) => ({ ...row, status: deviceStatus(row.status) }))
    },

    async findProjectsById(token: string, ids: readonly string[]): Promise<readonly Project[]> {
      const names = await listProjectNames(cloud, AUTH_URL, token)
      return ids.map((id) => ({ id, name: names.get(id) ?? null }))
    },

    close: () => cloud.close(),
  }
}

function decodeServer({
  id,
  name,
  tenant_id: projectId,
  'OS-EXT-SRV-ATTR:hypervisor_hostname': hypervisorHostname,
}: NovaServer): Server {
  return { id, name, projectId, hypervisorHostname }
}

function checkPageSize(first: number): number {
  if (first >= 0 && first <= MOST_PER_PAGE) return first
  throw new HttpFault(400, `first is no number from 0 to ${MOST_PER_PAGE}`)
}
