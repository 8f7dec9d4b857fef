import { hash } from 'node:crypto'
import { parse, validate, version } from 'uuid'
import type { PciDevice } from './pci-device.ts'

/** Ours alone, so that a location id can never be taken for the uuid of anything else. */
export const LOCATION_NAMESPACE = '5c1d2fbe-52a5-4e0c-9d0f-2b6a8f1f3a57'
const NAMESPACE_BYTES = parse(LOCATION_NAMESPACE)

/**
 * The id of a place for a device: what a row without uuid goes by, and what finds that device still after Nova gave the
 * row a uuid. Made of the compute node's uuid, which is unique across cells, since a cell's name may change.
 */
export function deviceLocationId(location: { readonly hypervisorId: string; readonly address: string }): string {
  const name = `${location.hypervisorId.toLowerCase()}/${location.address.toLowerCase()}`
  // By Node's own hash, several times as fast as the library's: a search computes the ids of all devices of a cell.
  const digest = hash('sha1', Buffer.concat([NAMESPACE_BYTES, Buffer.from(name)]), 'buffer')
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6)
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = digest.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

/** The location id of a device, whether it goes by it or by Nova's uuid. */
export function locationIdOf(device: Pick<PciDevice, 'cell' | 'address'> & { node: NodeIdentity }): string {
  // Only a database that no release since Pike has upgraded holds nodes without uuid.
  const hypervisorId = device.node.hypervisorId ?? `${device.cell}:${device.node.databaseId}`
  return deviceLocationId({ hypervisorId, address: device.address })
}

type NodeIdentity = Pick<PciDevice['node'], 'databaseId' | 'hypervisorId'>

/** Nova's own uuids are random (version 4); version 5 says that it may be one of ours. */
export function isLocationId(id: string): boolean {
  return validate(id) && version(id) === 5
}
