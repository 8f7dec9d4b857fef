import type { PciDeviceGroup, PciDeviceGrouping, PciDeviceOrder } from '../../../src/model/pci-device-filter.ts'
import type { PciDevice } from '../../../src/model/pci-device.ts'

type Value = string | number | null

/** The order as its documentation tells it: null last, first when descending; ties by cell and row id. */
export function compareDevices(orderBy: PciDeviceOrder | null, cells: readonly string[]) {
  return (left: PciDevice, right: PciDevice): number => {
    const [ours, theirs] = [left, right].map((device) => orderValues(device, orderBy))
    for (const [index, value] of (ours ?? []).entries()) {
      const compared = compareValues(value, theirs?.[index] ?? null)
      if (compared !== 0) return orderBy?.direction === 'desc' ? -compared : compared
    }
    return cells.indexOf(left.cell) - cells.indexOf(right.cell) || left.databaseId - right.databaseId
  }
}

function orderValues(device: PciDevice, orderBy: PciDeviceOrder | null): Value[] {
  switch (orderBy?.field) {
    case undefined:
      return []
    case 'slot':
      return [device.node.host, device.address]
    case 'address':
      return [device.address]
    case 'product':
      return [device.vendorId, device.productId]
    case 'type':
      return [device.typeText]
    case 'status':
      return [device.statusText]
    case 'numaNode':
      return [device.numaNode]
    case 'createdAt':
      return [device.createdAt?.getTime() ?? null]
    case 'updatedAt':
      return [device.updatedAt?.getTime() ?? null]
  }
}

function compareValues(left: Value, right: Value): number {
  if (left === right) return 0
  if (left === null || right === null) return left === null ? 1 : -1
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return Buffer.from(String(left)).compare(Buffer.from(String(right)))
}

/** The groups as their documentation tells them, of devices in memory. */
export function expectedGroups(devices: readonly PciDevice[], by: readonly PciDeviceGrouping[]): PciDeviceGroup[] {
  const groups = Map.groupBy(devices, (device) => JSON.stringify(groupKey(device, by)))
  return [...groups.values()]
    .map((list): PciDeviceGroup => {
      const count = (...statuses: string[]) => list.filter(({ status }) => statuses.includes(status)).length
      const [first] = list
      return {
        ...(first === undefined ? {} : groupKey(first, by)),
        count: list.length,
        free: count('available'),
        claimed: count('claimed'),
        allocated: count('allocated'),
        blocked: count('unavailable', 'unclaimable'),
      }
    })
    .sort((left, right) => {
      for (const key of by.flatMap((grouping) => KEYS[grouping])) {
        const compared = compareValues(left[key] ?? null, right[key] ?? null)
        if (compared !== 0) return compared
      }
      return 0
    })
}

const KEYS = {
  vendor: ['vendorId'],
  product: ['vendorId', 'productId'],
  type: ['type'],
  status: ['status'],
  numaNode: ['numaNode'],
  hypervisor: ['hypervisorId'],
  cell: ['cell'],
  project: ['projectId'],
  server: ['serverId'],
} as const

function groupKey(device: PciDevice, by: readonly PciDeviceGrouping[]): Omit<PciDeviceGroup, 'count'> | object {
  const all = {
    vendorId: device.vendorId,
    productId: device.productId,
    type: device.type,
    status: device.status,
    numaNode: device.numaNode,
    hypervisorId: device.node.hypervisorId,
    cell: device.cell,
    projectId: device.owner?.projectId ?? null,
    serverId: device.serverId,
  }
  return Object.fromEntries(by.flatMap((grouping) => KEYS[grouping]).map((key) => [key, all[key]]))
}
