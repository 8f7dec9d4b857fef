import { sql } from 'kysely'
import { locationIdOf } from '../../model/device-location-id.ts'
import { decodePciDeviceStatus, decodePciDeviceType } from '../../model/pci-device.ts'
import type { PciDevice, PciDeviceOwner } from '../../model/pci-device.ts'
import { asInt } from '../http/untrusted.ts'
import type { Cell } from './cell.ts'
import type { Dialect } from './dialect.ts'

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

/** What a PciDevice has, of its parts those that are wanted. A join whose columns nobody reads is dropped by the databases themselves. */
export function selectDevices({ dialect, deviceParts }: Pick<Cell, 'dialect' | 'deviceParts'>) {
  return fromDevicesWithOwner(dialect)
    .select([
      'd.id',
      'd.uuid',
      'd.address',
      'd.vendor_id',
      'd.product_id',
      'd.dev_type',
      'd.dev_id',
      'd.label',
      'd.status',
      'd.request_id',
      'd.instance_uuid',
      'd.numa_node',
      'd.parent_addr',
      'd.created_at',
      'd.updated_at',
      'n.id as node_id',
      'n.uuid as node_uuid',
      'n.host as node_host',
      'n.hypervisor_hostname',
    ])
    .$if(deviceParts.has('extra info'), (devices) => devices.select('d.extra_info'))
    .$if(deviceParts.has('heartbeat'), (devices) =>
      devices
        .leftJoin(computeServices(dialect), (join) => join.on(dialect.sameText(sql.ref('s.host'), node.host)))
        .select(['s.last_seen_at', 's.forced_down']),
    )
    .$if(deviceParts.has('owner'), (devices) =>
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

export function decodeDevice(row: DeviceRow, cell: string): PciDevice {
  const location = {
    cell,
    address: text(row.address),
    node: {
      databaseId: row.node_id,
      hypervisorId: row.node_uuid,
      host: row.node_host,
      hypervisorHostname: row.hypervisor_hostname,
      lastSeenAt: decodeTime(row.last_seen_at ?? null),
      forcedDown: Number(row.forced_down ?? 0) === 1,
    },
  }
  return {
    id: row.uuid ?? locationIdOf(location),
    databaseId: row.id,
    ...location,
    vendorId: text(row.vendor_id),
    productId: text(row.product_id),
    type: decodePciDeviceType(row.dev_type),
    typeText: text(row.dev_type),
    status: decodePciDeviceStatus(row.status),
    statusText: text(row.status),
    hypervisorDeviceName: textOrNull(row.dev_id),
    label: text(row.label),
    numaNode: asInt(row.numa_node),
    parentAddress: textOrNull(row.parent_addr),
    requestId: textOrNull(row.request_id),
    extraInfoText: textOrNull(row.extra_info ?? null),
    serverId: row.instance_uuid,
    owner: decodeOwner(row),
    createdAt: decodeTime(row.created_at),
    updatedAt: decodeTime(row.updated_at),
  }
}

/** Whatever a column is declared as, SQLite holds what was put there: a number, or bytes. */
function text(value: string): string {
  return typeof value === 'string' ? value : String(value)
}

function textOrNull(value: string | null): string | null {
  return value === null ? null : text(value)
}

function decodeOwner(row: DeviceRow): PciDeviceOwner | null {
  if (row.owner_uuid === undefined || row.owner_uuid === null) return null
  return {
    projectId: row.project_id ?? null,
    userId: row.user_id ?? null,
    host: row.owner_host ?? null,
    hypervisorHostname: row.owner_node ?? null,
    vmState: row.vm_state ?? null,
    taskState: row.task_state ?? null,
    deleted: row.owner_deleted !== 0,
  }
}

/** Naive UTC: `2026-11-22 15:34:57`, with a fraction or without. Null for what is no moment, as MySQL's zero date. */
export function decodeTime(text: string | null): Date | null {
  if (typeof text !== 'string') return null
  const time = new Date(`${text.slice(0, 10)}T${text.slice(11, 23)}Z`)
  return Number.isNaN(time.getTime()) ? null : time
}
