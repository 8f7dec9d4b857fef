import type { Cell } from '../sources/cell.ts'
import type { NovaHypervisor, NovaServer } from '../sources/nova.ts'
import { listPools } from '../sources/pools.ts'
import { createKept } from './kept.ts'

/** JSON of each hypervisor with its pools, by hostname: written once for all its servers. */
export type WriteHosts = (hypervisors: readonly NovaHypervisor[]) => ReadonlyMap<string | null, string>

export function createWriteHosts(cell: Cell): WriteHosts {
  const keptPools = createKept<string | null>(cell)
  return (hypervisors) => {
    const pools = keptPools()
    const missing = hypervisors.flatMap(({ id }) => (pools.has(id) ? [] : id))
    if (missing.length > 0) {
      const found = listPools(cell, JSON.stringify(missing), noText, addPool)
      for (const id of missing) {
        const text = found.get(id)
        pools.set(id, text === undefined ? null : `[${text.slice(1)}]`)
      }
    }
    const hosts = new Map<string | null, string>()
    for (const { id, hypervisor_hostname: hostname } of hypervisors) {
      hosts.set(hostname, `{"hostname":${JSON.stringify(hostname)},"pciStats":${pools.get(id) ?? 'null'}}`)
    }
    return hosts
  }
}

/** A server by what was written of its parts. */
export function writeServer(
  { id, name, 'OS-EXT-SRV-ATTR:hypervisor_hostname': hostname }: NovaServer,
  devices: ReadonlyMap<string, string>,
  hosts: ReadonlyMap<string | null, string>,
): string {
  return `{"id":${JSON.stringify(id)},"name":${JSON.stringify(name)},"pciDevices":${devices.get(id) ?? '[]'},"hypervisor":${hosts.get(hostname) ?? 'null'}}`
}

/** JSON of the devices of each server, by its id. */
export function writeDevices(cell: Cell, servers: readonly NovaServer[]): ReadonlyMap<string, string> {
  return new Map(cell.jsonOfServers(JSON.stringify(servers.map(({ id }) => id))))
}

function noText(): string {
  return ''
}

function addPool(text: string, vendorId: string, productId: string, free: number): string {
  return `${text},{"vendorId":${JSON.stringify(vendorId)},"productId":${JSON.stringify(productId)},"free":${free}}`
}
