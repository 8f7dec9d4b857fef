import { v5, validate, version } from 'uuid'
import type { PciDevice } from './pci-device.ts'

/** Ours alone, so that a location id can never be taken for the uuid of anything else. */
const LOCATION_NAMESPACE = '5c1d2fbe-52a5-4e0c-9d0f-2b6a8f1f3a57'

/**
 * The id of a place for a device: what a row without uuid goes by, and what finds that device still after Nova gave the
 * row a uuid. Made of the compute node's uuid, which is unique across cells, since a cell's name may change.
 */
export function deviceLocationId(location: { readonly hypervisorId: string; readonly address: string }): string {
  return v5(`${location.hypervisorId.toLowerCase()}/${location.address.toLowerCase()}`, LOCATION_NAMESPACE)
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
