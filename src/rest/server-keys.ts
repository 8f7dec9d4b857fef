import { Forbidden, PciStoreUnavailable, PciStoreUnconfigured } from '../errors.ts'
import type { Server } from '../model/server.ts'
import { decodeServer } from '../sources/nova/server-body.ts'
import { AllocatedDevicesDocument } from './documents.generated.ts'
import type { Graph } from './graph.ts'
import { isRecord } from './pass-through.ts'

const KEY = 'os-pci:pci_devices'

/**
 * Puts `os-pci:pci_devices` onto servers as Nova sent them: the allocated rows, as the API once had it. A server whose devices
 * are not for this client stays without the key.
 *
 * A key that is not there says: not for you to see. It must not come to say "not known" as well, so a store that does not
 * answer fails the request, but where Nova's own list is in part already: some of its servers UNKNOWN, since their cell is down.
 * Those never have the key, and the others do without it then.
 *
 * @throws what the graph threw, but for what is left out in silence
 */
export async function addServerKeys(bodies: readonly unknown[], graph: Graph): Promise<void> {
  const all = bodies.filter(isRecord)
  const known = all.filter(({ id, status }) => typeof id === 'string' && status !== 'UNKNOWN')
  if (known.length === 0) return
  const { devices, errors } = await allocatedDevices(known.map(decodeServer), graph)
  for (const error of errors) {
    const isOfDownCell = error instanceof PciStoreUnavailable && known.length < all.length
    if (!isLeftOut(error) && !isOfDownCell) throw error
  }
  for (const server of known) {
    const ofServer = devices.get(String(server.id))
    if (ofServer !== undefined) server[KEY] = ofServer
  }
}

/** Denied by policy; or the operator has configured no source of it, so that this cloud has no such extension. */
export function isLeftOut(error: unknown): boolean {
  return error instanceof Forbidden || error instanceof PciStoreUnconfigured
}

async function allocatedDevices(servers: readonly Server[], graph: Graph) {
  const representations = servers.map(({ id }) => ({ __typename: 'Server', id }))
  const { data, errors } = await graph.askForPart(AllocatedDevicesDocument, { representations }, { servers })
  const devices = new Map<string, readonly { id: number | null }[]>()
  for (const entity of data?._entities ?? []) {
    if (entity === null || !('id' in entity) || entity.pciDevices === null) continue
    devices.set(
      entity.id,
      entity.pciDevices.map(({ databaseId }) => ({ id: databaseId })),
    )
  }
  return { devices, errors }
}
