import { sql } from 'kysely'
import { PciStoreUnavailable } from '../../errors.ts'
import type { Call } from '../../model/call.ts'
import type { PciDeviceFilter } from '../../model/pci-device-filter.ts'
import { askKept } from './ask-kept.ts'
import type { Cell } from './cell.ts'
import { allOf, asWhere } from './condition.ts'
import { mergeDeviceGroups, selectDeviceGroups } from './device-groups.ts'
import { pageDevices, pageDevicesByNode } from './device-pages.ts'
import { decodeTime, fromDevices, fromDevicesWithOwner, lastHeartbeat, node } from './device-rows.ts'
import { deviceWhere } from './device-where.ts'
import type { Dialect } from './dialect.ts'
import { filterNeedsOwner } from './filter-sql.ts'
import { fromCells } from './from-cells.ts'
import {
  distinctIds,
  listChildDevices,
  listDevicesById,
  listDevicesByPlace,
  listDevicesByServer,
  listDevicesBySlot,
} from './look-ups.ts'
import { countDevicesPerNode } from './node-pages.ts'
import { listCellNodePciStats } from './node-stats.ts'
import type { CellCondition, PciStore, Tenancy } from './store.ts'

/** The store over one or several cells, whatever database each of them is. Closes them. */
export function createSqlStore(cells: readonly Cell[]): PciStore {
  return {
    cells: cells.map(({ name }) => name),
    bringing: (deviceParts) => createSqlStore(cells.map((cell) => ({ ...cell, deviceParts }))),

    listDevicesByServer: (call, serverIds, tenancy) => listDevicesByServer(call, cells, serverIds, tenancy),
    listDevicesById: (call, ids, tenancy) => listDevicesById(call, cells, ids, tenancy),
    listDevicesBySlot: (call, slots, tenancy) => listDevicesBySlot(call, cells, slots, tenancy),
    listDevicesByPlace: (call, places, tenancy) => listDevicesByPlace(call, cells, places, tenancy),
    listChildDevices: (call, parents, tenancy) => listChildDevices(call, cells, parents, tenancy),

    pageDevices: (call, page, tenancy) => pageDevices(call, cells, page, tenancy),
    async countDevices(call, filter, tenancy) {
      const counts = await Promise.all(cells.map((cell) => countCellDevices(call, cell, filter, tenancy)))
      return counts.reduce((sum, count) => sum + count, 0)
    },
    async groupDevices(call, { by, filter }, tenancy) {
      const answers = await Promise.all(
        cells.map(async (cell) => {
          const condition = await deviceWhere(call, cell, filter, tenancy)
          const rows =
            condition === false ? [] : await askKept(call, cell, selectDeviceGroups(cell.dialect, by, condition))
          return { cell: cell.name, rows }
        }),
      )
      return mergeDeviceGroups(by, answers)
    },

    pageDevicesByNode: (call, hypervisorIds, page, tenancy) =>
      pageDevicesByNode(call, cells, hypervisorIds, page, tenancy),
    countDevicesByNode(call, hypervisorIds, filter, tenancy) {
      const keys = distinctIds(hypervisorIds)
      return fromCells(keys.length === 0 ? [] : cells, async (cell) => {
        const { dialect } = cell
        const where = await deviceWhere(call, cell, filter, tenancy)
        if (where === false) return []
        const condition = allOf([dialect.keyIn(node.hypervisorId, keys), where])
        const rows = await cell.ask(call, countDevicesPerNode(dialect, condition))
        return rows.map((row) => [row.node_uuid ?? '', Number(row.count)] as const)
      })
    },
    listNodePciStats(call, hypervisorIds) {
      const keys = distinctIds(hypervisorIds)
      return fromCells(keys.length === 0 ? [] : cells, (cell) => listCellNodePciStats(call, cell, keys))
    },

    describeCells: (call) => Promise.all(cells.map((cell) => describeCell(call, cell))),
    async probe(signal) {
      await Promise.all(cells.map((cell) => cell.probe(signal, selectLastHeartbeat(cell.dialect))))
    },
    async close() {
      await Promise.all(cells.map((cell) => cell.close()))
    },
  }
}

async function countCellDevices(call: Call, cell: Cell, filter: PciDeviceFilter, tenancy: Tenancy): Promise<number> {
  const condition = await deviceWhere(call, cell, filter, tenancy)
  if (condition === false) return 0
  const needsOwner = tenancy !== 'every project' || filterNeedsOwner(filter)
  const from = needsOwner ? fromDevicesWithOwner(cell.dialect) : fromDevices(cell.dialect)
  const count = from.select(sql<number | string>`count(*)`.as('count'))
  const rows = await askKept(call, cell, count.where(asWhere(condition)))
  return Number(rows[0]?.count ?? 0)
}

async function describeCell(call: Call, cell: Cell): Promise<CellCondition> {
  const { name, dialect } = cell
  const described = { cell: name, database: dialect.database }
  try {
    // Nobody's in particular: how a cell is, nothing old may tell.
    const { signal, receipt } = call
    const rows = await cell.ask({ signal, receipt }, selectLastHeartbeat(dialect))
    return { ...described, reachable: true, observedAt: decodeTime(rows[0]?.last_seen_at ?? null) }
  } catch (error) {
    if (error instanceof PciStoreUnavailable) return { ...described, reachable: false, observedAt: null }
    throw error
  }
}

function selectLastHeartbeat(dialect: Dialect) {
  return dialect.builder
    .selectFrom('services as v')
    .where('v.binary', '=', 'nova-compute')
    .where('v.deleted', '=', 0)
    .select(lastHeartbeat.as('last_seen_at'))
}
