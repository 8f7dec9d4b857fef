import { sql } from 'kysely'
import type { Expression } from 'kysely'
import type { PciDeviceOrder } from '../../model/pci-device-filter.ts'
import { asWhere } from './condition.ts'
import type { Condition } from './condition.ts'
import { orderExpressions } from './device-order.ts'
import { device, fromDevicesWithOwner, selectDevices } from './device-rows.ts'
import type { Dialect } from './dialect.ts'

/** The first rows of every node at once, by node and in order. */
export function selectDevicesPerNode(
  dialect: Dialect,
  page: { readonly condition: Condition; readonly orderBy: PciDeviceOrder | null; readonly limit: number },
) {
  const ranked = selectDevices(dialect)
    .where(asWhere(page.condition))
    .select(
      sql<number>`row_number() over (partition by ${device.nodeDatabaseId} order by ${sql.join(
        orderExpressions(page.orderBy, dialect),
      )})`.as('place_on_node'),
    )
    .as('ranked')
  return dialect.builder
    .selectFrom(ranked)
    .selectAll('ranked')
    .where(sql.ref('ranked.place_on_node') as Expression<number>, '<=', page.limit)
    .orderBy('ranked.node_id')
    .orderBy('ranked.place_on_node')
}

export function countDevicesPerNode(dialect: Dialect, condition: Condition) {
  return fromDevicesWithOwner(dialect)
    .where(asWhere(condition))
    .groupBy(['n.id', 'n.uuid'])
    .select(['n.uuid as node_uuid', sql<number | string>`count(*)`.as('count')])
}
