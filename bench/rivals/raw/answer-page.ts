import type { Cell } from './cell.ts'
import { HttpFault } from './http-fault.ts'
import type { Nova } from './nova.ts'
import { listPools } from './pools.ts'

const MOST = 5000

/** The page of servers, joined by maps and written down once: a hypervisor's text serves all its servers. */
export function createAnswerPage(nova: Nova, cell: Cell): (token: string, variables: unknown) => Promise<string> {
  return async (token, variables) => {
    const [servers, hypervisors] = await Promise.all([
      nova.listServers(token, readFirst(variables)),
      nova.listHypervisors(token),
    ])
    const wanted = new Set(servers.map((server) => server['OS-EXT-SRV-ATTR:hypervisor_hostname']))
    const present = hypervisors.filter(({ hypervisor_hostname: hostname }) => wanted.has(hostname))
    const pools = listPools(cell, JSON.stringify(present.map(({ id }) => id)))
    const devices = new Map(cell.devicesOfServers(JSON.stringify(servers.map(({ id }) => id))))
    const hosts = new Map<string | null, string>()
    for (const { id, hypervisor_hostname: hostname } of present) {
      hosts.set(hostname, `{"hostname":${JSON.stringify(hostname)},"pciStats":${pools.get(id) ?? 'null'}}`)
    }
    let nodes = ''
    for (const { id, name, 'OS-EXT-SRV-ATTR:hypervisor_hostname': hostname } of servers) {
      nodes += `,{"id":${JSON.stringify(id)},"name":${JSON.stringify(name)},"pciDevices":${devices.get(id) ?? '[]'},"hypervisor":${hosts.get(hostname) ?? 'null'}}`
    }
    return `{"data":{"servers":{"nodes":[${nodes.slice(1)}]}}}`
  }
}

function readFirst(variables: unknown): number {
  const first =
    typeof variables === 'object' && variables !== null && 'first' in variables ? variables.first : undefined
  if (typeof first === 'number' && Number.isInteger(first) && first > 0 && first <= MOST) return first
  throw new HttpFault(400, `first is no whole number from 1 to ${MOST}`)
}
