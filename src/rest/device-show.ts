import { isUuid } from '../model/uuid.ts'
import { deviceDetailItem } from './device-body.ts'
import { ambiguous, rowId } from './device-marker.ts'
import { DeviceByIdDocument, DeviceDetailDocument } from './documents.generated.ts'
import { RestFault } from './faults.ts'
import type { Graph } from './graph.ts'

/**
 * `{"pci_device": {…}}`, by uuid or by integer id.
 * @throws RestFault 404 where there is none, 409 where cells have several of that id
 */
export async function showDevice(graph: Graph, id: string): Promise<object> {
  const device = isUuid(id) ? (await graph.ask(DeviceByIdDocument, { id })).pciDevice : await findByRow(graph, id)
  if (device === null) throw new RestFault(404, `PCI device ${id} not found`)
  return { pci_device: deviceDetailItem(device) }
}

async function findByRow(graph: Graph, id: string) {
  const row = rowId(id)
  if (row === null) return null
  const { pciDevices } = await graph.ask(DeviceDetailDocument, {
    first: Math.min(100, graph.pageSize),
    filter: { databaseId: { eq: row } },
  })
  const [device = null, ...others] = pciDevices?.nodes ?? []
  if (device !== null && others.length > 0) throw ambiguous(id, [device, ...others])
  return device
}
