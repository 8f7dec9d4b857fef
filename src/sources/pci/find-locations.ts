import { locationIdOf } from '../../model/device-location-id.ts'
import type { Call } from '../../model/call.ts'
import type { Cell } from './cell.ts'
import { asWhere } from './condition.ts'
import { fromDevicesWithOwner } from './device-rows.ts'
import { tenancyCondition } from './filter-sql.ts'
import type { Tenancy } from './store.ts'

/**
 * Row ids by the location ids wanted. No database here can compute a UUIDv5, so the places of all devices are read; that
 * is why only ids of version 5 come this way.
 */
export async function findLocations(
  call: Call,
  cell: Cell,
  locationIds: readonly string[],
  tenancy: Tenancy,
): Promise<ReadonlyMap<string, number>> {
  const wanted = new Set(locationIds)
  const found = new Map<string, number>()
  if (wanted.size === 0) return found
  const rows = await cell.ask(
    call,
    fromDevicesWithOwner(cell.dialect)
      .where(asWhere(tenancyCondition(tenancy, cell.dialect)))
      .select(['d.id', 'd.address', 'n.id as node_id', 'n.uuid as node_uuid']),
  )
  for (const row of rows) {
    const id = locationIdOf({
      cell: cell.name,
      address: row.address,
      node: { databaseId: row.node_id, hypervisorId: row.node_uuid },
    })
    if (wanted.has(id)) found.set(id, row.id)
  }
  return found
}
