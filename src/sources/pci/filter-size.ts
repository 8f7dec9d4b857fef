import { LimitExceeded } from '../../errors.ts'
import type { PciDeviceFilter } from '../../model/pci-device-filter.ts'

/** More than any question of an operator has, and few enough for every database's parser: SQLite nests 1000 expressions at most. */
const MOST_CONDITIONS = 200

/** A list of values is one condition, however long it is. @throws LimitExceeded */
export function requireFewConditions(filter: PciDeviceFilter): void {
  const actual = countConditions(filter)
  if (actual <= MOST_CONDITIONS) return
  throw new LimitExceeded(
    `This filter of devices has ${actual} conditions; ${MOST_CONDITIONS} are allowed. Name many values of one field by "in".`,
    { limit: 'filterConditions', max: MOST_CONDITIONS, actual },
  )
}

function countConditions({ and = [], or = [], not, ...fields }: PciDeviceFilter): number {
  const own = Object.values(fields).reduce((sum, condition) => sum + countOperators(condition), 0)
  const parts = [...and, ...or, ...(not === undefined ? [] : [not])]
  // One that names nothing is a condition, too: that all match.
  return Math.max(
    1,
    parts.reduce((sum, part) => sum + countConditions(part), own),
  )
}

function countOperators(condition: object | boolean | undefined): number {
  if (condition === undefined) return 0
  return typeof condition === 'object' ? Object.keys(condition).length : 1
}
