import { sql } from 'kysely'
import type { Cell } from './cell.ts'
import type { Dialect } from './dialect.ts'
import type { DevicePart } from './store.ts'

/** Columns by the aliases that every statement on devices uses. */
export const device = {
  id: sql.ref<number>('d.id'),
  uuid: sql.ref<string | null>('d.uuid'),
  nodeDatabaseId: sql.ref<number>('d.compute_node_id'),
  address: sql.ref<string>('d.address'),
  parentAddress: sql.ref<string | null>('d.parent_addr'),
  vendorId: sql.ref<string>('d.vendor_id'),
  productId: sql.ref<string>('d.product_id'),
  label: sql.ref<string>('d.label'),
  type: sql.ref<string>('d.dev_type'),
  status: sql.ref<string>('d.status'),
  numaNode: sql.ref<number | null>('d.numa_node'),
  serverId: sql.ref<string | null>('d.instance_uuid'),
  createdAt: sql.ref<string | null>('d.created_at'),
  updatedAt: sql.ref<string | null>('d.updated_at'),
}
export const node = {
  hypervisorId: sql.ref<string | null>('n.uuid'),
  host: sql.ref<string | null>('n.host'),
  hypervisorHostname: sql.ref<string | null>('n.hypervisor_hostname'),
}
export const owner = {
  serverId: sql.ref<string | null>('i.uuid'),
  projectId: sql.ref<string | null>('i.project_id'),
  host: sql.ref<string | null>('i.host'),
  hypervisorHostname: sql.ref<string | null>('i.node'),
  deleted: sql.ref<number | null>('i.deleted'),
}

/**
 * Live devices on live nodes. Deleting a compute node leaves its devices behind as live rows, so both must be asked.
 * The owner may be soft-deleted, and may be no row at all.
 */
export function fromDevices(dialect: Dialect) {
  return dialect.builder
    .selectFrom('pci_devices as d')
    .innerJoin('compute_nodes as n', 'n.id', 'd.compute_node_id')
    .where('d.deleted', '=', 0)
    .where('n.deleted', '=', 0)
}

export function fromDevicesWithOwner(dialect: Dialect) {
  return fromDevices(dialect).leftJoin('instances as i', 'i.uuid', 'd.instance_uuid')
}

/**
 * Of a device the parts that are wanted. A join whose columns nobody reads is dropped by the databases themselves.
 * @param besides what the asker itself reads of the rows.
 */
export function selectDevices(
  { dialect, deviceParts }: Pick<Cell, 'dialect' | 'deviceParts'>,
  besides: readonly DevicePart[] = [],
) {
  const has = (part: DevicePart) => deviceParts.has(part) || besides.includes(part)
  return (
    fromDevicesWithOwner(dialect)
      .select(['d.id', 'd.compute_node_id as node_id', 'd.address', 'd.instance_uuid'])
      // A row without uuid goes by its place, for which the node's is needed.
      .$if(has('id'), (devices) =>
        devices.select([
          'd.uuid',
          sql<string | null>`case when ${device.uuid} is null then ${node.hypervisorId} end`.as('place_uuid'),
        ]),
      )
      .$if(has('model'), (devices) => devices.select(['d.vendor_id', 'd.product_id']))
      .$if(has('type'), (devices) => devices.select('d.dev_type'))
      .$if(has('status'), (devices) => devices.select('d.status'))
      .$if(has('names'), (devices) => devices.select(['d.dev_id', 'd.label', 'd.request_id']))
      .$if(has('numa node'), (devices) => devices.select('d.numa_node'))
      .$if(has('parent'), (devices) => devices.select('d.parent_addr'))
      .$if(has('times'), (devices) => devices.select(['d.created_at', 'd.updated_at']))
      .$if(has('extra info'), (devices) => devices.select('d.extra_info'))
      .$if(has('hypervisor'), (devices) => devices.select('n.uuid as node_uuid'))
      .$if(has('host'), (devices) => devices.select(['n.host as node_host', 'n.hypervisor_hostname']))
      .$if(has('heartbeat'), (devices) =>
        devices
          .leftJoin(computeServices(dialect), (join) => join.on(dialect.sameText(sql.ref('s.host'), node.host)))
          .select(['s.last_seen_at', 's.forced_down']),
      )
      .$if(has('owner'), (devices) =>
        devices.select([
          'i.uuid as owner_uuid',
          'i.project_id',
          'i.user_id',
          'i.host as owner_host',
          'i.node as owner_node',
          'i.vm_state',
          'i.task_state',
          'i.deleted as owner_deleted',
        ]),
      )
  )
}

export type DeviceRow = Awaited<ReturnType<ReturnType<typeof selectDevices>['execute']>>[number]

/** At most one row per host, so that two service rows of one host cannot make two of a device. */
function computeServices(dialect: Dialect) {
  return dialect.builder
    .selectFrom('services as v')
    .where('v.binary', '=', 'nova-compute')
    .where('v.deleted', '=', 0)
    .where('v.host', 'is not', null)
    .groupBy(dialect.bytes(sql.ref('v.host')))
    .select([
      dialect.columnText(sql<string>`min(${sql.ref('v.host')})`).as('host'),
      lastHeartbeat.as('last_seen_at'),
      sql<number | string>`max(case when ${sql.ref('v.forced_down')} then 1 else 0 end)`.as('forced_down'),
    ])
    .as('s')
}

/** As Nova's own servicegroup takes it: a service that never reported was last seen when it was made. */
export const lastHeartbeat = sql<string | null>`max(coalesce(${sql.ref('v.last_seen_up')}, ${sql.ref('v.created_at')}))`

/** Naive UTC: `2026-11-22 15:34:57`, with a fraction or without. Null for what is no moment, as MySQL's zero date. */
export function decodeTime(text: string | null): Date | null {
  if (typeof text !== 'string') return null
  const time = new Date(`${text.slice(0, 10)}T${text.slice(11, 23)}Z`)
  return Number.isNaN(time.getTime()) ? null : time
}
