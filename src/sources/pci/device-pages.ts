import { sql } from 'kysely'
import type { Call } from '../../model/call.ts'
import type { PciDeviceOrder } from '../../model/pci-device-filter.ts'
import type { PciDevice } from '../../model/pci-device.ts'
import type { Cell } from './cell.ts'
import { allOf, asWhere } from './condition.ts'
import type { Condition } from './condition.ts'
import {
  afterPosition,
  checkPosition,
  comparePositions,
  orderExpressions,
  orderParts,
  positionOf,
} from './device-order.ts'
import { fromDevicesWithOwner, node, selectDevices } from './device-rows.ts'
import { deviceWhere } from './device-where.ts'
import { fromCells } from './from-cells.ts'
import { distinctIds } from './look-ups.ts'
import { selectDevicesPerNode } from './node-pages.ts'
import { decodeDevice } from './stored-device.ts'
import type { DevicePage, DevicePageQuery, FromCells, Tenancy } from './store.ts'

export async function pageDevices(
  call: Call,
  cells: readonly Cell[],
  query: DevicePageQuery,
  tenancy: Tenancy,
): Promise<DevicePage> {
  const { orderBy, first } = query
  const names = cells.map(({ name }) => name)
  // One more than asked for tells whether there is a next page.
  const limit = first + 1
  if (orderBy === null) {
    const devices: PciDevice[] = []
    for (const cell of cells) {
      if (devices.length === limit) break
      devices.push(...(await listCellDevices(call, cell, names, { ...query, limit: limit - devices.length }, tenancy)))
    }
    return cutPage(devices, orderBy, first)
  }
  const lists = await Promise.all(cells.map((cell) => listCellDevices(call, cell, names, { ...query, limit }, tenancy)))
  const compare = comparePositions(orderBy, names)
  const placed = lists.flat().map((device) => ({ device, position: positionOf(device, orderBy) }))
  placed.sort((left, right) => compare(left.position, right.position))
  return { devices: placed.slice(0, first), hasNextPage: placed.length > first }
}

/** Nodes without such a device are left out. */
export async function pageDevicesByNode(
  call: Call,
  cells: readonly Cell[],
  hypervisorIds: readonly string[],
  query: DevicePageQuery,
  tenancy: Tenancy,
): Promise<FromCells<readonly [hypervisorId: string, page: DevicePage]>> {
  const { orderBy, first } = query
  const keys = distinctIds(hypervisorIds)
  const names = cells.map(({ name }) => name)
  return fromCells(keys.length === 0 ? [] : cells, async (cell) => {
    const condition = allOf([
      cell.dialect.keyIn(node.hypervisorId, keys),
      afterIn(cell, names, query),
      await deviceWhere(call, cell, query.filter, tenancy),
    ])
    if (condition === false) return []
    const rows = await cell.ask(call, selectDevicesPerNode(cell, { condition, orderBy, limit: first + 1 }))
    const byNode = Map.groupBy(
      rows.map((row) => decodeDevice(row, cell.name)),
      (device) => device.node.hypervisorId ?? '',
    )
    return [...byNode].map(([hypervisorId, devices]) => [hypervisorId, cutPage(devices, orderBy, first)] as const)
  })
}

async function listCellDevices(
  call: Call,
  cell: Cell,
  names: readonly string[],
  query: DevicePageQuery & { readonly limit: number },
  tenancy: Tenancy,
): Promise<PciDevice[]> {
  const after = afterIn(cell, names, query)
  const condition = after === false ? false : allOf([await deviceWhere(call, cell, query.filter, tenancy), after])
  if (condition === false) return []
  const isWhole = Object.keys(query.filter).length === 0 && tenancy === 'every project'
  const rows = await cell.ask(call, selectFirstDevices(cell, condition, { ...query, isWhole }))
  return rows.map((row) => decodeDevice(row, cell.name))
}

function selectFirstDevices(
  cell: Cell,
  condition: Condition,
  query: { readonly orderBy: PciDeviceOrder | null; readonly limit: number; readonly isWhole: boolean },
) {
  const { orderBy, limit } = query
  if (orderBy === null) {
    const inOrder = selectDevices(cell).where(asWhere(condition)).orderBy('d.id').limit(limit)
    // MariaDB would begin with the nodes, which are few, and sort the devices of all of them for every page.
    const walksRows = query.isWhole && cell.dialect.database === 'MYSQL'
    return walksRows ? inOrder.modifyFront(sql`straight_join`) : inOrder
  }
  // Ids alone are sorted: whole rows are many times as long.
  const order = orderExpressions(orderBy, cell.dialect)
  const firstIds = fromDevicesWithOwner(cell.dialect)
    .where(asWhere(condition))
    .orderBy(sql.join(order))
    .select('d.id')
    .limit(limit)
  return selectDevices(cell, orderParts(orderBy)).innerJoin(firstIds.as('r'), 'r.id', 'd.id').orderBy(sql.join(order))
}

function afterIn(cell: Cell, names: readonly string[], { after, orderBy }: DevicePageQuery): Condition {
  if (after === null) return true
  const position = checkPosition(after, orderBy, names)
  const distance = names.indexOf(cell.name) - names.indexOf(position.cell)
  const comparedToPosition = distance === 0 ? 'same' : distance < 0 ? 'before' : 'after'
  return afterPosition(position, orderBy, { dialect: cell.dialect, comparedToPosition })
}

function cutPage(devices: readonly PciDevice[], orderBy: PciDeviceOrder | null, first: number): DevicePage {
  return {
    devices: devices.slice(0, first).map((device) => ({ device, position: positionOf(device, orderBy) })),
    hasNextPage: devices.length > first,
  }
}
