import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { signIn, type Client } from './client.ts'
import { part } from './shape.ts'

type Row = Record<string, string | number | null>

describe("the demo cloud's cell database", () => {
  let demo: DemoCloud
  let admin: Client
  let database: Database.Database
  beforeAll(async () => {
    demo = await startDemoCloud()
    admin = await signIn(demo, demo.users.admin)
    database = new Database(demo.database('cell1'), { readonly: true })
  })
  afterAll(async () => {
    database.close()
    await demo.close()
  })

  const rows = (sql: string, ...values: (string | number)[]) => database.prepare<unknown[], Row>(sql).all(...values)
  const servers = async () => (await admin.nova('servers/detail?all_tenants=1')).list('servers')

  it('has the hypervisors that Nova tells of, with their figures', async () => {
    const told = (await admin.nova('os-hypervisors/detail', '2.87')).list('hypervisors')
    const kept = rows('SELECT * FROM compute_nodes ORDER BY id')
    expect(kept).toHaveLength(40)
    for (const [index, node] of kept.entries()) {
      const hypervisor = told[index]
      expect(hypervisor?.id).toBe(node.uuid)
      expect(part(hypervisor, 'service', 'host')).toBe(node.host)
      for (const column of [
        ...['hypervisor_hostname', 'vcpus', 'vcpus_used', 'memory_mb', 'memory_mb_used', 'local_gb', 'local_gb_used'],
        ...['free_ram_mb', 'free_disk_gb', 'running_vms', 'current_workload', 'disk_available_least', 'host_ip'],
      ]) {
        expect([column, hypervisor?.[column]]).toEqual([column, node[column]])
      }
    }
    expect(kept.filter((node) => node.host !== node.hypervisor_hostname).length).toBeGreaterThan(5)
  })

  it('has the servers that Nova tells of, but for those in cell0', async () => {
    const kept = new Map(rows('SELECT * FROM instances').map((row) => [row.uuid, row]))
    const told = await servers()
    for (const server of told) {
      const row = kept.get(String(server.id))
      if (server.name === 'llm-pretrain-02') {
        expect(row).toBeUndefined()
        continue
      }
      expect(row).toMatchObject({
        project_id: server.tenant_id,
        user_id: server.user_id,
        host: server['OS-EXT-SRV-ATTR:host'],
        node: server['OS-EXT-SRV-ATTR:hypervisor_hostname'],
        vm_state: server['OS-EXT-STS:vm_state'],
        task_state: server['OS-EXT-STS:task_state'],
        display_name: server.name,
        deleted: 0,
      })
    }
    expect(kept.size).toBe(told.length - 1 + 2)
  })

  it('has the services that Nova tells of', async () => {
    const told = (await admin.nova('os-services')).list('services')
    const kept = rows('SELECT uuid, host, "binary", disabled_reason FROM services ORDER BY id')
    expect(kept).toEqual(
      told.map(({ id, host, binary, disabled_reason }) => ({ uuid: id, host, binary, disabled_reason })),
    )
    const stale = rows(`SELECT host FROM services WHERE last_seen_up < datetime('now', '-60 seconds')`)
    expect(stale).toEqual([{ host: 'gpu-t01' }])
  })

  it('gives every server the devices that its flavor asks for', async () => {
    const owned = new Map(
      rows(
        `SELECT d.instance_uuid AS id, count(*) AS count FROM pci_devices d
         JOIN compute_nodes n ON n.id = d.compute_node_id
         JOIN instances i ON i.uuid = d.instance_uuid AND i.node = n.hypervisor_hostname
         WHERE d.deleted = 0 GROUP BY d.instance_uuid`,
      ).map((row) => [row.id, row.count]),
    )
    for (const server of await servers()) {
      const alias = part(server, 'flavor', 'extra_specs', 'pci_passthrough:alias')
      if (typeof alias !== 'string' || server['OS-EXT-SRV-ATTR:host'] === null) continue
      const wanted = alias.split(',').reduce((sum, request) => sum + Number(request.split(':')[1]), 0)
      expect([server.name, owned.get(String(server.id))]).toEqual([server.name, wanted])
    }
  })

  it('has one request id for each alias of a server', () => {
    const [preview] = rows(
      `SELECT count(DISTINCT d.request_id) AS requests, group_concat(DISTINCT d.product_id) AS products
       FROM pci_devices d JOIN instances i ON i.uuid = d.instance_uuid WHERE i.display_name = 'render-preview'`,
    )
    expect(preview).toEqual({ requests: 2, products: '1eb8,a80a' })
  })

  it('counts in its pools the devices that are free', () => {
    for (const node of rows('SELECT id, pci_stats FROM compute_nodes')) {
      const pools = part(JSON.parse(String(node.pci_stats)), 'nova_object.data', 'objects')
      const counts = (pools as unknown[]).map((pool) => Number(part(pool, 'nova_object.data', 'count')))
      const [free] = rows(
        `SELECT count(*) AS free FROM pci_devices WHERE compute_node_id = ? AND deleted = 0 AND status = 'available'`,
        Number(node.id),
      )
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(free?.free)
    }
  })

  it('has an exhausted pool that stays at zero, and one that is gone', () => {
    const pools = (host: string) =>
      part(
        JSON.parse(String(rows('SELECT pci_stats FROM compute_nodes WHERE host = ?', host)[0]?.pci_stats)),
        'nova_object.data',
        'objects',
      ) as unknown[]
    expect(pools('gpu-h01')).toEqual([])
    expect(pools('gpu-a02').map((pool) => part(pool, 'nova_object.data', 'count'))).toContain(0)
  })

  describe('has something to tell:', () => {
    const devicesOf = (name: string) =>
      rows(
        `SELECT n.host, d.status, d.request_id, i.host AS server_host FROM pci_devices d
         JOIN compute_nodes n ON n.id = d.compute_node_id JOIN instances i ON i.uuid = d.instance_uuid
         WHERE i.display_name = ? AND d.deleted = 0 ORDER BY n.host, d.address`,
        name,
      )

    it('a resize that holds devices on two hosts, by different requests', () => {
      const devices = devicesOf('basecall-resized')
      expect(devices.map(({ host, status }) => [host, status])).toEqual([
        ['gpu-a01', 'allocated'],
        ['gpu-a02', 'allocated'],
        ['gpu-a02', 'allocated'],
      ])
      expect(new Set(devices.map((device) => device.request_id)).size).toBe(2)
      expect(devices[0]?.server_host).toBe('gpu-a02')
    })

    it('a live migration that has claimed its destination', () => {
      expect(devicesOf('frame-cache').map(({ host, status }) => [host, status])).toEqual([
        ['net-c01', 'claimed'],
        ['net-c01', 'claimed'],
        ['net-c02', 'allocated'],
        ['net-c02', 'allocated'],
      ])
    })

    it('devices whose owner was deleted, or is not known at all', () => {
      const leaked = rows(
        `SELECT i.deleted > 0 AS deleted FROM pci_devices d LEFT JOIN instances i ON i.uuid = d.instance_uuid
         WHERE d.deleted = 0 AND d.instance_uuid IS NOT NULL AND (i.uuid IS NULL OR i.deleted <> 0)
         ORDER BY deleted`,
      )
      expect(leaked).toEqual([{ deleted: null }, { deleted: 1 }])
    })

    it('families of which one member blocks the others', () => {
      const family = (address: string) =>
        rows(
          `SELECT d.dev_type, d.status, count(*) AS count FROM pci_devices d
           JOIN compute_nodes n ON n.id = d.compute_node_id
           WHERE n.host = 'net-e01' AND (d.address = ? OR d.parent_addr = ?)
           GROUP BY d.dev_type, d.status ORDER BY d.dev_type`,
          address,
          address,
        )
      expect(family('0000:4b:00.0')).toEqual([
        { dev_type: 'type-PF', status: 'allocated', count: 1 },
        { dev_type: 'type-VF', status: 'unavailable', count: 8 },
      ])
      expect(family('0000:ca:00.0')[0]).toEqual({ dev_type: 'type-PF', status: 'unavailable', count: 1 })
    })

    it('virtual functions whose physical function is not on offer', () => {
      const [orphans] = rows(
        `SELECT count(*) AS count FROM pci_devices v WHERE v.parent_addr IS NOT NULL AND NOT EXISTS
         (SELECT 1 FROM pci_devices p WHERE p.compute_node_id = v.compute_node_id AND p.address = v.parent_addr)`,
      )
      expect(orphans?.count).toBeGreaterThan(300)
    })

    it('every type of device, one without a uuid, one that was taken out, one near no NUMA node', () => {
      const types = rows('SELECT DISTINCT dev_type FROM pci_devices ORDER BY dev_type').map((row) => row.dev_type)
      expect(types).toEqual(['type-PCI', 'type-PF', 'type-VF', 'vdpa'])
      expect(rows('SELECT id FROM pci_devices WHERE uuid IS NULL')).toHaveLength(1)
      const gone = rows('SELECT id, deleted, status, address, compute_node_id FROM pci_devices WHERE deleted <> 0')
      expect(gone.map(({ deleted, status }) => [deleted, status])).toEqual([[gone[0]?.id, 'available']])
      expect(
        rows(
          'SELECT id FROM pci_devices WHERE compute_node_id = ? AND address = ?',
          Number(gone[0]?.compute_node_id),
          String(gone[0]?.address),
        ),
      ).toHaveLength(2)
      expect(rows('SELECT vendor_id, product_id FROM pci_devices WHERE numa_node IS NULL AND deleted = 0')).toEqual([
        { vendor_id: '1912', product_id: '0014' },
      ])
    })

    it('serial numbers of cards that tell them, as text in text', () => {
      const [row] = rows(
        `SELECT d.extra_info FROM pci_devices d JOIN compute_nodes n ON n.id = d.compute_node_id
         WHERE n.host = 'dpu-b01' LIMIT 1`,
      )
      const info: unknown = JSON.parse(String(row?.extra_info))
      const capabilities: unknown = JSON.parse(String(part(info, 'capabilities')))
      expect(part(capabilities, 'vpd', 'card_serial_number')).toMatch(/^MT[0-9A-F]{10}$/)
      expect(part(capabilities, 'network')).toContain('tso')
    })
  })

  it('goes with the cloud', async () => {
    const other = await startDemoCloud({ servers: 1, hypervisors: 1 })
    const path = other.database('cell1')
    expect(existsSync(path)).toBe(true)
    await Promise.all([other.close(), other.close()])
    expect(existsSync(dirname(path))).toBe(false)
    await expect(fetch(other.authUrl)).rejects.toThrow()
  })
})
