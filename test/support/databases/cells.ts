import recorded from '../../fixtures/pci/recorded-cell.json' with { type: 'json' }
import type { NovaRow, NovaRows } from './nova-tables.ts'

export type SeededCell = { readonly name: string; readonly rows: NovaRows }

/** A cell of a real Nova, whole: 63 devices on 7 nodes. */
export const RECORDED_CELL: SeededCell = { name: 'recorded', rows: recorded }

export const PROJECT_A = '403ad551c0c643bc938406e7cc6429a5'
export const PROJECT_B = '3ef63cb76a5b48c1876937437e53c14b'

const NODE = {
  lower: '11111111-1111-4111-8111-111111111111',
  upper: '22222222-2222-4222-8222-222222222222',
  accented: '33333333-3333-4333-8333-333333333333',
  dead: '44444444-4444-4444-8444-444444444444',
  ironic: '55555555-5555-4555-8555-555555555555',
  hostless: '66666666-6666-4666-8666-666666666666',
}
export const SERVER = {
  resized: 'aaaaaaaa-0000-4000-8000-000000000001',
  deleted: 'aaaaaaaa-0000-4000-8000-000000000002',
  purged: 'aaaaaaaa-0000-4000-8000-000000000003',
  onIronic: 'aaaaaaaa-0000-4000-8000-000000000004',
  unscheduled: 'aaaaaaaa-0000-4000-8000-000000000005',
}

/** What else a cell's database can hold after years of service: names that differ in case and accents, ghosts, gaps. */
export const NASTY_CELL: SeededCell = {
  name: 'nasty',
  rows: {
    compute_nodes: [
      node(1, NODE.lower, 'gpu-a', 'gpu-a.local', null),
      node(2, NODE.upper, 'GPU-A', 'GPU-A.local', ''),
      node(3, NODE.accented, 'gpu-ä', 'gpu-ä.local', 'no pools at all'),
      { ...node(4, NODE.dead, 'gone', 'gone.local', null), deleted: 4 },
      node(5, NODE.ironic, 'gpu-a', 'ironic-1', '[{"product_id": "0443", "vendor_id": "8086", "count": 2, "x": 1}]'),
      node(6, NODE.hostless, null, null, 'null'),
    ],
    services: [
      service(1, 'gpu-a', { last_seen_up: '2026-11-22 10:00:00' }),
      service(2, 'gpu-a', { last_seen_up: '2026-11-22 11:00:00', forced_down: 1 }),
      service(3, 'gpu-a', { last_seen_up: '2026-11-22 12:00:00', deleted: 3 }),
      service(4, 'gpu-a', { last_seen_up: '2026-11-22 13:00:00', binary: 'nova-conductor' }),
      service(5, 'GPU-A', { last_seen_up: null }),
    ],
    instances: [
      instance(1, SERVER.resized, {
        project_id: PROJECT_A,
        host: 'GPU-A',
        node: 'GPU-A.local',
        task_state: 'resizing',
      }),
      instance(2, SERVER.deleted, { project_id: PROJECT_A, host: null, node: null, deleted: 2 }),
      instance(4, SERVER.onIronic, { project_id: 'Project-É', host: 'gpu-a', node: 'ironic-1' }),
      instance(5, SERVER.unscheduled, { project_id: null, host: 'gpu-a', node: null }),
    ],
    pci_devices: [
      device(1, 1, '0000:04:10.0', { instance_uuid: SERVER.resized, status: 'allocated' }),
      device(2, 2, '0000:04:10.0', { instance_uuid: SERVER.resized, status: 'claimed' }),
      device(3, 1, '0000:04:10.1', { uuid: null, label: 'Label' }),
      device(4, 1, '0000:04:10.2', { uuid: null, label: 'label ', numa_node: null }),
      device(5, 1, '0000:04:10.3', { label: 'läbel', deleted: 5, deleted_at: '2026-11-01 00:00:00' }),
      device(6, 1, '0000:04:10.3', { label: 'läbel', parent_addr: '0000:04:00.0', dev_type: 'type-VF' }),
      device(7, 4, '0000:04:10.0', { status: 'allocated', instance_uuid: SERVER.resized }),
      device(8, 3, '0000:04:10.0', { status: 'removing', dev_type: 'type-X', extra_info: 'no json' }),
      device(9, 3, '0000:04:10.1', { status: 'Available', dev_type: 'vdpa', extra_info: null }),
      device(10, 3, '0000:04:10.2', { instance_uuid: SERVER.deleted, status: 'allocated', updated_at: null }),
      device(11, 3, '0000:04:10.3', { instance_uuid: SERVER.purged, status: 'allocated', created_at: null }),
      device(12, 5, '0000:04:10.0', { instance_uuid: SERVER.onIronic, status: 'allocated', label: 'LABEL' }),
      device(13, 5, '0000:04:10.1', { instance_uuid: SERVER.onIronic, status: 'unclaimable', numa_node: 1 }),
      device(14, 6, '0000:04:10.0', { instance_uuid: SERVER.unscheduled, label: '100%_\\"\'', numa_node: 3 }),
      device(15, 6, 'ffff:ff:1f.7', {
        label: '',
        vendor_id: '10de',
        product_id: '2330',
        updated_at: '1999-12-31 23:59:59',
      }),
      device(16, 2, '0000:04:10.1', { instance_uuid: SERVER.onIronic, status: 'unavailable', dev_id: null }),
      device(17, 1, '0000:04:00.0', { dev_type: 'type-PF', status: 'unavailable', created_at: '2026-03-29 02:30:00' }),
    ],
  },
}

function node(id: number, uuid: string, host: string | null, hostname: string | null, stats: string | null): NovaRow {
  return { id, uuid, host, hypervisor_hostname: hostname, pci_stats: stats, host_ip: '127.0.0.1', deleted: 0 }
}

function service(id: number, host: string, row: NovaRow): NovaRow {
  return {
    id,
    host,
    binary: 'nova-compute',
    created_at: '2026-11-01 08:00:00',
    updated_at: '2026-11-22 14:00:00',
    forced_down: 0,
    deleted: 0,
    ...row,
  }
}

function instance(id: number, uuid: string, row: NovaRow): NovaRow {
  return { id, uuid, user_id: 'b', vm_state: 'active', user_data: 'secret', deleted: 0, ...row }
}

function device(id: number, nodeId: number, address: string, row: NovaRow): NovaRow {
  return {
    id,
    compute_node_id: nodeId,
    address,
    vendor_id: '8086',
    product_id: '10ca',
    dev_type: 'type-PCI',
    dev_id: `pci_${address.replaceAll(/[:.]/g, '_')}`,
    label: 'label',
    status: 'available',
    extra_info: '{}',
    numa_node: 0,
    uuid: `dddddddd-0000-4000-8000-${String(id).padStart(12, '0')}`,
    created_at: '2026-10-25 01:30:00',
    updated_at: '2026-11-22 15:34:57',
    deleted: 0,
    ...row,
  }
}
