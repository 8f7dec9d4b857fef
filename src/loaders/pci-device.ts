import type { Call } from '../model/call.ts'
import { isLocationId, locationIdOf } from '../model/device-location-id.ts'
import type { PciDeviceFilter, PciDeviceGroup, PciDeviceGrouping } from '../model/pci-device-filter.ts'
import type { PciDevice } from '../model/pci-device.ts'
import { joinPools, type NodePciStats, type PciPool } from '../model/pci-pool.ts'
import type {
  CellCondition,
  DevicePage,
  DevicePageQuery,
  FromCells,
  PciStore,
  Place,
  Slot,
  Tenancy,
} from '../sources/pci/store.ts'
import { inKeyOrderFromCells } from './in-key-order.ts'
import { once } from './once.ts'
import { createPeekLoader, type PeekLoader } from './peek-loader.ts'

/** One hypervisor's page of its devices. */
export type HypervisorDevicesKey = { readonly hypervisorId: string; readonly page: DevicePageQuery }
export type HypervisorDeviceCountKey = { readonly hypervisorId: string; readonly filter: PciDeviceFilter }

export type PciDeviceLoaders = {
  readonly pciDevice: PeekLoader<string, PciDevice | null>
  /** The same for who came by the id on a server's list. */
  readonly pciDeviceOfServers: PeekLoader<string, PciDevice | null>
  readonly pciDeviceBySlot: PeekLoader<Slot, PciDevice | null>
  /** The devices of each server; a server without any has an empty list. */
  readonly pciDevicesByServer: PeekLoader<string, readonly PciDevice[]>
  /** The device at a place: a VF's physical function. */
  readonly pciDeviceByPlace: PeekLoader<Place, PciDevice | null>
  readonly virtualFunctions: PeekLoader<Place, readonly PciDevice[]>
  readonly pciPools: PeekLoader<string, readonly PciPool[] | null>
  readonly devicesByHypervisor: PeekLoader<HypervisorDevicesKey, DevicePage>
  readonly deviceCountByHypervisor: PeekLoader<HypervisorDeviceCountKey, number>
  pageDevices(page: DevicePageQuery): Promise<DevicePage>
  countDevices(filter: PciDeviceFilter): Promise<number>
  groupDevices(query: {
    readonly by: readonly PciDeviceGrouping[]
    readonly filter: PciDeviceFilter
  }): Promise<PciDeviceGroup[]>
  describeCells(): Promise<readonly CellCondition[]>
}

/** Whose devices a caller may see, by the way that leads to them. */
export type DeviceTenancies = { readonly index: Tenancy; readonly show: Tenancy; readonly ofServers: Tenancy }

export function createPciDeviceLoaders(
  store: PciStore,
  call: Call,
  { index: tenancy, show, ofServers }: DeviceTenancies,
): PciDeviceLoaders {
  const byId = (whose: Tenancy) =>
    createPeekLoader(async (ids: readonly string[]) => devicesById(ids, await store.listDevicesById(call, ids, whose)))
  const pciDevice = byId(show)
  return {
    pciDevice,
    pciDeviceOfServers: JSON.stringify(ofServers) === JSON.stringify(show) ? pciDevice : byId(ofServers),
    pciDeviceBySlot: createPeekLoader(async (slots: readonly Slot[]) => {
      const found = await store.listDevicesBySlot(call, slots, show)
      return inKeyOrderFromCells(
        slots,
        found,
        (device) => nameOfSlot({ host: device.node.host ?? '', address: device.address }),
        nameOfSlot,
      )
    }, nameOfSlot),
    pciDevicesByServer: createPeekLoader(async (serverIds: readonly string[]) =>
      devicesOfServers(serverIds, await store.listDevicesByServer(call, serverIds, ofServers)),
    ),
    pciDeviceByPlace: createPeekLoader(async (places: readonly Place[]) => {
      const found = await store.listDevicesByPlace(call, places, tenancy)
      return inKeyOrderFromCells(places, found, (device) => nameOfPlace(placeOf(device)), nameOfPlace)
    }, nameOfPlace),
    virtualFunctions: createPeekLoader(
      async (parents: readonly Place[]) => childrenOf(parents, await store.listChildDevices(call, parents, tenancy)),
      nameOfPlace,
    ),
    pciPools: createPeekLoader(async (hypervisorIds: readonly string[]) => {
      const found = await store.listNodePciStats(call, hypervisorIds)
      const stats = inKeyOrderFromCells(hypervisorIds, found, (node) => node.hypervisorId)
      return stats.map((node) => (node === null || node instanceof Error ? node : poolsOf(node)))
    }),
    devicesByHypervisor: createPeekLoader(
      (keys: readonly HypervisorDevicesKey[]) =>
        byEqualArguments(
          keys,
          ({ page }) => page,
          (ids, page) => store.pageDevicesByNode(call, ids, page, tenancy),
          NO_DEVICES,
        ),
      ({ hypervisorId, page }) => `${hypervisorId} ${JSON.stringify(page)}`,
    ),
    deviceCountByHypervisor: createPeekLoader(
      (keys: readonly HypervisorDeviceCountKey[]) =>
        byEqualArguments(
          keys,
          ({ filter }) => filter,
          (ids, filter) => store.countDevicesByNode(call, ids, filter, tenancy),
          0,
        ),
      ({ hypervisorId, filter }) => `${hypervisorId} ${JSON.stringify(filter)}`,
    ),
    pageDevices: (page) => store.pageDevices(call, page, tenancy),
    countDevices: (filter) => store.countDevices(call, filter, tenancy),
    groupDevices: (query) => store.groupDevices(call, query, tenancy),
    describeCells: once(() => store.describeCells(call)),
  }
}

