import Sqlite from 'better-sqlite3'
import { Kysely, sql, SqliteDialect } from 'kysely'
import { mayHold, readPools } from '../sources/pools.ts'
import type { Pool, Store } from './store.ts'

type Database = {
  pci_devices: {
    id: number
    compute_node_id: number
    address: string
    parent_addr: string | null
    vendor_id: string
    product_id: string
    dev_type: string
    status: string
    numa_node: number | null
    instance_uuid: string | null
    extra_info: string | null
    deleted: number
  }
  compute_nodes: { id: number; uuid: string; hypervisor_hostname: string; pci_stats: string | null; deleted: number }
}

/** As most people who write resolvers in TypeScript would: a query builder, one plain statement for each question. */
export function openKyselyStore(path: string): Store {
  const database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 1000 })
  const builder = new Kysely<Database>({ dialect: new SqliteDialect({ database }) })
  const devices = builder
    .selectFrom('pci_devices as d')
    .innerJoin('compute_nodes as n', 'n.id', 'd.compute_node_id')
    .where('d.deleted', '=', 0)
    .where('n.deleted', '=', 0)

  return {
    listDevicesByServer: (serverIds) =>
      devices
        .where('d.instance_uuid', 'in', serverIds)
        .orderBy('d.id')
        .select(['d.instance_uuid as serverId', 'd.address', 'd.product_id as productId'])
        .execute(),

    async listPools(hypervisorIds) {
      const [nodes, rows] = await Promise.all([
        builder
          .selectFrom('compute_nodes')
          .where('deleted', '=', 0)
          .where('uuid', 'in', hypervisorIds)
          .select(['id', 'uuid', 'pci_stats'])
          .execute(),
        devices
          .where('n.uuid', 'in', hypervisorIds)
          .groupBy((expression) => [
            'd.compute_node_id',
            'd.vendor_id',
            'd.product_id',
            'd.dev_type',
            'd.numa_node',
            parentInterface,
            expression.fn.coalesce('d.parent_addr', 'd.address'),
          ])
          .orderBy(sql`min(d.id)`)
          .select([
            'd.compute_node_id as nodeId',
            'd.vendor_id as vendorId',
            'd.product_id as productId',
            'd.dev_type as type',
            'd.numa_node as numaNode',
            parentInterface.as('parentInterface'),
            'd.parent_addr as parentAddress',
            sql<number>`sum(d.status = 'available')`.as('free'),
          ])
          .execute(),
      ])
      const rowsByNode = Map.groupBy(rows, ({ nodeId }) => nodeId)
      return new Map(nodes.map(({ id, uuid, pci_stats }) => [uuid, joinPools(pci_stats, rowsByNode.get(id) ?? [])]))
    },

    listDevicesOfModel: (vendorId, productId, first) =>
      devices
        .where('d.vendor_id', '=', vendorId)
        .where('d.product_id', '=', productId)
        .orderBy('d.id')
        .limit(first)
        .select([
          'd.instance_uuid as serverId',
          'd.address',
          'd.product_id as productId',
          'd.status',
          'n.hypervisor_hostname as hypervisorHostname',
        ])
        .execute(),

    groupDevices: () =>
      devices
        .groupBy(['d.vendor_id', 'd.product_id', 'd.status'])
        .orderBy('d.vendor_id')
        .orderBy('d.product_id')
        .orderBy('d.status')
        .select((expression) => [
          'd.vendor_id as vendorId',
          'd.product_id as productId',
          'd.status',
          expression.fn.countAll<number>().as('count'),
        ])
        .execute(),
  }
}

const parentInterface = sql<string | null>`d.extra_info ->> 'parent_ifname'`

type RowPool = Pool & {
  readonly type: string
  readonly numaNode: number | null
  readonly parentInterface: string | null
  readonly parentAddress: string | null
}

/** Nova's pools, and after them what only the rows know of. */
function joinPools(pciStats: string | null, rows: readonly RowPool[]): Pool[] {
  const pools = readPools(pciStats)
  const rest = new Map<string, Pool>()
  for (const row of rows) {
    if (pools.some((pool) => mayHold(pool, row))) continue
    const { vendorId, productId, free, type, numaNode } = row
    const key = `${vendorId}|${productId}|${type}|${numaNode}|${row.parentInterface}`
    rest.set(key, { vendorId, productId, free: free + (rest.get(key)?.free ?? 0) })
  }
  return [
    ...pools.map(({ 'nova_object.data': pool }) => ({
      vendorId: pool.vendor_id,
      productId: pool.product_id,
      free: pool.count,
    })),
    ...rest.values(),
  ]
}
