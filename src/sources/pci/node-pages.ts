import { sql } from 'kysely'
import type { PciDeviceOrder } from '../../model/pci-device-filter.ts'
import type { Cell } from './cell.ts'
import { asWhere } from './condition.ts'
import type { Condition } from './condition.ts'
import { orderExpressions, orderParts } from './device-order.ts'
import { device, fromDevicesWithOwner, selectDevices } from './device-rows.ts'
import type { Dialect } from './dialect.ts'

/** The first rows of every node at once, by node and in order. Ids alone are sorted: whole rows are many times as long. */
export function selectDevicesPerNode(
  cell: Cell,
  page: { readonly condition: Condition; readonly orderBy: PciDeviceOrder | null; readonly limit: number },
) {
  const order = sql.join(orderExpressions(page.orderBy, cell.dialect))
  const ranked = fromDevicesWithOwner(cell.dialect)
    .where(asWhere(page.condition))
    .select([
      'd.id',
      sql<number>`row_number() over (partition by ${device.nodeDatabaseId} order by ${order})`.as('place_on_node'),
    ])
    .as('r')
  return selectDevices(cell, ['hypervisor', ...orderParts(page.orderBy)])
    .innerJoin(ranked, 'r.id', 'd.id')
    .where('r.place_on_node', '<=', page.limit)
    .orderBy('n.id')
    .orderBy('r.place_on_node')
}

export function countDevicesPerNode(dialect: Dialect, condition: Condition) {
  return fromDevicesWithOwner(dialect)
    .where(asWhere(condition))
    .groupBy(['n.id', 'n.uuid'])
    .select(['n.uuid as node_uuid', sql<number | string>`count(*)`.as('count')])
}
