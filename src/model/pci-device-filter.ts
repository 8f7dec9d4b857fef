import type { PciDeviceStatus, PciDeviceType } from './pci-device.ts'

/**
 * Which devices are meant. Every condition named must hold; `and`, `or` and `not` nest.
 *
 * Two-valued: a condition on a null value is false, and `not` is its exact complement, so that `not: { numaNode: { eq: 0 } }`
 * includes the devices of no NUMA node. `ne` and `notIn` are complements too. An empty `or` or `in` matches nothing, an
 * empty filter everything. Text is compared byte by byte, whatever collation a cell's tables have.
 */
export type PciDeviceFilter = {
  readonly and?: readonly PciDeviceFilter[]
  readonly or?: readonly PciDeviceFilter[]
  readonly not?: PciDeviceFilter
  readonly id?: IdCondition
  readonly databaseId?: NumberCondition
  readonly cell?: TextCondition
  readonly address?: TextCondition
  readonly parentAddress?: TextCondition
  readonly vendorId?: IdCondition
  readonly productId?: IdCondition
  readonly label?: TextCondition
  readonly type?: SetCondition<PciDeviceType>
  readonly status?: SetCondition<PciDeviceStatus>
  readonly numaNode?: NumberCondition
  readonly host?: TextCondition
  readonly hypervisorId?: IdCondition
  readonly hypervisorHostname?: TextCondition
  readonly hypervisorDatabaseId?: NumberCondition
  readonly serverId?: IdCondition
  readonly projectId?: IdCondition
  readonly onServerHost?: boolean
  readonly createdAt?: TimeCondition
  readonly updatedAt?: TimeCondition
}

export type IdCondition = SetCondition<string> & { readonly isNull?: boolean }
export type TextCondition = IdCondition & { readonly contains?: string; readonly startsWith?: string }
export type NumberCondition = SetCondition<number> & RangeCondition<number> & { readonly isNull?: boolean }
export type TimeCondition = RangeCondition<Date> & { readonly isNull?: boolean }

export type SetCondition<Value> = {
  readonly eq?: Value
  readonly ne?: Value
  readonly in?: readonly Value[]
  readonly notIn?: readonly Value[]
}
export type RangeCondition<Value> = {
  readonly lt?: Value
  readonly lte?: Value
  readonly gt?: Value
  readonly gte?: Value
}

/** What devices may be ordered by. Null values come last in ascending order, first in descending. */
export const PCI_DEVICE_ORDER_FIELDS = [
  'slot',
  'address',
  'product',
  'type',
  'status',
  'numaNode',
  'createdAt',
  'updatedAt',
] as const
export type PciDeviceOrderField = (typeof PCI_DEVICE_ORDER_FIELDS)[number]
export type PciDeviceOrder = { readonly field: PciDeviceOrderField; readonly direction: OrderDirection }
export type OrderDirection = 'asc' | 'desc'

/** What devices may be grouped by. */
export const PCI_DEVICE_GROUPINGS = [
  'vendor',
  'product',
  'type',
  'status',
  'numaNode',
  'hypervisor',
  'cell',
  'project',
  'server',
] as const
export type PciDeviceGrouping = (typeof PCI_DEVICE_GROUPINGS)[number]

/** Equal devices, counted. A key that was not grouped by is undefined; one that is null in the rows is null. */
export type PciDeviceGroup = {
  readonly vendorId?: string
  /** With `vendorId`: a product id means nothing without its vendor. */
  readonly productId?: string
  readonly type?: PciDeviceType
  readonly status?: PciDeviceStatus
  readonly numaNode?: number | null
  readonly hypervisorId?: string | null
  readonly cell?: string
  readonly projectId?: string | null
  readonly serverId?: string | null
  readonly count: number
  /** Available. */
  readonly free: number
  readonly claimed: number
  readonly allocated: number
  /** Unavailable and unclaimable: neither free nor used, blocked by a parent or child that is. */
  readonly blocked: number
}
