import type { Cell } from '../sources/cell.ts'
import type { Nova } from '../sources/nova.ts'
import type { AnswerOne } from './answer-one.ts'
import { readPageSize } from './answer-one.ts'
import { writeDevices, writeServer, type WriteHosts } from './hosts.ts'

/** The page of servers, joined by maps and written down once: a hypervisor's text serves all its servers. */
export function createPageOfServers(nova: Nova, cell: Cell, writeHosts: WriteHosts): AnswerOne {
  return async (token, variables) => {
    const [{ servers }, hypervisors] = await Promise.all([
      nova.listServers(token, readPageSize(variables)),
      nova.listHypervisors(token),
    ])
    const wanted = new Set(servers.map((server) => server['OS-EXT-SRV-ATTR:hypervisor_hostname']))
    const hosts = writeHosts(hypervisors.filter(({ hypervisor_hostname: hostname }) => wanted.has(hostname)))
    const devices = writeDevices(cell, servers)
    let nodes = ''
    for (const server of servers) nodes += `,${writeServer(server, devices, hosts)}`
    return `{"data":{"servers":{"nodes":[${nodes.slice(1)}]}}}`
  }
}
