import { locationIdOf } from '../../model/device-location-id.ts'
import { decodePciDeviceStatus, decodePciDeviceType } from '../../model/pci-device.ts'
import type { PciDevice, PciDeviceNode, PciDeviceOwner } from '../../model/pci-device.ts'
import { asInt } from '../http/untrusted.ts'
import { decodeTime, type DeviceRow } from './device-rows.ts'
import type { DevicePart } from './store.ts'

export function decodeDevice(row: DeviceRow, cell: string): PciDevice {
  return new StoredDevice(row, cell)
}

/** A row as a device: each value is decoded when it is read, for most never are. */
class StoredDevice implements PciDevice {
  readonly #row: DeviceRow
  readonly cell: string
  constructor(row: DeviceRow, cell: string) {
    this.#row = row
    this.cell = cell
  }

  get id() {
    return (
      brought(this.#row.uuid, 'id') ?? locationIdOf({ cell: this.cell, address: this.address, node: this.#place() })
    )
  }
  get databaseId() {
    return this.#row.id
  }
  get address() {
    return text(this.#row.address)
  }
  get vendorId() {
    return text(brought(this.#row.vendor_id, 'model'))
  }
  get productId() {
    return text(brought(this.#row.product_id, 'model'))
  }
  get type() {
    return decodePciDeviceType(brought(this.#row.dev_type, 'type'))
  }
  get typeText() {
    return text(brought(this.#row.dev_type, 'type'))
  }
  get status() {
    return decodePciDeviceStatus(brought(this.#row.status, 'status'))
  }
  get statusText() {
    return text(brought(this.#row.status, 'status'))
  }
  get hypervisorDeviceName() {
    return textOrNull(brought(this.#row.dev_id, 'names'))
  }
  get label() {
    return text(brought(this.#row.label, 'names'))
  }
  get requestId() {
    return textOrNull(brought(this.#row.request_id, 'names'))
  }
  get numaNode() {
    return asInt(brought(this.#row.numa_node, 'numa node'))
  }
  get parentAddress() {
    return textOrNull(brought(this.#row.parent_addr, 'parent'))
  }
  get extraInfoText() {
    return textOrNull(brought(this.#row.extra_info, 'extra info'))
  }
  get serverId() {
    return this.#row.instance_uuid
  }
  get createdAt() {
    return decodeTime(brought(this.#row.created_at, 'times'))
  }
  get updatedAt() {
    return decodeTime(brought(this.#row.updated_at, 'times'))
  }
  get node(): PciDeviceNode {
    return new StoredNode(this.#row)
  }
  get owner(): PciDeviceOwner | null {
    const row = this.#row
    if (row.owner_uuid === null || row.owner_uuid === undefined) return brought(row.owner_uuid, 'owner')
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

  #place() {
    return { databaseId: this.#row.node_id, hypervisorId: brought(this.#row.place_uuid, 'id') }
  }
}

class StoredNode implements PciDeviceNode {
  readonly #row: DeviceRow
  constructor(row: DeviceRow) {
    this.#row = row
  }

  get databaseId() {
    return this.#row.node_id
  }
  get hypervisorId() {
    return brought(this.#row.node_uuid, 'hypervisor')
  }
  get host() {
    return brought(this.#row.node_host, 'host')
  }
  get hypervisorHostname() {
    return brought(this.#row.hypervisor_hostname, 'host')
  }
  get lastSeenAt() {
    return decodeTime(brought(this.#row.last_seen_at, 'heartbeat'))
  }
  get forcedDown() {
    return Number(brought(this.#row.forced_down, 'heartbeat') ?? 0) === 1
  }
}

/** @throws where a part is read that nobody said would be: an answer must not look as if the database had nothing there. */
function brought<Value>(value: Value | undefined, part: DevicePart): Value {
  if (value === undefined) throw new Error(`A device was fetched without its ${part}`)
  return value
}

/** Whatever a column is declared as, SQLite holds what was put there: a number, or bytes. */
function text(value: string): string {
  return typeof value === 'string' ? value : String(value)
}

function textOrNull(value: string | null): string | null {
  return value === null ? null : text(value)
}
