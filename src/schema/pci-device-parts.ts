import type { DevicePart } from '../sources/pci/store.ts'

/** The fields that need more of a device than its row's own short columns. A test asks each field alone and beside all others. */
export const DEVICE_FIELD_PARTS: ReadonlyMap<string, DevicePart> = new Map([
  ['PciDevice.observedAt', 'heartbeat'],
  ['PciDevice.stale', 'heartbeat'],
  ['PciDevice.projectId', 'owner'],
  ['PciDevice.project', 'owner'],
  ['PciDevice.onServerHost', 'owner'],
  ['PciDevice.networkFeatures', 'extra info'],
  ['PciDevice.serialNumber', 'extra info'],
  ['PciDevice.macAddress', 'extra info'],
  ['PciDevice.liveMigratable', 'extra info'],
  ['PciDevice.extraInfo', 'extra info'],
])
