import type { PciStoreUnavailable } from '../../errors.ts'
import type { Call } from '../../model/call.ts'
import type {
  PciDeviceFilter,
  PciDeviceGroup,
  PciDeviceGrouping,
  PciDeviceOrder,
} from '../../model/pci-device-filter.ts'
import type { PciDevice } from '../../model/pci-device.ts'
import type { NodePciStats } from '../../model/pci-pool.ts'

/**
 * Where devices are read from: live rows (`deleted = 0`) on live compute nodes (`deleted = 0`) of one or several cells,
 * asked side by side. Every adapter passes test/sources/pci/contract.ts.
 *
 * Look-ups by key (`list…`, `count…ByNode`, `page…ByNode`) answer with what the living cells have and name the dead ones:
 * which keys that leaves open is for the loader to say. Questions about the whole (`page`, `count`, `group`) throw
 * PciStoreUnavailable when a cell that the filter leaves in is dead: half a list must never look whole.
 */
export interface PciStore {
  /** The same store, whose devices bring these parts alone: joins and texts that nobody asked for are not paid for. */
  bringing(parts: ReadonlySet<DevicePart>): PciStore

  /** Names in configured order; default order goes through the cells in it. */
  readonly cells: readonly string[]

  /** Rows owned by any of these servers, in order of cell, server and row id. One statement per cell. */
  listDevicesByServer(call: Call, serverIds: readonly string[], tenancy: Tenancy): Promise<FromCells<PciDevice>>
  /**
   * Rows by the ids that PciDevice.id has: Nova's uuid, and the UUIDv5 of a location, which keeps resolving after Nova gave
   * the row a uuid. One statement per cell; one more where a version 5 id is among them.
   */
  listDevicesById(call: Call, ids: readonly string[], tenancy: Tenancy): Promise<FromCells<PciDevice>>
  /** One statement per cell. */
  listDevicesBySlot(call: Call, slots: readonly Slot[], tenancy: Tenancy): Promise<FromCells<PciDevice>>
  /** The device at each place: how a VF finds its PF. Only the cells named are asked. */
  listDevicesByPlace(call: Call, places: readonly Place[], tenancy: Tenancy): Promise<FromCells<PciDevice>>
  /** The rows whose `parent_addr` is this place: a PF's VFs. Only the cells named are asked. */
  listChildDevices(call: Call, parents: readonly Place[], tenancy: Tenancy): Promise<FromCells<PciDevice>>

  /** At most `first` devices after a position, one statement per cell; in default order a cell is asked only when its turn comes. */
  pageDevices(call: Call, page: DevicePageQuery, tenancy: Tenancy): Promise<DevicePage>
  countDevices(call: Call, filter: PciDeviceFilter, tenancy: Tenancy): Promise<number>
  /** Every group, ordered by its key in the order of `by` (nulls last). One statement per cell. */
  groupDevices(
    call: Call,
    query: { readonly by: readonly PciDeviceGrouping[]; readonly filter: PciDeviceFilter },
    tenancy: Tenancy,
  ): Promise<PciDeviceGroup[]>

  /** The first devices of each node in one statement per cell, keyed by hypervisor id. */
  pageDevicesByNode(
    call: Call,
    hypervisorIds: readonly string[],
    page: DevicePageQuery,
    tenancy: Tenancy,
  ): Promise<FromCells<readonly [hypervisorId: string, page: DevicePage]>>
  countDevicesByNode(
    call: Call,
    hypervisorIds: readonly string[],
    filter: PciDeviceFilter,
    tenancy: Tenancy,
  ): Promise<FromCells<readonly [hypervisorId: string, count: number]>>
  /** Pools as Nova keeps them, and the rows counted. Two statements per cell. Nodes that are unknown are left out. */
  listNodePciStats(call: Call, hypervisorIds: readonly string[]): Promise<FromCells<NodePciStats>>

  /** How each cell is: never throws for one that is dead. One statement per cell. */
  describeCells(call: Call): Promise<CellCondition[]>
  /** Resolves when every cell answers, for readiness. @throws PciStoreUnavailable naming the first that does not. */
  probe(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/**
 * What a device brings beside its place, its row's id and its owner's: reading a part of one that was fetched without it throws.
 * Columns that are asked for together are one part.
 */
export const DEVICE_PARTS = [
  'id',
  'model',
  'type',
  'status',
  'names',
  'numa node',
  'parent',
  'times',
  'extra info',
  'hypervisor',
  'host',
  'heartbeat',
  'owner',
] as const
export type DevicePart = (typeof DEVICE_PARTS)[number]

/** Whose devices may be seen: of every project, or those whose owner is in one. Part of every WHERE, never a filter afterwards. */
export type Tenancy = 'every project' | { readonly projectId: string }

export type FromCells<Item> = {
  readonly items: readonly Item[]
  /** One for each cell that was asked and did not answer. */
  readonly unavailable: readonly PciStoreUnavailable[]
}

/** nova-compute's service host and the address: the pair that Neutron has too. */
export type Slot = { readonly host: string; readonly address: string }

/** A device's place in the database that it was read from. */
export type Place = { readonly cell: string; readonly nodeDatabaseId: number; readonly address: string }

export type DevicePageQuery = {
  readonly filter: PciDeviceFilter
  /** Null: by cell and row id, which needs no sorting however large the cloud is. */
  readonly orderBy: PciDeviceOrder | null
  readonly first: number
  /** The last device of the page before. Null: from the start. */
  readonly after: DevicePosition | null
}

/** Where a device stands in an order; what a cursor carries. */
export type DevicePosition = {
  readonly cell: string
  readonly databaseId: number
  /** Values of the order's columns, the time as ISO 8601; empty for the default order. */
  readonly values: readonly (string | number | null)[]
}

export type DevicePage = {
  readonly devices: readonly { readonly device: PciDevice; readonly position: DevicePosition }[]
  readonly hasNextPage: boolean
}

export type CellCondition = {
  readonly cell: string
  readonly database: 'SQLITE' | 'MYSQL' | 'POSTGRESQL'
  readonly reachable: boolean
  /** Latest heartbeat of any nova-compute that the database has: on a replica, how old its copy is. Null: none, or not reachable. */
  readonly observedAt: Date | null
}
