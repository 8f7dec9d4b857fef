import { sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'
import { BadUserInput } from '../../errors.ts'
import type { PciDeviceOrder, PciDeviceOrderField } from '../../model/pci-device-filter.ts'
import type { PciDevice } from '../../model/pci-device.ts'
import { allOf, anyOf } from './condition.ts'
import type { Condition } from './condition.ts'
import { device, node } from './device-rows.ts'
import type { Dialect } from './dialect.ts'
import { canBeStored } from './storable-text.ts'
import type { DevicePart, DevicePosition } from './store.ts'

/** One column of an order: as SQL, and as the value that a position carries. */
type OrderKey = {
  readonly holds: 'text' | 'number' | 'time'
  readonly nullable: boolean
  readonly column: Expression<unknown>
  readonly read: (device: PciDevice) => string | number | null
}

const address: OrderKey = { holds: 'text', nullable: false, column: device.address, read: (row) => row.address }

const ORDER_KEYS: Readonly<Record<PciDeviceOrderField, readonly OrderKey[]>> = {
  slot: [{ holds: 'text', nullable: true, column: node.host, read: (row) => row.node.host }, address],
  address: [address],
  product: [
    { holds: 'text', nullable: false, column: device.vendorId, read: (row) => row.vendorId },
    { holds: 'text', nullable: false, column: device.productId, read: (row) => row.productId },
  ],
  type: [{ holds: 'text', nullable: false, column: device.type, read: (row) => row.typeText }],
  status: [{ holds: 'text', nullable: false, column: device.status, read: (row) => row.statusText }],
  numaNode: [{ holds: 'number', nullable: true, column: device.numaNode, read: (row) => row.numaNode }],
  createdAt: [timeKey(device.createdAt, (row) => row.createdAt)],
  updatedAt: [timeKey(device.updatedAt, (row) => row.updatedAt)],
}

function timeKey(column: Expression<unknown>, read: (row: PciDevice) => Date | null): OrderKey {
  return { holds: 'time', nullable: true, column, read: (row) => read(row)?.toISOString() ?? null }
}

function orderKeys(orderBy: PciDeviceOrder | null): readonly OrderKey[] {
  return orderBy === null ? [] : ORDER_KEYS[orderBy.field]
}

/** What of a device says where it stands in an order. */
export function orderParts(orderBy: PciDeviceOrder | null): readonly DevicePart[] {
  return orderBy === null ? [] : ORDER_PARTS[orderBy.field]
}

const ORDER_PARTS: Readonly<Record<PciDeviceOrderField, readonly DevicePart[]>> = {
  slot: ['host'],
  address: [],
  product: ['model'],
  type: ['type'],
  status: ['status'],
  numaNode: ['numa node'],
  createdAt: ['times'],
  updatedAt: ['times'],
}

export function positionOf(row: PciDevice, orderBy: PciDeviceOrder | null): DevicePosition {
  return { cell: row.cell, databaseId: row.databaseId, values: orderKeys(orderBy).map(({ read }) => read(row)) }
}

/** The ORDER BY of one cell: the order's columns, nulls last (first when descending), then the row id, always rising. */
export function orderExpressions(orderBy: PciDeviceOrder | null, dialect: Dialect): Expression<unknown>[] {
  const direction = sql.raw(orderBy?.direction === 'desc' ? 'desc' : 'asc')
  return [
    ...orderKeys(orderBy).flatMap((key) => [
      ...(key.nullable ? [sql`(${key.column} is null) ${direction}`] : []),
      sql`${comparable(key, dialect)} ${direction}`,
    ]),
    sql`${device.id} asc`,
  ]
}

/**
 * The rows of one cell that come after a position. The position may be of another cell: rows that are equal to it come
 * after it when their own cell does.
 */
export function afterPosition(
  position: DevicePosition,
  orderBy: PciDeviceOrder | null,
  cell: { readonly dialect: Dialect; readonly comparedToPosition: 'before' | 'same' | 'after' },
): Condition {
  const { dialect, comparedToPosition } = cell
  const equalRows: Condition =
    comparedToPosition === 'same'
      ? sql<SqlBool>`${device.id} > ${dialect.boundNumber(position.databaseId)}`
      : comparedToPosition === 'after'
  // Read from the last column to the first: beyond the value, or equal to it and the rest is beyond.
  return orderKeys(orderBy).reduceRight<Condition>((rest, key, index) => {
    const value = position.values[index] ?? null
    return anyOf([
      beyond(key, value, orderBy?.direction === 'desc', dialect),
      allOf([equalTo(key, value, dialect), rest]),
    ])
  }, equalRows)
}

function beyond(key: OrderKey, value: string | number | null, descending: boolean, dialect: Dialect): Condition {
  if (value === null) return descending ? sql<SqlBool>`${key.column} is not null` : false
  const bound = bind(key, value, dialect)
  if (descending) return sql<SqlBool>`${comparable(key, dialect)} < ${bound}`
  const greater = sql<SqlBool>`${comparable(key, dialect)} > ${bound}`
  return key.nullable ? anyOf([greater, sql<SqlBool>`${key.column} is null`]) : greater
}

function equalTo(key: OrderKey, value: string | number | null, dialect: Dialect): Condition {
  if (value === null) return sql<SqlBool>`${key.column} is null`
  return sql<SqlBool>`${comparable(key, dialect)} = ${bind(key, value, dialect)}`
}

function comparable(key: OrderKey, dialect: Dialect): Expression<unknown> {
  if (key.holds === 'number') return key.column
  return key.holds === 'text' ? dialect.bytes(key.column) : dialect.time(key.column)
}

function bind(key: OrderKey, value: string | number, dialect: Dialect): Expression<unknown> {
  if (typeof value === 'number') return dialect.boundNumber(value)
  return key.holds === 'text' ? dialect.boundBytes(value) : dialect.boundTime(new Date(value))
}

/** How rows of several cells merge: the very order that each cell's SQL has, equal rows in the order of the cells. */
export function comparePositions(
  orderBy: PciDeviceOrder | null,
  cells: readonly string[],
): (left: DevicePosition, right: DevicePosition) => number {
  const sign = orderBy?.direction === 'desc' ? -1 : 1
  return (left, right) => {
    for (const [index, value] of left.values.entries()) {
      const compared = sign * compareValues(value, right.values[index] ?? null)
      if (compared !== 0) return compared
    }
    return cells.indexOf(left.cell) - cells.indexOf(right.cell) || left.databaseId - right.databaseId
  }
}

/** Ascending, null last; text by its bytes in UTF-8, which JavaScript's own `<` does not do. */
export function compareValues(left: string | number | null, right: string | number | null): number {
  if (left === right) return 0
  if (left === null) return 1
  if (right === null) return -1
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)))
}

/** A position comes from a client's cursor, so nothing about it is sure. @throws BadUserInput */
export function checkPosition(
  position: DevicePosition,
  orderBy: PciDeviceOrder | null,
  cells: readonly string[],
): DevicePosition {
  const keys = orderKeys(orderBy)
  const fits =
    Number.isSafeInteger(position.databaseId) &&
    position.values.length === keys.length &&
    keys.every((key, index) => canHold(key, position.values[index]))
  if (!fits) throw new BadUserInput('The cursor is of another order than orderBy; start from the first page', AFTER)
  if (!cells.includes(position.cell)) {
    throw new BadUserInput('The cursor is of a cell that is no longer configured; start from the first page', AFTER)
  }
  return position
}

const AFTER = { argument: 'after' }

function canHold(key: OrderKey, value: string | number | null | undefined): boolean {
  if (value === null) return key.nullable
  switch (key.holds) {
    case 'number':
      return typeof value === 'number' && Number.isSafeInteger(value)
    case 'text':
      return typeof value === 'string' && canBeStored(value)
    case 'time':
      return typeof value === 'string' && /^\d{4}-.*Z$/.test(value) && !Number.isNaN(Date.parse(value))
  }
}