const joined = new WeakMap<NodePciStats, readonly PciPool[]>()

/** Joined once, for as long as the store keeps what it has counted. */
function poolsOf(stats: NodePciStats): readonly PciPool[] {
  const pools = joined.get(stats) ?? joinPools(stats)
  joined.set(stats, pools)
  return pools
}

export function placeOf(device: PciDevice): Place {
  return { cell: device.cell, nodeDatabaseId: device.node.databaseId, address: device.address }
}

const NO_DEVICES: DevicePage = { devices: [], hasNextPage: false }

/** A device answers to the id of its place too, whether or not Nova has given it a uuid since. */
function devicesById(
  ids: readonly string[],
  { items, unavailable }: FromCells<PciDevice>,
): readonly (PciDevice | null | Error)[] {
  const named = items.map((device) => [device.id, device] as const)
  const placed = ids.some(isLocationId) ? items.map((device) => [locationIdOf(device), device] as const) : []
  const found = inKeyOrderFromCells(
    ids,
    { items: [...placed, ...named], unavailable },
    ([id]) => id,
    (id) => id.toLowerCase(),
  )
  return found.map((entry) => (entry === null || entry instanceof Error ? entry : entry[1]))
}

function nameOfSlot({ host, address }: Slot): string {
  return `${address.toLowerCase()} ${host}`
}

function nameOfPlace({ cell, nodeDatabaseId, address }: Place): string {
  return `${cell} ${nodeDatabaseId} ${address}`
}

/**
 * With a cell down, a server's list is whole only if the cell that holds the server itself has answered: its row of
 * `instances` came along with its devices. Any other list might lack what the dead cell holds.
 */
function devicesOfServers(
  serverIds: readonly string[],
  { items, unavailable }: FromCells<PciDevice>,
): (readonly PciDevice[] | Error)[] {
  const [down] = unavailable
  const byServer = Map.groupBy(items, (device) => device.serverId)
  return serverIds.map((id) => {
    const devices = byServer.get(id.toLowerCase()) ?? []
    if (down !== undefined && !devices.some((device) => device.owner !== null)) return down
    return devices
  })
}

function childrenOf(
  parents: readonly Place[],
  { items, unavailable }: FromCells<PciDevice>,
): (readonly PciDevice[] | Error)[] {
  const byParent = Map.groupBy(items, (device) =>
    nameOfPlace({ ...placeOf(device), address: device.parentAddress ?? '' }),
  )
  return parents.map((parent) => {
    const down = unavailable.find(({ details }) => details.cell === parent.cell)
    return down ?? byParent.get(nameOfPlace(parent)) ?? []
  })
}

/** One question to the store for each set of arguments that was named, however many hypervisors ask it. */
async function byEqualArguments<Key extends { readonly hypervisorId: string }, Arguments, Value>(
  keys: readonly Key[],
  argumentsOf: (key: Key) => Arguments,
  ask: (
    hypervisorIds: readonly string[],
    args: Arguments,
  ) => Promise<FromCells<readonly [hypervisorId: string, value: Value]>>,
  none: Value,
): Promise<(Value | Error)[]> {
  const groups = Map.groupBy(keys, (key) => JSON.stringify(argumentsOf(key)))
  const answers = new Map<Key, Value | Error>()
  await Promise.all(
    Array.from(groups.values(), async (group) => {
      const [first] = group
      if (first === undefined) return
      const ids = group.map((key) => key.hypervisorId)
      const found = await ask(ids, argumentsOf(first))
      const values = inKeyOrderFromCells(ids, found, ([hypervisorId]) => hypervisorId)
      group.forEach((key, i) => {
        const value = values[i]
        answers.set(key, value instanceof Error ? value : (value?.[1] ?? none))
      })
    }),
  )
  return keys.map((key) => answers.get(key) ?? none)
}
