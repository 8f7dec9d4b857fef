import { listen, requireGraphqlPost, send } from '../graph/listen.ts'
import { ONE_SERVER } from '../../questions/one-server.ts'
import { openCell } from '../sources/cell.ts'
import { createCloudClient } from '../sources/cloud-client.ts'
import { HttpFault, readJson } from '../sources/http-fault.ts'
import { createNova, type NovaServer } from '../sources/nova.ts'
import { listPools } from '../sources/pools.ts'
import { readBody } from '../sources/read-body.ts'

/**
 * What scripts do now: `GET servers`, a `GET` for each server and for each of their hypervisors, one after the other, and SQL on the
 * cell for devices, which no API of Nova tells. It is spared what a script would also pay: to start, and to sign in.
 */
const { COMPUTE_URL = '', CELL_DATABASE = '' } = process.env
const cloud = createCloudClient()
const nova = createNova(cloud, COMPUTE_URL)
const cell = openCell(CELL_DATABASE)

listen(
  'rest-loop',
  async (request, response) => {
    requireGraphqlPost(request)
    const token = request.headers['x-auth-token']
    if (typeof token !== 'string') throw new HttpFault(401, 'No token')
    const { query, variables } = readJson<{ query: string; variables: { first?: number; id?: string } }>(
      await readBody(request),
      400,
    )
    const isOne = query === ONE_SERVER
    const ids = isOne ? [variables?.id ?? ''] : await listServerIds(token, variables?.first ?? 0)
    const servers = await describeServers(token, ids)
    const data = isOne ? { server: servers[0] ?? null } : { servers: { nodes: servers } }
    send(response, 200, JSON.stringify({ data }))
  },
  () => cloud.close(),
)

async function listServerIds(token: string, count: number): Promise<readonly string[]> {
  const url = `${COMPUTE_URL}/servers?all_tenants=1&limit=${count}`
  const text = await cloud.get(url, { 'x-auth-token': token })
  return (readJson<{ servers: readonly { readonly id: string }[] }>(text, 502).servers ?? []).map(({ id }) => id)
}

async function describeServers(token: string, ids: readonly string[]): Promise<object[]> {
  const hypervisors = new Map<string, object | null>()
  const described: object[] = []
  for (const id of ids) {
    const server = await nova.findServer(token, id)
    if (server === null) continue
    const hostname = server['OS-EXT-SRV-ATTR:hypervisor_hostname']
    if (hostname !== null && !hypervisors.has(hostname)) {
      hypervisors.set(hostname, await describeHypervisor(token, hostname))
    }
    described.push(describeServer(server, hostname === null ? null : (hypervisors.get(hostname) ?? null)))
  }
  return described
}

function describeServer({ id, name }: NovaServer, hypervisor: object | null): object {
  const devices = cell.devicesOfServers(JSON.stringify([id]))
  return { id, name, pciDevices: devices.map(({ address, productId }) => ({ address, productId })), hypervisor }
}

async function describeHypervisor(token: string, hostname: string): Promise<object | null> {
  const hypervisor = await nova.findHypervisor(token, hostname)
  if (hypervisor === null) return null
  const pools = listPools<object[]>(
    cell,
    JSON.stringify([hypervisor.id]),
    () => [],
    (kept, vendorId, productId, free) => [...kept, { vendorId, productId, free }],
  )
  return { hostname, pciStats: pools.get(hypervisor.id) ?? null }
}
