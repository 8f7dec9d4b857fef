import type { PciDevice, PciDeviceNode } from '../../src/model/pci-device.ts'

const KEYS = {
  id: true,
  databaseId: true,
  cell: true,
  address: true,
  vendorId: true,
  productId: true,
  type: true,
  typeText: true,
  status: true,
  statusText: true,
  hypervisorDeviceName: true,
  label: true,
  numaNode: true,
  parentAddress: true,
  requestId: true,
  extraInfoText: true,
  serverId: true,
  owner: true,
  node: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Record<keyof PciDevice, true>

const NODE_KEYS = {
  databaseId: true,
  hypervisorId: true,
  host: true,
  hypervisorHostname: true,
  lastSeenAt: true,
  forcedDown: true,
} as const satisfies Record<keyof PciDeviceNode, true>

/** Every value of a device, decoded: for comparing, since a device of the store decodes each when it is read. */
export function plainDevice(device: PciDevice): PciDevice {
  return { ...read(device, KEYS), node: read(device.node, NODE_KEYS) }
}

function read<Of extends object>(source: Of, keys: Readonly<Record<keyof Of, true>>): Of {
  return Object.fromEntries(Object.keys(keys).map((key) => [key, source[key as keyof Of]])) as Of
}
