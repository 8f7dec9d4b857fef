import { sql } from 'kysely'
import type { Expression } from 'kysely'
import type { PciDeviceGroup, PciDeviceGrouping } from '../../model/pci-device-filter.ts'
import { decodePciDeviceStatus, decodePciDeviceType } from '../../model/pci-device.ts'
import { asWhere } from './condition.ts'
import type { Condition } from './condition.ts'
import { compareValues } from './device-order.ts'
import { device, fromDevicesWithOwner, node, owner } from './device-rows.ts'
import type { Dialect } from './dialect.ts'

type GroupKey = Omit<PciDeviceGroup, 'count' | 'free' | 'claimed' | 'allocated' | 'blocked'>
type KeyName = keyof GroupKey

const KEYS_OF: Readonly<Record<PciDeviceGrouping, readonly KeyName[]>> = {
  vendor: ['vendorId'],
  product: ['vendorId', 'productId'],
  type: ['type'],
  status: ['status'],
  numaNode: ['numaNode'],
  hypervisor: ['hypervisorId'],
  cell: ['cell'],
  project: ['projectId'],
  server: ['serverId'],
}

const TEXT_COLUMNS = {
  vendorId: device.vendorId,
  productId: device.productId,
  type: device.type,
  status: device.status,
  hypervisorId: node.hypervisorId,
  projectId: owner.projectId,
  serverId: device.serverId,
} as const satisfies Partial<Record<KeyName, Expression<unknown>>>

type TextKey = keyof typeof TEXT_COLUMNS
const isTextKey = (key: KeyName): key is TextKey => key in TEXT_COLUMNS

/** Counts of one cell, by every key and always by status: what is free is a matter of status, which is decoded here. */
export function selectDeviceGroups(dialect: Dialect, by: readonly PciDeviceGrouping[], condition: Condition) {
  const keys = [...new Set<KeyName>([...by.flatMap((grouping) => KEYS_OF[grouping]), 'status'])]
  const textKeys = keys.filter(isTextKey)
  const hasNumaNode = keys.includes('numaNode')
  // Grouped by bytes, so that all rows of a group have the same text and min() is any of them.
  const selected = textKeys.map((key) => sql<string | null>`min(${TEXT_COLUMNS[key]})`.as(key))
  return fromDevicesWithOwner(dialect)
    .where(asWhere(condition))
    .groupBy([...textKeys.map((key) => dialect.bytes(TEXT_COLUMNS[key])), ...(hasNumaNode ? [device.numaNode] : [])])
    .select([
      ...selected,
      ...(hasNumaNode ? [sql<number | null>`min(${device.numaNode})`.as('numaNode')] : []),
      sql<number | string>`count(*)`.as('count'),
    ])
    .$castTo<GroupRow>()
}

export type GroupRow = Readonly<Partial<Record<TextKey, string | null>>> & {
  readonly numaNode?: number | null
  readonly count: number | string
}

/** The counts of all cells, added up and in order. */
export function mergeDeviceGroups(
  by: readonly PciDeviceGrouping[],
  cells: readonly { readonly cell: string; readonly rows: readonly GroupRow[] }[],
): PciDeviceGroup[] {
  const keys = [...new Set(by.flatMap((grouping) => KEYS_OF[grouping]))]
  const groups = new Map<string, Counted>()
  for (const { cell, rows } of cells) {
    for (const row of rows) {
      const key = decodeKey(keys, row, cell)
      const name = JSON.stringify(keys.map((part) => key[part]))
      const group = groups.get(name) ?? { key, count: 0, free: 0, claimed: 0, allocated: 0, blocked: 0 }
      groups.set(name, addRow(group, row))
    }
  }
  return [...groups.values()]
    .sort((left, right) => compareKeys(keys, left.key, right.key))
    .map(({ key, ...counts }) => ({ ...key, ...counts }))
}

type Counted = Omit<PciDeviceGroup, KeyName> & { readonly key: GroupKey }

function addRow(group: Counted, row: GroupRow): Counted {
  const count = Number(row.count)
  const status = decodePciDeviceStatus(row.status ?? '')
  const when = (...statuses: string[]) => (statuses.includes(status) ? count : 0)
  return {
    key: group.key,
    count: group.count + count,
    free: group.free + when('available'),
    claimed: group.claimed + when('claimed'),
    allocated: group.allocated + when('allocated'),
    blocked: group.blocked + when('unavailable', 'unclaimable'),
  }
}

function decodeKey(keys: readonly KeyName[], row: GroupRow, cell: string): GroupKey {
  const has = (key: KeyName) => keys.includes(key)
  return {
    ...(has('vendorId') && { vendorId: row.vendorId ?? '' }),
    ...(has('productId') && { productId: row.productId ?? '' }),
    ...(has('type') && { type: decodePciDeviceType(row.type ?? '') }),
    ...(has('status') && { status: decodePciDeviceStatus(row.status ?? '') }),
    ...(has('numaNode') && { numaNode: row.numaNode ?? null }),
    ...(has('hypervisorId') && { hypervisorId: row.hypervisorId ?? null }),
    ...(has('cell') && { cell }),
    ...(has('projectId') && { projectId: row.projectId ?? null }),
    ...(has('serverId') && { serverId: row.serverId ?? null }),
  }
}

function compareKeys(keys: readonly KeyName[], left: GroupKey, right: GroupKey): number {
  for (const key of keys) {
    const compared = compareValues(left[key] ?? null, right[key] ?? null)
    if (compared !== 0) return compared
  }
  return 0
}
