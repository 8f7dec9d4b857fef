import { PciStoreUnavailable, PcigraphError } from '../errors.ts'
import { AllocatedDevicesDocument, type AllocatedDevicesQuery } from './documents.generated.ts'
import type { Graph } from './graph.ts'
import { isRecord } from './pass-through.ts'

const KEY = 'os-pci:pci_devices'

/**
 * Puts `os-pci:pci_devices` onto servers as Nova sent them: the allocated rows, as the API once had it.
 *
 * A key that is not there says: not for you to see. It must not come to say "not known" as well, so a store that does not
 * answer fails the request, but where Nova's own list is in part already: some of its servers UNKNOWN, since their cell is down.
 * Those never have the key, and the others do without it then.
 *
 * @throws what the graph threw, but for what is left out in silence
 */
export async function addServerKeys(servers: readonly unknown[], graph: Graph): Promise<void> {
  const all = servers.filter(isRecord)
  const known = all.filter(({ status }) => status !== 'UNKNOWN')
  const ids = known.map(({ id }) => id).filter((id) => typeof id === 'string')
  if (ids.length === 0) return
  let devices: Map<string, { id: number | null }[]>
  try {
    devices = await allocatedDevices(ids, graph)
  } catch (error) {
    if (isLeftOut(error)) return
    if (error instanceof PciStoreUnavailable && known.length < all.length) return
    throw error
  }
  for (const server of known) server[KEY] = devices.get(String(server.id)) ?? []
}

/** Denied by policy; or the operator has configured no source of it, so that this cloud has no such extension. */
export function isLeftOut(error: unknown): boolean {
  if (!(error instanceof PcigraphError)) return false
  return error.code === 'FORBIDDEN' || (error.code === 'PCI_STORE_UNAVAILABLE' && error.details.cell === undefined)
}

async function allocatedDevices(
  serverIds: readonly string[],
  graph: Graph,
): Promise<Map<string, { id: number | null }[]>> {
  const found = new Map<string, { id: number | null }[]>()
  let after: string | null = null
  do {
    const page: { pciDevices: DevicesOfServers } = await graph.ask(AllocatedDevicesDocument, {
      serverIds: [...serverIds],
      first: graph.pageSize,
      after,
    })
    for (const { databaseId, serverId } of page.pciDevices?.nodes ?? []) {
      if (serverId === null) continue
      const devices = found.get(serverId) ?? []
      devices.push({ id: databaseId })
      found.set(serverId, devices)
    }
    after = page.pciDevices?.pageInfo.hasNextPage ? page.pciDevices.pageInfo.endCursor : null
  } while (after !== null)
  return found
}

type DevicesOfServers = AllocatedDevicesQuery['pciDevices']
