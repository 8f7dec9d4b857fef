import Database from 'better-sqlite3'
import { CELL_INDEXES, CELL_TABLES } from './cell-schema.ts'
import { cpuInfoOf, HYPERVISOR_VERSION, RESERVED_MEMORY_MIB, usedOf } from './capacity.ts'
import type { Cloud, DemoHost } from './cloud.ts'
import { CONTROL_HOST, CONTROL_SERVICES } from './control-services.ts'
import { pciStatsOf } from './pci-stats.ts'
import { zoneOf } from './zones.ts'

/** One cell of the demo cloud as Nova would keep it: a SQLite file, written once, and then touched by heartbeats and by what is changed in the cloud. */
export type CellDatabase = {
  readonly name: string
  readonly path: string
  /** What nova-compute does every ten seconds on each host that is up. */
  beat(now: Date): void
  /** All rows anew, as the cloud is by now; whoever reads meanwhile sees those of before. */
  rewrite(now: Date): void
  close(): void
}

/** Stopped computes were last seen this long before the start. */
const DOWN_SINCE_MS = 3 * 3_600_000
const RACKED_AT_MS = Date.UTC(2026, 1, 2, 9)
const SERVICE_VERSIONS = { '2.87': 53, '2.93': 64, '2.100': 68 } as const

export function createCellDatabase(cloud: Cloud, cell: string, path: string, now: Date): CellDatabase {
  const database = new Database(path)
  // Nothing of it must survive a crash, so it need not wait for the disk.
  database.pragma('synchronous = OFF')
  database.pragma('journal_mode = OFF')
  database.exec('BEGIN')
  database.exec(CELL_TABLES)
  const hosts = cloud.hosts.filter((host) => host.cell === cell)
  const insertRowsOfAll = (time: Date): void => {
    insertServices(database, cloud, hosts, time)
    insertComputeNodes(database, cloud, hosts)
    insertInstances(database, cloud, cell)
    insertDevices(database, hosts)
  }
  insertRowsOfAll(now)
  database.exec(CELL_INDEXES)
  database.exec('COMMIT')
  database.pragma('journal_mode = MEMORY')

  const beat = database.prepare(
    `UPDATE services SET last_seen_up = @now, updated_at = @now, report_count = report_count + 1
     WHERE id NOT IN (SELECT value FROM json_each(@down))`,
  )
  const down = () => JSON.stringify(hosts.filter((host) => host.service.isDown).map((host) => host.service.databaseId))
  const rewrite = database.transaction((time: Date) => {
    for (const table of TABLES) database.exec(`DELETE FROM ${table}`)
    insertRowsOfAll(time)
  })
  return {
    name: cell,
    path,
    beat: (time) => void beat.run({ now: dateTime(time.getTime()), down: down() }),
    rewrite,
    close: () => void database.close(),
  }
}

/** In an order in which nothing points at what is gone. */
const TABLES = ['pci_devices', 'instances', 'compute_nodes', 'services'] as const

type Value = string | number | null

/** Every row names its columns, in the same order. */
function insertRows(database: Database.Database, table: string, rows: Iterable<Record<string, Value>>): void {
  let statement: Database.Statement<Value[]> | null = null
  for (const row of rows) {
    if (statement === null) {
      const columns = Object.keys(row)
      const names = columns.map((column) => `"${column}"`).join(', ')
      statement = database.prepare<Value[]>(
        `INSERT INTO ${table} (${names}) VALUES (${columns.map(() => '?').join(', ')})`,
      )
    }
    statement.run(...Object.values(row))
  }
}

function insertServices(database: Database.Database, cloud: Cloud, hosts: readonly DemoHost[], now: Date): void {
  const service = (id: number, host: string, binary: string, uuid: string) => ({
    created_at: dateTime(RACKED_AT_MS),
    updated_at: dateTime(now.getTime()),
    id,
    host,
    binary,
    topic: binary.replace('nova-', ''),
    report_count: 1,
    disabled: 0,
    deleted: 0,
    disabled_reason: null,
    last_seen_up: dateTime(now.getTime()),
    forced_down: 0,
    version: SERVICE_VERSIONS[cloud.release],
    uuid,
  })
  const isFirstCell = hosts.some((host) => host.cell === cloud.cells[0])
  insertRows(database, 'services', [
    ...(isFirstCell ? CONTROL_SERVICES : []).map(({ databaseId, id, binary }) =>
      service(databaseId, CONTROL_HOST, binary, id),
    ),
    ...hosts.map((host) => {
      const seen = dateTime(host.service.isDown ? now.getTime() - DOWN_SINCE_MS : now.getTime())
      return {
        ...service(host.service.databaseId, host.name, 'nova-compute', host.service.id),
        disabled: host.service.disabledReason === null ? 0 : 1,
        disabled_reason: host.service.disabledReason,
        last_seen_up: seen,
        updated_at: seen,
      }
    }),
  ])
}

