import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deviceLocationId } from '../../src/model/device-location-id.ts'
import { startFacade, type Facade } from './support/facade.ts'

type Row = Readonly<Record<string, string | number | null>>
type Item = Readonly<Record<string, unknown>>

/** Each field of a device, and where it comes from: a row of `pci_devices` with its compute node (`n_`). */
const FIELDS: Readonly<Record<string, { source: string; of(row: Row): unknown }>> = {
  address: { source: 'pci_devices.address', of: (row) => row.address },
  compute_node_id: { source: 'pci_devices.compute_node_id', of: (row) => row.compute_node_id },
  id: { source: 'pci_devices.id', of: (row) => row.id },
  product_id: { source: 'pci_devices.product_id', of: (row) => row.product_id },
  status: { source: 'pci_devices.status', of: (row) => row.status },
  vendor_id: { source: 'pci_devices.vendor_id', of: (row) => row.vendor_id },
  created_at: { source: 'pci_devices.created_at', of: (row) => novaTime(row.created_at) },
  deleted: { source: 'only live rows are shown', of: () => false },
  deleted_at: { source: 'only live rows are shown', of: () => null },
  dev_id: { source: 'pci_devices.dev_id', of: (row) => row.dev_id },
  dev_type: { source: 'pci_devices.dev_type', of: (row) => row.dev_type },
  extra_info: { source: 'pci_devices.extra_info and parent_addr', of: extraInfoOf },
  instance_uuid: { source: 'pci_devices.instance_uuid', of: (row) => row.instance_uuid },
  label: { source: 'pci_devices.label', of: (row) => row.label },
  updated_at: { source: 'pci_devices.updated_at', of: (row) => novaTime(row.updated_at) },
  server_uuid: { source: 'pci_devices.instance_uuid', of: (row) => row.instance_uuid },
  uuid: { source: 'pci_devices.uuid; of a row without one, made of its place', of: uuidOf },
  numa_node: { source: 'pci_devices.numa_node', of: (row) => row.numa_node },
  parent_addr: { source: 'pci_devices.parent_addr', of: (row) => row.parent_addr },
  request_id: { source: 'pci_devices.request_id', of: (row) => row.request_id },
  hypervisor_hostname: { source: 'compute_nodes.hypervisor_hostname', of: (row) => row.n_hostname },
}
const INDEX_FIELDS = ['address', 'compute_node_id', 'id', 'product_id', 'status', 'vendor_id']

function novaTime(time: string | number | null | undefined): string | null {
  if (time === null || time === undefined) return null
  const [date = '', clock = ''] = String(time).split(/[ T]/)
  const [seconds = '', fraction = ''] = clock.split('.')
  return `${date}T${seconds}.${fraction.slice(0, 3).padEnd(6, '0')}`
}

function extraInfoOf(row: Row): object {
  const info = JSON.parse(String(row.extra_info ?? '{}')) as Record<string, unknown>
  if (typeof info.capabilities === 'string') info.capabilities = JSON.parse(info.capabilities)
  return row.parent_addr === null ? info : { ...info, phys_function: row.parent_addr }
}

function uuidOf({ uuid, n_uuid: hypervisorId, address }: Row): unknown {
  return uuid ?? deviceLocationId({ hypervisorId: String(hypervisorId), address: String(address) })
}

function itemOf(row: Row, fields: readonly string[]): Item {
  return Object.fromEntries(fields.map((field) => [field, FIELDS[field]?.of(row)]))
}

