import Sqlite from 'better-sqlite3'
import type { Likeness } from './pools.ts'

/** Devices of one node that are alike: all functions of one parent, or one that has none. */
export type Family = Likeness & {
  readonly nodeId: number
  readonly id: number
  /** Whether that one device, the first of the family, is free. */
  readonly firstIsFree: 0 | 1
}

/** Rows come as lists, which better-sqlite3 makes faster than objects. */
type FamilyRow = readonly [
  nodeId: number,
  id: number,
  vendorId: string,
  productId: string,
  type: string,
  numaNode: number | null,
  parentInterface: string | null,
  parentAddress: string | null,
  firstIsFree: 0 | 1,
]
export type NodeRow = readonly [id: number, hypervisorId: string, pciStats: string | null]

/** A device as every rival but raw reads it. */
export type DeviceRow = {
  readonly serverId: string | null
  readonly address: string
  readonly productId: string
  readonly status: string
  readonly hypervisorHostname: string | null
}
export type GroupRow = {
  readonly vendorId: string
  readonly productId: string
  readonly status: string
  readonly count: number
}

/** Prepared once, with the columns of the questions; `Ids` are JSON lists. */
export type Cell = {
  /** Another one as soon as somebody has written. */
  version(): number
  /** JSON of the devices, by server. */
  jsonOfServers(serverIds: string): readonly (readonly [serverId: string, devices: string])[]
  devicesOfServers(serverIds: string): readonly Pick<DeviceRow, 'serverId' | 'address' | 'productId'>[]
  devicesOfModel(vendorId: string, productId: string, first: number): readonly DeviceRow[]
  /** By model and status, in their order. */
  groups(): readonly GroupRow[]
  nodes(hypervisorIds: string): readonly NodeRow[]
  families(hypervisorIds: string): readonly Family[]
  /** How many of the functions beside each of these devices are free; those with none are left out. */
  freeInFamilies(deviceIds: string): readonly (readonly [deviceId: number, free: number])[]
}

export function openCell(path: string): Cell {
  const database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 1000 })
  // In the order of an index, which ends with the row's id, so that nothing is sorted; SQLite writes JSON faster than we do.
  const jsonOfServers = database
    .prepare<[string], readonly [string, string]>(
      `select instance_uuid, json_group_array(json_object('address', address, 'productId', product_id))
       from (select d.instance_uuid, d.address, d.product_id
             from pci_devices d join compute_nodes n on n.id = d.compute_node_id
             where d.deleted = 0 and n.deleted = 0 and d.instance_uuid in (select value from json_each(?))
             order by d.instance_uuid, d.id)
       group by instance_uuid`,
    )
    .raw()
  const devicesOfServers = database.prepare<[string], Pick<DeviceRow, 'serverId' | 'address' | 'productId'>>(
    `select d.instance_uuid as serverId, d.address, d.product_id as productId
     from pci_devices d join compute_nodes n on n.id = d.compute_node_id
     where d.deleted = 0 and n.deleted = 0 and d.instance_uuid in (select value from json_each(?))
     order by d.instance_uuid, d.id`,
  )
  const devicesOfModel = database.prepare<[string, string, number], DeviceRow>(
    `select d.instance_uuid as serverId, d.address, d.product_id as productId, d.status,
            n.hypervisor_hostname as hypervisorHostname
     from pci_devices d cross join compute_nodes n on n.id = d.compute_node_id
     where d.deleted = 0 and n.deleted = 0 and d.vendor_id = ? and d.product_id = ?
     order by d.id limit ?`,
  )
  // Counted on each node first: many small sorts are cheaper than a single long one.
  const groups = database.prepare<[], GroupRow>(
    `select g.vendor_id as vendorId, g.product_id as productId, g.status, sum(g.count) as count
     from (select compute_node_id, vendor_id, product_id, status, count(*) as count
           from pci_devices where deleted = 0
           group by compute_node_id, vendor_id, product_id, status) g
     cross join compute_nodes n on n.id = g.compute_node_id
     where n.deleted = 0
     group by g.vendor_id, g.product_id, g.status
     order by g.vendor_id, g.product_id, g.status`,
  )
  const nodes = database
    .prepare<[string], NodeRow>(
      `select id, uuid, pci_stats from compute_nodes where deleted = 0 and uuid in (select value from json_each(?))`,
    )
    .raw()
  // The functions of one parent are of one model, on one NUMA node, behind one interface: the first speaks for all. Their
  // index leads from parent to parent, which saves reading nine rows of ten.
  const families = database
    .prepare<[string], FamilyRow>(
      `with recursive node(id) as materialized (
         select id from compute_nodes where deleted = 0 and uuid in (select value from json_each(?))
       ), parent(node_id, parent_address) as (
         select id, (select min(f.parent_addr) from pci_devices f where f.compute_node_id = node.id and f.parent_addr > '')
         from node
         union all
         select node_id, (select min(f.parent_addr) from pci_devices f
                          where f.compute_node_id = node_id and f.parent_addr > parent_address)
         from parent where parent_address is not null
       )
       select d.compute_node_id, d.id, d.vendor_id, d.product_id, d.dev_type, d.numa_node,
              d.extra_info ->> 'parent_ifname', d.parent_addr, d.status = 'available'
       from (select (select f.id
                     from pci_devices f indexed by ix_pci_devices_compute_node_id_parent_addr_deleted
                     where f.compute_node_id = node_id and f.parent_addr = parent_address and f.deleted = 0
                     order by f.id limit 1) as id
             from parent where parent_address is not null
             union all
             select s.id from node cross join pci_devices s on s.compute_node_id = node.id
             where s.deleted = 0 and s.parent_addr is null) first
       cross join pci_devices d on d.id = first.id
       order by d.id`,
    )
    .raw()
  const freeInFamilies = database
    .prepare<[string], readonly [number, number]>(
      `select first.id, count(*)
       from json_each(?) wanted cross join pci_devices first on first.id = wanted.value
       cross join pci_devices d on d.compute_node_id = first.compute_node_id and d.parent_addr = first.parent_addr
       where d.deleted = 0 and d.status = 'available'
       group by first.id`,
    )
    .raw()
  const version = database.prepare<[], number>('pragma data_version').pluck()
  return {
    version: () => version.get() ?? NaN,
    jsonOfServers: (serverIds) => jsonOfServers.all(serverIds),
    devicesOfServers: (serverIds) => devicesOfServers.all(serverIds),
    devicesOfModel: (vendorId, productId, first) => devicesOfModel.all(vendorId, productId, first),
    groups: () => groups.all(),
    nodes: (hypervisorIds) => nodes.all(hypervisorIds),
    families: (hypervisorIds) => families.all(hypervisorIds).map(decodeFamily),
    freeInFamilies: (deviceIds) => freeInFamilies.all(deviceIds),
  }
}

function decodeFamily([
  nodeId,
  id,
  vendorId,
  productId,
  type,
  numaNode,
  parentInterface,
  parentAddress,
  firstIsFree,
]: FamilyRow): Family {
  return { nodeId, id, vendorId, productId, type, numaNode, parentInterface, parentAddress, firstIsFree }
}
