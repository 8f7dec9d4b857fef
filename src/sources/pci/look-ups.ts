import type { Expression, SqlBool } from 'kysely'
import type { Call } from '../../model/call.ts'
import { isLocationId } from '../../model/device-location-id.ts'
import type { PciDevice } from '../../model/pci-device.ts'
import type { Cell } from './cell.ts'
import { anyOf, asWhere } from './condition.ts'
import type { Condition } from './condition.ts'
import { device, node, selectDevices } from './device-rows.ts'
import { tenancyCondition } from './filter-sql.ts'
import { findLocations } from './find-locations.ts'
import { fromCells } from './from-cells.ts'
import { canBeStored } from './storable-text.ts'
import { decodeDevice } from './stored-device.ts'
import type { DevicePart, FromCells, Place, Slot, Tenancy } from './store.ts'

type Devices = Promise<FromCells<PciDevice>>

export function listDevicesByServer(
  call: Call,
  cells: readonly Cell[],
  serverIds: readonly string[],
  tenancy: Tenancy,
): Devices {
  const keys = distinctIds(serverIds)
  if (keys.length === 0) return nothing()
  return fromCells(cells, async (cell) => {
    const parts = partsOf(keys, cell.dialect.mostKeys).map((part) =>
      // In the order of the index that finds them: nothing is sorted.
      listWhere(call, cell, cell.dialect.keyIn(device.serverId, part), {
        tenancy,
        orderBy: ['d.instance_uuid', 'd.id'],
      }),
    )
    return (await Promise.all(parts)).flat()
  })
}

function partsOf<Item>(items: readonly Item[], most: number): (readonly Item[])[] {
  if (items.length <= most) return [items]
  return Array.from({ length: Math.ceil(items.length / most) }, (_, i) => items.slice(i * most, (i + 1) * most))
}

export function listDevicesById(call: Call, cells: readonly Cell[], ids: readonly string[], tenancy: Tenancy): Devices {
  const keys = distinctIds(ids)
  if (keys.length === 0) return nothing()
  const locationIds = keys.filter(isLocationId)
  return fromCells(cells, async (cell) => {
    const rows = [...(await findLocations(call, cell, locationIds, tenancy)).values()]
    const named = cell.dialect.keyIn(device.uuid, keys)
    const placed: Condition = rows.length > 0 && cell.dialect.numberIn(device.id, rows)
    return listWhere(call, cell, asWhere(anyOf([named, placed])), { tenancy, besides: ['id', 'hypervisor'] })
  })
}

export async function listDevicesBySlot(
  call: Call,
  cells: readonly Cell[],
  slots: readonly Slot[],
  tenancy: Tenancy,
): Devices {
  const storable = slots.filter(({ host, address }) => canBeStored(host + address))
  const wanted = new Map(storable.map(({ host, address }) => [pairName(host, address), pair(host, address)]))
  if (wanted.size === 0) return nothing()
  const columns = { left: node.host, leftHolds: 'text', right: device.address } as const
  const { items, unavailable } = await fromCells(cells, (cell) =>
    listWhere(call, cell, cell.dialect.pairIn(columns, [...wanted.values()]), { tenancy, besides: ['host'] }),
  )
  return { items: items.filter((found) => wanted.has(pairName(found.node.host ?? '', found.address))), unavailable }
}

export function listDevicesByPlace(
  call: Call,
  cells: readonly Cell[],
  places: readonly Place[],
  tenancy: Tenancy,
): Devices {
  return listByPlaces(call, cells, places, tenancy, device.address)
}

export function listChildDevices(
  call: Call,
  cells: readonly Cell[],
  parents: readonly Place[],
  tenancy: Tenancy,
): Devices {
  return listByPlaces(call, cells, parents, tenancy, device.parentAddress)
}

function listByPlaces(
  call: Call,
  cells: readonly Cell[],
  places: readonly Place[],
  tenancy: Tenancy,
  addressColumn: Expression<unknown>,
): Devices {
  const storable = places.filter(({ address }) => canBeStored(address))
  const placesByCell = Map.groupBy(storable, ({ cell }) => cell)
  const columns = { left: device.nodeDatabaseId, leftHolds: 'number', right: addressColumn } as const
  return fromCells(
    cells.filter(({ name }) => placesByCell.has(name)),
    (cell) => {
      const wanted = new Map(
        placesByCell
          .get(cell.name)
          ?.map(({ nodeDatabaseId, address }) => [pairName(nodeDatabaseId, address), pair(nodeDatabaseId, address)]),
      )
      return listWhere(call, cell, cell.dialect.pairIn(columns, [...wanted.values()]), { tenancy, besides: ['parent'] })
    },
  )
}

async function listWhere(
  call: Call,
  cell: Cell,
  condition: Expression<SqlBool>,
  {
    tenancy,
    besides = [],
    orderBy = ['d.id'],
  }: {
    readonly tenancy: Tenancy
    readonly besides?: readonly DevicePart[]
    readonly orderBy?: readonly ('d.id' | 'd.instance_uuid')[]
  },
): Promise<PciDevice[]> {
  const selected = selectDevices(cell, besides)
    .where(condition)
    .where(asWhere(tenancyCondition(tenancy, cell.dialect)))
  const rows = await cell.ask(
    call,
    orderBy.reduce((devices, column) => devices.orderBy(column), selected),
  )
  return rows.map((row) => decodeDevice(row, cell.name))
}

/** UUIDs are lower case in every database. */
export function distinctIds(ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => id.toLowerCase()))].filter(canBeStored)
}

const pair = (left: string | number, address: string): readonly [string | number, string] => [
  left,
  address.toLowerCase(),
]
const pairName = (left: string | number, address: string) => `${left} ${address.toLowerCase()}`
const nothing = (): Devices => Promise.resolve({ items: [], unavailable: [] })
