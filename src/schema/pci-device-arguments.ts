import type { PciDeviceFilter, PciDeviceGrouping, PciDeviceOrderField } from '../model/pci-device-filter.ts'
import type { GraphContext } from './builder.ts'
import { need } from './guard.ts'

/** What may be asked about a device by whom: the same as may see it. A list that is sieved, ordered or grouped by a field tells it. */
type Asked = 'seen by owners' | 'host detail'

export const OF_FILTERS: Readonly<Record<Exclude<keyof PciDeviceFilter, 'and' | 'or' | 'not'>, Asked>> = {
  id: 'seen by owners',
  databaseId: 'seen by owners',
  vendorId: 'seen by owners',
  productId: 'seen by owners',
  type: 'seen by owners',
  status: 'seen by owners',
  serverId: 'seen by owners',
  projectId: 'seen by owners',
  cell: 'host detail',
  address: 'host detail',
  parentAddress: 'host detail',
  label: 'host detail',
  numaNode: 'host detail',
  host: 'host detail',
  hypervisorId: 'host detail',
  hypervisorHostname: 'host detail',
  hypervisorDatabaseId: 'host detail',
  onServerHost: 'host detail',
  createdAt: 'host detail',
  updatedAt: 'host detail',
}

export const OF_ORDERS: Readonly<Record<PciDeviceOrderField, Asked>> = {
  product: 'seen by owners',
  type: 'seen by owners',
  status: 'seen by owners',
  slot: 'host detail',
  address: 'host detail',
  numaNode: 'host detail',
  createdAt: 'host detail',
  updatedAt: 'host detail',
}

export const OF_GROUPINGS: Readonly<Record<PciDeviceGrouping, Asked>> = {
  vendor: 'seen by owners',
  product: 'seen by owners',
  type: 'seen by owners',
  status: 'seen by owners',
  project: 'seen by owners',
  server: 'seen by owners',
  numaNode: 'host detail',
  hypervisor: 'host detail',
  cell: 'host detail',
}

/** @throws Forbidden for a filter on what this caller may not see. */
export function needForFilter(filter: PciDeviceFilter | null | undefined, context: GraphContext): void {
  if (filter && namesHostDetail(filter)) need('pcigraph:device:host_details', context)
}

/** @throws Forbidden for an order by what this caller may not see. */
export function needForOrder(field: PciDeviceOrderField | undefined, context: GraphContext): void {
  if (field !== undefined && OF_ORDERS[field] === 'host detail') need('pcigraph:device:host_details', context)
}

/** @throws Forbidden for groups by what this caller may not see. */
export function needForGroups(by: readonly PciDeviceGrouping[], context: GraphContext): void {
  if (by.some((grouping) => OF_GROUPINGS[grouping] === 'host detail')) need('pcigraph:device:host_details', context)
}

function namesHostDetail({ and = [], or = [], not, ...conditions }: PciDeviceFilter): boolean {
  const names: Readonly<Record<string, Asked>> = OF_FILTERS
  return (
    Object.keys(conditions).some((name) => names[name] !== 'seen by owners') ||
    [...and, ...or, ...(not ? [not] : [])].some((inner) => namesHostDetail(inner))
  )
}
