import { deviceLocationId } from '../../../src/model/device-location-id.ts'
import { decodePciDeviceStatus, decodePciDeviceType } from '../../../src/model/pci-device.ts'
import type { PciDevice, PciDeviceOwner } from '../../../src/model/pci-device.ts'
import type { SeededCell } from './cells.ts'
import type { NovaRow } from './nova-tables.ts'

/** The devices that a cell's rows amount to, joined in memory: what every database must answer, in order of row id. */
export function expectedDevices({ name, rows }: SeededCell): PciDevice[] {
  return rows.pci_devices
    .filter((row) => row.deleted === 0)
    .sort((left, right) => number(left, 'id') - number(right, 'id'))
    .flatMap((row) => {
      const node = rows.compute_nodes.find((other) => other.id === row.compute_node_id)
      return node?.deleted === 0 ? [expectedDevice(name, row, node, rows)] : []
    })
}

function expectedDevice(cell: string, row: NovaRow, node: NovaRow, rows: SeededCell['rows']): PciDevice {
  const hypervisorId = text(node, 'uuid') ?? ''
  const address = text(row, 'address') ?? ''
  const owner = rows.instances.find((other) => other.uuid === row.instance_uuid)
  const services = rows.services.filter(
    (other) => other.host === node.host && other.host !== null && other.binary === 'nova-compute' && !other.deleted,
  )
  const heartbeats = services.map((service) => text(service, 'last_seen_up') ?? text(service, 'created_at') ?? '')
  return {
    id: text(row, 'uuid') ?? deviceLocationId({ hypervisorId, address }),
    databaseId: number(row, 'id'),
    cell,
    address,
    vendorId: text(row, 'vendor_id') ?? '',
    productId: text(row, 'product_id') ?? '',
    type: decodePciDeviceType(text(row, 'dev_type') ?? ''),
    typeText: text(row, 'dev_type') ?? '',
    status: decodePciDeviceStatus(text(row, 'status') ?? ''),
    statusText: text(row, 'status') ?? '',
    hypervisorDeviceName: text(row, 'dev_id'),
    label: text(row, 'label'),
    numaNode: typeof row.numa_node === 'number' ? row.numa_node : null,
    parentAddress: text(row, 'parent_addr'),
    requestId: text(row, 'request_id'),
    extraInfoText: text(row, 'extra_info'),
    serverId: text(row, 'instance_uuid'),
    owner: owner === undefined ? null : expectedOwner(owner),
    node: {
      databaseId: number(node, 'id'),
      hypervisorId,
      host: text(node, 'host'),
      hypervisorHostname: text(node, 'hypervisor_hostname'),
      lastSeenAt: utc(heartbeats.sort().at(-1) ?? null),
      forcedDown: services.some((service) => service.forced_down === 1),
    },
    createdAt: utc(text(row, 'created_at')),
    updatedAt: utc(text(row, 'updated_at')),
  }
}

function expectedOwner(row: NovaRow): PciDeviceOwner {
  return {
    projectId: text(row, 'project_id'),
    userId: text(row, 'user_id'),
    host: text(row, 'host'),
    hypervisorHostname: text(row, 'node'),
    vmState: text(row, 'vm_state'),
    taskState: text(row, 'task_state'),
    deleted: row.deleted !== 0,
  }
}

const text = (row: NovaRow, name: string) => {
  const value = row[name]
  return typeof value === 'string' ? value : null
}
const number = (row: NovaRow, name: string) => Number(row[name])
const utc = (time: string | null) => (time === null ? null : new Date(`${time.replace(' ', 'T')}Z`))
