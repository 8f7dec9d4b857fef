import { sql } from 'kysely'
import type { Call } from '../../model/call.ts'
import { parentInterfaceOf } from '../../model/extra-info.ts'
import { decodePciDeviceStatus } from '../../model/pci-device.ts'
import type { NodePciStats, PciRowGroup } from '../../model/pci-pool.ts'
import type { Cell } from './cell.ts'
import { device, fromDevices, node } from './device-rows.ts'
import type { Dialect } from './dialect.ts'
import { decodePoolText } from './pool-text.ts'

/**
 * What the cell says of these nodes: what Nova counted, and the rows counted here. Two statements, side by side; none for what was
 * counted before, where the database tells that nothing was written since.
 */
export async function listCellNodePciStats(
  call: Call,
  cell: Cell,
  hypervisorIds: readonly string[],
): Promise<readonly NodePciStats[]> {
  const version = await cell.version()
  if (version === null) return countNodePciStats(call, cell, hypervisorIds)
  const kept = cell.nodeStats.at(version)
  const known = hypervisorIds.flatMap((id) => kept.get(id) ?? [])
  if (known.length === hypervisorIds.length) return known
  const isKnown = new Set(known.map(({ hypervisorId }) => hypervisorId))
  const unknown = hypervisorIds.filter((id) => !isKnown.has(id))
  const counted = await countNodePciStats(call, cell, unknown)
  // What was written meanwhile is in them, or has changed the version since.
  for (const stats of counted) kept.set(stats.hypervisorId, stats)
  return [...known, ...counted]
}

async function countNodePciStats(call: Call, cell: Cell, hypervisorIds: readonly string[]): Promise<NodePciStats[]> {
  const { dialect } = cell
  const [nodes, groups] = await Promise.all([
    cell.ask(
      call,
      dialect.builder
        .selectFrom('compute_nodes as n')
        .where('n.deleted', '=', 0)
        .where(dialect.keyIn(node.hypervisorId, hypervisorIds))
        .orderBy('n.id')
        .select(['n.id', 'n.uuid', 'n.pci_stats']),
    ),
    cell.ask(call, selectRowGroups(dialect, hypervisorIds)),
  ])
  const groupsByNode = Map.groupBy(groups, (group) => group.node_id)
  return nodes.flatMap(({ id, uuid, pci_stats }) => {
    if (uuid === null) return []
    const pools = decodePoolText(pci_stats)
    if (pools === null) {
      call.log.warn({ cell: cell.name, hypervisorId: uuid }, 'pci_stats of a compute node has no known form')
    }
    return [{ hypervisorId: uuid, pools, rows: (groupsByNode.get(id) ?? []).map(decodeRowGroup) }]
  })
}

const familyAddress = sql<string>`coalesce(${device.parentAddress}, ${device.address})`

function selectRowGroups(dialect: Dialect, hypervisorIds: readonly string[]) {
  return fromDevices(dialect)
    .where(dialect.keyIn(node.hypervisorId, hypervisorIds))
    .groupBy([
      'd.compute_node_id',
      'd.numa_node',
      dialect.bytes(device.vendorId),
      dialect.bytes(device.productId),
      dialect.bytes(device.type),
      dialect.bytes(familyAddress),
      dialect.bytes(device.status),
    ])
    .orderBy('d.compute_node_id')
    .orderBy(sql`min(${device.id})`)
    .select([
      'd.compute_node_id as node_id',
      'd.numa_node',
      // The grouping is by bytes; all rows of a group have the same text.
      sql<string>`min(${device.vendorId})`.as('vendor_id'),
      sql<string>`min(${device.productId})`.as('product_id'),
      sql<string>`min(${device.type})`.as('dev_type'),
      sql<string>`min(${familyAddress})`.as('family_address'),
      sql<string>`min(${device.status})`.as('status'),
      // Functions of one physical function share its interface, so that any of them will do.
      sql<string | null>`min(${sql.ref('d.extra_info')})`.as('extra_info'),
      sql<number | string>`count(*)`.as('count'),
    ])
}

type RowGroupRow = Awaited<ReturnType<ReturnType<typeof selectRowGroups>['execute']>>[number]

function decodeRowGroup(row: RowGroupRow): PciRowGroup {
  return {
    vendorId: row.vendor_id,
    productId: row.product_id,
    typeText: row.dev_type,
    numaNode: row.numa_node,
    familyAddress: row.family_address,
    parentInterface: parentInterfaceOf(row.extra_info),
    status: decodePciDeviceStatus(row.status),
    count: Number(row.count),
  }
}
