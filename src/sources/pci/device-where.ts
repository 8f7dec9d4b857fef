import type { Call } from '../../model/call.ts'
import type { PciDeviceFilter } from '../../model/pci-device-filter.ts'
import type { Cell } from './cell.ts'
import { allOf } from './condition.ts'
import type { Condition } from './condition.ts'
import { deviceCondition, namedLocationIds, tenancyCondition } from './filter-sql.ts'
import { requireFewConditions } from './filter-size.ts'
import { findLocations } from './find-locations.ts'
import type { Tenancy } from './store.ts'

/**
 * The devices of one cell that a caller means and may see. False: none, so that the cell need not be asked. Costs a
 * statement only where the filter names ids of version 5.
 *
 * @throws LimitExceeded for a filter of too many conditions.
 */
export async function deviceWhere(
  call: Call,
  cell: Cell,
  filter: PciDeviceFilter,
  tenancy: Tenancy,
): Promise<Condition> {
  requireFewConditions(filter)
  const { dialect } = cell
  const rowsByLocation = await findLocations(call, cell, namedLocationIds(filter), tenancy)
  return allOf([
    deviceCondition(filter, { dialect, cell: cell.name, rowsByLocation }),
    tenancyCondition(tenancy, dialect),
  ])
}