describe("the blueprint's six requests", () => {
  let facade: Facade
  let rows: Row[]
  beforeAll(async () => {
    facade = await startFacade({ hypervisors: 40 })
    using database = disposable(new Database(facade.demo.database('cell1'), { readonly: true }))
    rows = database
      .prepare<[], Row>(
        `SELECT d.*, n.hypervisor_hostname AS n_hostname, n.uuid AS n_uuid
           FROM pci_devices d JOIN compute_nodes n ON n.id = d.compute_node_id
          WHERE d.deleted = 0 AND n.deleted = 0 ORDER BY d.id`,
      )
      .all()
  })
  afterAll(() => facade[Symbol.asyncDispose]())

  const PREFIXES = ['/v2/demo', '/v2', '/v2.1', '/v2.1/demo', '/v3', '/v3/demo']

  it.each(PREFIXES)('GET %s/os-pci: six keys of each device', async (prefix) => {
    for (const resource of ['os-pci', 'os-pci-devices']) {
      const { status, body } = await facade.get(`${prefix}/${resource}`)
      expect(status).toBe(200)
      expect(body).toEqual({ pci_devices: rows.map((row) => itemOf(row, INDEX_FIELDS)) })
    }
    expect(rows.length).toBeGreaterThan(100)
  })

  it.each(PREFIXES)('GET %s/os-pci/detail: every field, from where the table says', async (prefix) => {
    const { status, body } = await facade.get(`${prefix}/os-pci/detail`)
    expect(status).toBe(200)
    expect(body).toEqual({ pci_devices: rows.map((row) => itemOf(row, Object.keys(FIELDS))) })
    expect(rows.some((row) => row.parent_addr !== null)).toBe(true)
    expect(rows.some((row) => row.instance_uuid !== null)).toBe(true)
  })

  it.each(PREFIXES)('GET %s/os-pci/{id}: one device, by row and by uuid', async (prefix) => {
    const row = rows.find(({ dev_type: type, instance_uuid: owner }) => type === 'type-VF' && owner !== null)
    const expected = { pci_device: itemOf(row ?? {}, Object.keys(FIELDS)) }
    for (const id of [row?.id, row?.uuid, String(row?.uuid).toUpperCase()]) {
      const { status, body } = await facade.get(`${prefix}/os-pci/${id}`)
      expect({ status, body }).toEqual({ status: 200, body: expected })
    }
  })

  it.each(PREFIXES)('GET %s/servers/detail and servers/{id}: the ids of allocated devices', async (prefix) => {
    const own = new Map<unknown, { id: unknown }[]>()
    for (const row of rows) {
      if (row.status === 'allocated')
        own.set(row.instance_uuid, [...(own.get(row.instance_uuid) ?? []), { id: row.id }])
    }
    type Servers = { servers: Item[] }
    const list = await facade.get<Servers>(`${prefix}/servers/detail?all_tenants=1`)
    expect(list.status).toBe(200)
    expect(list.body.servers.length).toBeGreaterThan(40)
    for (const server of list.body.servers) expect(server['os-pci:pci_devices']).toEqual(own.get(server.id) ?? [])

    const [holder] = own.keys()
    const { body } = await facade.get<{ server: Item }>(`${prefix}/servers/${String(holder)}`)
    expect(body.server['os-pci:pci_devices']).toEqual(own.get(holder))
  })

  it.each(PREFIXES)('GET %s/os-hypervisors/detail and os-hypervisors/{hostname}: the pools', async (prefix) => {
    type Pool = { count: number; vendor_id: string; product_id: string; numa_node: number | null; extra_info: object }
    type Hypervisor = { hypervisor_hostname: string; id: unknown; 'os-pci:pci_stats': Pool[]; pci_stats: Pool[] }
    const { body } = await facade.get<{ hypervisors: Hypervisor[] }>(`${prefix}/os-hypervisors/detail`)
    expect(body.hypervisors).toHaveLength(40)
    for (const { hypervisor_hostname: hostname, 'os-pci:pci_stats': stats, pci_stats: same } of body.hypervisors) {
      expect(same).toEqual(stats)
      const free = rows.filter(({ n_hostname: node, status }) => node === hostname && status === 'available')
      expect(stats.reduce((sum, { count }) => sum + count, 0)).toBe(free.length)
      for (const pool of stats) {
        expect(Object.keys(pool).sort()).toEqual(['count', 'extra_info', 'numa_node', 'product_id', 'vendor_id'])
      }
    }
    // A host without devices has no pools, and says so.
    expect(body.hypervisors.some(({ pci_stats: stats }) => stats.length === 0)).toBe(true)

    const [first] = body.hypervisors
    for (const name of [first?.id, first?.hypervisor_hostname]) {
      const one = await facade.get(`${prefix}/os-hypervisors/${String(name)}`)
      expect(one.body).toEqual({ hypervisor: first })
    }
  })
})

function disposable(database: Database.Database): Database.Database & Disposable {
  return Object.assign(database, { [Symbol.dispose]: () => void database.close() })
}
