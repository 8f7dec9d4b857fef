import { locationIdOf } from '../../../src/model/device-location-id.ts'
import type {
  PciDeviceFilter,
  RangeCondition,
  SetCondition,
  TextCondition,
} from '../../../src/model/pci-device-filter.ts'
import { isOnServerHost } from '../../../src/model/pci-device.ts'
import type { PciDevice } from '../../../src/model/pci-device.ts'

/** The filter as its documentation tells it, on one device in memory. */
export function matchesFilter(filter: PciDeviceFilter, device: PciDevice): boolean {
  const lower = (text: string) => text.toLowerCase()
  return (
    (filter.and ?? []).every((part) => matchesFilter(part, device)) &&
    (filter.or?.some((part) => matchesFilter(part, device)) ?? true) &&
    !(filter.not !== undefined && matchesFilter(filter.not, device)) &&
    holds(filter.id, [device.id, locationIdOf(device)], lower) &&
    holds(filter.databaseId, [device.databaseId]) &&
    holds(filter.cell, [device.cell]) &&
    holds(filter.address, [device.address], lower) &&
    holds(filter.parentAddress, [device.parentAddress], lower) &&
    holds(filter.vendorId, [device.vendorId], lower) &&
    holds(filter.productId, [device.productId], lower) &&
    holds(filter.label, [device.label]) &&
    holds(filter.type, [device.type]) &&
    holds(filter.status, [device.status]) &&
    holds(filter.numaNode, [device.numaNode]) &&
    holds(filter.host, [device.node.host]) &&
    holds(filter.hypervisorId, [device.node.hypervisorId], lower) &&
    holds(filter.hypervisorHostname, [device.node.hypervisorHostname]) &&
    holds(filter.hypervisorDatabaseId, [device.node.databaseId]) &&
    holds(filter.serverId, [device.serverId], lower) &&
    holds(filter.projectId, [device.owner?.projectId ?? null]) &&
    (filter.onServerHost === undefined || isOnServerHost(device) === filter.onServerHost) &&
    holds(filter.createdAt, [device.createdAt]) &&
    holds(filter.updatedAt, [device.updatedAt])
  )
}

type AnyCondition<Value> = SetCondition<Value> &
  RangeCondition<Value> &
  Pick<TextCondition, 'contains' | 'startsWith' | 'isNull'>

/** `values`: the names that the value goes by, which are several for an id alone. */
function holds<Value>(
  condition: AnyCondition<Value> | undefined,
  values: readonly (Value | null)[],
  normalise: (value: Value) => Value = (value) => value,
): boolean {
  if (condition === undefined) return true
  const { eq, ne, in: among, notIn, lt, lte, gt, gte, contains, startsWith, isNull } = condition
  const isAny = (asked: readonly Value[]) => asked.map(normalise).some((value) => values.includes(value))
  const [value = null] = values
  const within = (bound: Value | undefined, test: (value: Value, bound: Value) => boolean) =>
    bound === undefined || (value !== null && test(value, bound))
  const spelled = typeof value === 'string' ? value : null
  // Only text has parts, and then Value is string.
  const part = (text: string) => String(normalise(text as Value))
  return (
    (eq === undefined || isAny([eq])) &&
    (ne === undefined || !isAny([ne])) &&
    (among === undefined || isAny(among)) &&
    (notIn === undefined || !isAny(notIn)) &&
    within(lt, (a, b) => a < b) &&
    within(lte, (a, b) => a <= b) &&
    within(gt, (a, b) => a > b) &&
    within(gte, (a, b) => a >= b) &&
    (contains === undefined || (spelled?.includes(part(contains)) ?? false)) &&
    (startsWith === undefined || (spelled?.startsWith(part(startsWith)) ?? false)) &&
    (isNull === undefined || (value === null) === isNull)
  )
}
