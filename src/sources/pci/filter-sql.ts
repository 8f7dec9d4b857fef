import { sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'
import { isLocationId } from '../../model/device-location-id.ts'
import type {
  NumberCondition,
  PciDeviceFilter,
  RangeCondition,
  SetCondition,
  TextCondition,
  TimeCondition,
} from '../../model/pci-device-filter.ts'
import { PCI_DEVICE_STATUSES, PCI_DEVICE_TYPE_TEXTS } from '../../model/pci-device.ts'
import type { PciDeviceStatus, PciDeviceType } from '../../model/pci-device.ts'
import { allOf, anyOf, notThat } from './condition.ts'
import type { Condition } from './condition.ts'
import { device, node, owner } from './device-rows.ts'
import type { Dialect } from './dialect.ts'
import { canBeStored } from './storable-text.ts'
import type { Tenancy } from './store.ts'

export type FilterContext = {
  readonly dialect: Dialect
  readonly cell: string
  /** Row ids of the location ids that the filter names (namedLocationIds), as this cell has them. */
  readonly rowsByLocation: ReadonlyMap<string, number>
}

/** The filter as a WHERE of one cell, on the aliases of device-rows.ts. */
export function deviceCondition(filter: PciDeviceFilter, context: FilterContext): Condition {
  const { dialect } = context
  const text = (column: Column, condition: TextCondition | undefined, normalise = asWritten) =>
    textCondition(condition, column, normalise, dialect)
  return allOf([
    ...(filter.and ?? []).map((part) => deviceCondition(part, context)),
    filter.or === undefined ? true : anyOf(filter.or.map((part) => deviceCondition(part, context))),
    filter.not === undefined ? true : notThat(deviceCondition(filter.not, context)),
    setCondition(filter.id, (ids) => idIn(ids, context)),
    constant(filter.id?.isNull, false),
    numberCondition(filter.databaseId, device.id, dialect),
    cellCondition(filter.cell, context.cell),
    text(device.address, filter.address, lowerCase),
    text(device.parentAddress, filter.parentAddress, lowerCase),
    text(device.vendorId, filter.vendorId, lowerCase),
    text(device.productId, filter.productId, lowerCase),
    text(device.label, filter.label),
    setCondition(filter.type, (types) => typeIn(types, dialect)),
    setCondition(filter.status, (statuses) => statusIn(statuses, dialect)),
    numberCondition(filter.numaNode, device.numaNode, dialect),
    text(node.host, filter.host),
    text(node.hypervisorId, filter.hypervisorId, lowerCase),
    text(node.hypervisorHostname, filter.hypervisorHostname),
    numberCondition(filter.hypervisorDatabaseId, device.nodeDatabaseId, dialect),
    text(device.serverId, filter.serverId, lowerCase),
    text(owner.projectId, filter.projectId),
    filter.onServerHost === undefined ? true : onServerHost(filter.onServerHost, dialect),
    timeCondition(filter.createdAt, device.createdAt, dialect),
    timeCondition(filter.updatedAt, device.updatedAt, dialect),
  ])
}

/** Soft-deleted servers are nobody's any more: Nova would not show them either. */
export function tenancyCondition(tenancy: Tenancy, dialect: Dialect): Condition {
  if (tenancy === 'every project') return true
  return allOf([sql<SqlBool>`${owner.deleted} = 0`, textIn([tenancy.projectId], owner.projectId, dialect)])
}

/** Whether the filter can only be answered with the `instances` row at hand. */
export function filterNeedsOwner(filter: PciDeviceFilter): boolean {
  return (
    filter.projectId !== undefined ||
    filter.onServerHost !== undefined ||
    [...(filter.and ?? []), ...(filter.or ?? []), ...(filter.not === undefined ? [] : [filter.not])].some(
      filterNeedsOwner,
    )
  )
}

/** The ids in a filter that may be locations: only the rows themselves say which. */
export function namedLocationIds(filter: PciDeviceFilter): string[] {
  const { eq, ne, in: among = [], notIn = [] } = filter.id ?? {}
  const own = [...among, ...notIn, ...[eq, ne].filter((id) => id !== undefined)].map(lowerCase).filter(isLocationId)
  const parts = [...(filter.and ?? []), ...(filter.or ?? []), ...(filter.not === undefined ? [] : [filter.not])]
  return [...own, ...parts.flatMap(namedLocationIds)]
}

type Column = Expression<unknown>
type Normalise = (text: string) => string
const asWritten: Normalise = (text) => text
const lowerCase: Normalise = (text) => text.toLowerCase()

function setCondition<Value>(
  condition: SetCondition<Value> | undefined,
  isIn: (values: readonly Value[]) => Condition,
): Condition {
  if (condition === undefined) return true
  const { eq, ne, in: among, notIn } = condition
  return allOf([
    eq === undefined ? true : isIn([eq]),
    ne === undefined ? true : notThat(isIn([ne])),
    among === undefined ? true : isIn(among),
    notIn === undefined ? true : notThat(isIn(notIn)),
  ])
}

function textCondition(
  condition: TextCondition | undefined,
  column: Column,
  normalise: Normalise,
  dialect: Dialect,
): Condition {
  if (condition === undefined) return true
  const { contains, startsWith } = condition
  const found = (part: string, test: (index: Expression<number>) => Expression<SqlBool>): Condition =>
    canBeStored(part) ? test(dialect.indexOf(column, normalise(part))) : false
  return allOf([
    setCondition(condition, (values) => textIn(values.map(normalise), column, dialect)),
    contains === undefined ? true : found(contains, (index) => sql<SqlBool>`${index} > 0`),
    startsWith === undefined ? true : found(startsWith, (index) => sql<SqlBool>`${index} = 1`),
    nullCondition(condition.isNull, column),
  ])
}

function textIn(values: readonly string[], column: Column, dialect: Dialect): Condition {
  const storable = values.filter(canBeStored)
  return storable.length === 0 ? false : dialect.textIn(column, storable)
}

function nullCondition(isNull: boolean | undefined, column: Column): Condition {
  if (isNull === undefined) return true
  return isNull ? sql<SqlBool>`${column} is null` : sql<SqlBool>`${column} is not null`
}

const constant = (asked: boolean | undefined, actual: boolean): Condition => asked === undefined || asked === actual

function numberCondition(condition: NumberCondition | undefined, column: Column, dialect: Dialect): Condition {
  if (condition === undefined) return true
  return allOf([
    setCondition(condition, (values) => {
      const whole = values.filter(Number.isSafeInteger)
      return whole.length === 0 ? false : dialect.numberIn(column, whole)
    }),
    rangeCondition(condition, column, (value) => dialect.boundNumber(value)),
    nullCondition(condition.isNull, column),
  ])
}

function timeCondition(condition: TimeCondition | undefined, column: Column, dialect: Dialect): Condition {
  if (condition === undefined) return true
  return allOf([
    rangeCondition(condition, dialect.time(column), (value) => dialect.boundTime(value)),
    nullCondition(condition.isNull, column),
  ])
}

function rangeCondition<Value>(
  { lt, lte, gt, gte }: RangeCondition<Value>,
  column: Column,
  bind: (value: Value) => Expression<unknown>,
): Condition {
  return allOf([
    lt === undefined ? true : sql<SqlBool>`${column} < ${bind(lt)}`,
    lte === undefined ? true : sql<SqlBool>`${column} <= ${bind(lte)}`,
    gt === undefined ? true : sql<SqlBool>`${column} > ${bind(gt)}`,
    gte === undefined ? true : sql<SqlBool>`${column} >= ${bind(gte)}`,
  ])
}

function cellCondition(condition: TextCondition | undefined, cell: string): Condition {
  if (condition === undefined) return true
  const { contains, startsWith } = condition
  return allOf([
    setCondition(condition, (names) => names.includes(cell)),
    contains === undefined || cell.includes(contains),
    startsWith === undefined || cell.startsWith(startsWith),
    constant(condition.isNull, false),
  ])
}

function idIn(ids: readonly string[], { dialect, rowsByLocation }: FilterContext): Condition {
  const normalised = ids.map(lowerCase)
  const rows = normalised.map((id) => rowsByLocation.get(id)).filter((id) => id !== undefined)
  return anyOf([textIn(normalised, device.uuid, dialect), rows.length > 0 && dialect.numberIn(device.id, rows)])
}

function typeIn(types: readonly PciDeviceType[], dialect: Dialect): Condition {
  const known = types.flatMap((type) => (type === 'UNRECOGNIZED' ? [] : [PCI_DEVICE_TYPE_TEXTS[type]]))
  return anyOf([
    textIn(known, device.type, dialect),
    types.includes('UNRECOGNIZED') && notThat(textIn(Object.values(PCI_DEVICE_TYPE_TEXTS), device.type, dialect)),
  ])
}

function statusIn(statuses: readonly PciDeviceStatus[], dialect: Dialect): Condition {
  const known = statuses.filter((status) => status !== 'unrecognized')
  return anyOf([
    textIn(known, device.status, dialect),
    statuses.includes('unrecognized') && notThat(textIn(PCI_DEVICE_STATUSES, device.status, dialect)),
  ])
}

/** isOnServerHost of the model, where neither answer holds for a device that it says null of. */
function onServerHost(asked: boolean, dialect: Dialect): Condition {
  const hasHost = sql<SqlBool>`(${owner.deleted} = 0 and ${owner.host} is not null)`
  const sameHost = dialect.sameText(owner.host, node.host)
  const sameNode = sql<SqlBool>`(${owner.hypervisorHostname} is null or ${dialect.sameText(owner.hypervisorHostname, node.hypervisorHostname)})`
  const holds = allOf([sameHost, sameNode])
  return allOf([hasHost, asked ? holds : notThat(holds)])
}