function insertComputeNodes(database: Database.Database, cloud: Cloud, hosts: readonly DemoHost[]): void {
  insertRows(
    database,
    'compute_nodes',
    hosts.map((host) => {
      const { model } = host
      const used = usedOf(host)
      const memoryUsedMib = used.memoryMib + RESERVED_MEMORY_MIB
      return {
        created_at: dateTime(RACKED_AT_MS + host.databaseId * 60_000),
        updated_at: dateTime(RACKED_AT_MS + 200 * 86_400_000),
        id: host.databaseId,
        service_id: cloud.release === '2.100' ? host.service.databaseId : null,
        vcpus: model.vcpus,
        memory_mb: model.memoryMib,
        local_gb: model.diskGib,
        vcpus_used: used.vcpus,
        memory_mb_used: memoryUsedMib,
        local_gb_used: used.diskGib,
        hypervisor_type: 'QEMU',
        hypervisor_version: HYPERVISOR_VERSION,
        cpu_info: JSON.stringify(cpuInfoOf(host)),
        disk_available_least: model.diskGib - used.diskGib,
        free_ram_mb: model.memoryMib - memoryUsedMib,
        free_disk_gb: model.diskGib - used.diskGib,
        current_workload: host.servers.filter((server) => server.taskState !== null).length,
        running_vms: host.servers.length,
        hypervisor_hostname: host.hypervisorHostname,
        deleted: 0,
        host_ip: host.ip,
        supported_instances: '[["x86_64", "kvm", "hvm"]]',
        pci_stats: pciStatsOf(host, cloud.release),
        metrics: '[]',
        stats: JSON.stringify({ num_instances: String(host.servers.length) }),
        numa_topology: null,
        host: host.name,
        ram_allocation_ratio: 1.5,
        cpu_allocation_ratio: 16,
        uuid: host.id,
        disk_allocation_ratio: 1,
        mapped: 1,
      }
    }),
  )
}

function insertInstances(database: Database.Database, cloud: Cloud, cell: string): void {
  const rows = cloud.servers
    .filter((server) => server.cell === cell)
    .map((server) => ({
      created_at: dateTime(server.createdAtMs),
      updated_at: dateTime(server.updatedAtMs),
      deleted_at: dateTime(server.deletedAtMs),
      id: server.databaseId,
      user_id: server.user.id,
      project_id: server.project.id,
      image_ref: cloud.imageId,
      kernel_id: '',
      ramdisk_id: '',
      launch_index: 0,
      key_name: server.keyName,
      power_state: server.powerState,
      vm_state: server.vmState,
      memory_mb: server.flavor.memoryMib,
      vcpus: server.flavor.vcpus,
      hostname: server.name,
      host: server.host?.name ?? null,
      reservation_id: server.reservationId,
      launched_at: server.vmState === 'building' ? null : dateTime(server.createdAtMs + 4000),
      terminated_at: dateTime(server.deletedAtMs),
      display_name: server.name,
      display_description: server.description,
      availability_zone: server.host === null ? null : zoneOf(server.host),
      locked: server.lockedReason === null ? 0 : 1,
      launched_on: server.host?.name ?? null,
      instance_type_id: server.flavor.databaseId,
      uuid: server.id,
      root_device_name: '/dev/vda',
      config_drive: '',
      task_state: server.taskState,
      progress: 0,
      root_gb: server.flavor.diskGib,
      ephemeral_gb: 0,
      node: server.host?.hypervisorHostname ?? null,
      deleted: server.deletedAtMs === null ? 0 : server.databaseId,
      locked_by: server.lockedReason === null ? null : 'owner',
      cleaned: server.deletedAtMs === null ? 0 : 1,
      hidden: 0,
    }))
  insertRows(database, 'instances', rows)
}

function insertDevices(database: Database.Database, hosts: readonly DemoHost[]): void {
  insertRows(database, 'pci_devices', deviceRows(hosts))
}

function* deviceRows(hosts: readonly DemoHost[]): Generator<Record<string, Value>> {
  for (const host of hosts) {
    for (const device of host.devices) {
      yield {
        created_at: dateTime(device.createdAtMs),
        updated_at: dateTime(device.updatedAtMs),
        deleted_at: dateTime(device.deletedAtMs),
        deleted: device.deletedAtMs === null ? 0 : device.databaseId,
        id: device.databaseId,
        compute_node_id: host.databaseId,
        address: device.address,
        product_id: device.model.productId,
        vendor_id: device.model.vendorId,
        dev_type: device.model.type,
        dev_id: `pci_${device.address.replaceAll(/[:.]/g, '_')}`,
        label: `label_${device.model.vendorId}_${device.model.productId}`,
        status: device.status,
        extra_info: JSON.stringify(device.extraInfo),
        instance_uuid: device.serverId,
        request_id: device.requestId,
        numa_node: device.card.numaNode,
        parent_addr: device.parentAddress,
        uuid: device.uuid,
      }
    }
  }
}

/** `YYYY-MM-DD HH:MM:SS`, UTC, as Nova's DATETIME columns hold it. */
function dateTime(timeMs: number): string
function dateTime(timeMs: number | null): string | null
function dateTime(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ')
}
