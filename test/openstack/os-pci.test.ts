import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { deviceLocationId } from '../../src/model/device-location-id.ts'
import type { DeviceRow } from '../contract/truth/cell.ts'
import { readTruthEnvironment } from '../contract/truth/environment.ts'
import type { CallerName } from '../contract/truth/keystone.ts'
import { readTruth, type Truth } from '../contract/truth/truth.ts'
import { ask } from './ask.ts'
import { startGateway, type Gateway } from './gateway.ts'

type Item = Readonly<Record<string, unknown>>

/** Each field of a device, and where it comes from: a row of the cell's database. */
const FIELDS: readonly (readonly [field: string, source: string, of: (row: DeviceRow) => unknown])[] = [
  ['address', 'pci_devices.address', (row) => row.address],
  ['compute_node_id', 'pci_devices.compute_node_id', (row) => row.nodeId],
  ['id', 'pci_devices.id', (row) => row.id],
  ['product_id', 'pci_devices.product_id', (row) => row.productId],
  ['status', 'pci_devices.status', (row) => row.status],
  ['vendor_id', 'pci_devices.vendor_id', (row) => row.vendorId],
  ['created_at', 'pci_devices.created_at', (row) => novaTime(row.createdAt)],
  ['deleted', 'only live rows are shown', () => false],
  ['deleted_at', 'only live rows are shown', () => null],
  ['dev_id', 'pci_devices.dev_id', (row) => row.devId],
  ['dev_type', 'pci_devices.dev_type', (row) => row.devType],
  ['extra_info', 'pci_devices.extra_info and parent_addr', extraInfoOf],
  ['instance_uuid', 'pci_devices.instance_uuid', (row) => row.instanceUuid],
  ['label', 'pci_devices.label', (row) => row.label],
  ['updated_at', 'pci_devices.updated_at', (row) => novaTime(row.updatedAt)],
  ['server_uuid', 'pci_devices.instance_uuid', (row) => row.instanceUuid],
  ['uuid', 'pci_devices.uuid; of a row without one, made of its place', uuidOf],
  ['numa_node', 'pci_devices.numa_node', (row) => row.numaNode],
  ['parent_addr', 'pci_devices.parent_addr', (row) => row.parentAddress],
  ['request_id', 'pci_devices.request_id', (row) => row.requestId],
  ['hypervisor_hostname', 'compute_nodes.hypervisor_hostname', (row) => row.nodeHypervisorHostname],
]
const INDEX_FIELDS = ['address', 'compute_node_id', 'id', 'product_id', 'status', 'vendor_id']

const PREFIXES = ['/v2/{project_id}', '/v2.1', '/v2.1/{project_id}', '/v3', '/v3/{project_id}']

let gateway: Gateway
let truth: Truth
let nova: string
beforeAll(async () => {
  gateway = await startGateway()
  truth = await readTruth(readTruthEnvironment(process.env))
  nova = new URL(truth.novaUrl).origin
})
afterAll(() => gateway[Symbol.asyncDispose]())

const token = (caller: CallerName) => truth.callers[caller].token
const path = (prefix: string, caller: CallerName) =>
  prefix.replace('{project_id}', truth.callers[caller].body.project?.id ?? '')
const novaPath = (prefix: string, caller: CallerName) => path(prefix, caller).replace('/v3', '/v2.1')
const rows = () => [...truth.cell.devices].sort((one, other) => one.id - other.id)
const devicesOf = (serverId: unknown) =>
  rows().filter(({ instanceUuid, status }) => instanceUuid === serverId && status === 'allocated')

describe.each(PREFIXES)("the blueprint's requests under %s", (prefix) => {
  const get = <Body>(request: string, microversion: string | null = null) =>
    ask<Body>(gateway.url, path(prefix, 'admin') + request, { token: token('admin'), microversion })

  it('GET os-pci: six keys of each device', async () => {
    const { status, body } = await get('/os-pci')
    expect({ status, body }).toEqual({
      status: 200,
      body: { pci_devices: rows().map((row) => itemOf(row, INDEX_FIELDS)) },
    })
    expect(rows()).toHaveLength(63)
  })

  it('GET os-pci/detail: every field, from where the table says', async () => {
    const { status, body } = await get('/os-pci/detail')
    expect({ status, body }).toEqual({ status: 200, body: { pci_devices: rows().map((row) => itemOf(row)) } })
  })

  it('GET os-pci/{id}: each device, by row and by uuid', async () => {
    for (const row of rows()) {
      for (const id of [row.id, row.uuid ?? row.id]) {
        const { status, body } = await get(`/os-pci/${id}`)
        expect({ status, body }).toEqual({ status: 200, body: { pci_device: itemOf(row) } })
      }
    }
  })

  it('GET servers/detail: the ids of the devices that are allocated to each', async () => {
    const { status, body } = await get<{ servers: Item[] }>('/servers/detail?all_tenants=1')
    expect(status).toBe(200)
    expect(body.servers).toHaveLength(14)
    for (const server of body.servers) {
      expect(server['os-pci:pci_devices'], String(server.name)).toEqual(devicesOf(server.id).map(({ id }) => ({ id })))
    }
  })

  it('GET servers/{id}: the same of one', async () => {
    for (const { uuid, name } of truth.cell.instances.filter(({ deleted }) => !deleted)) {
      const { status, body } = await get<{ server: Item }>(`/servers/${uuid}`)
      expect({ status, devices: body.server['os-pci:pci_devices'] }, String(name)).toEqual({
        status: 200,
        devices: devicesOf(uuid).map(({ id }) => ({ id })),
      })
    }
  })

  it('GET os-hypervisors/detail: the pools of each, under both names', async () => {
    const { status, body } = await get<{ hypervisors: Item[] }>('/os-hypervisors/detail')
    expect(status).toBe(200)
    expect(body.hypervisors).toHaveLength(7)
    for (const hypervisor of body.hypervisors) {
      expectPools(hypervisor)
      expect(hypervisor.pci_stats).toEqual(hypervisor['os-pci:pci_stats'])
    }
  })

  it('GET os-hypervisors/{hypervisor_hostname}: the same of one, by its id and by its name', async () => {
    for (const microversion of [null, '2.53', '2.87']) {
      for (const node of truth.cell.computeNodes) {
        const byUuid = microversion !== null && !prefix.startsWith('/v2/')
        for (const name of [node.hypervisorHostname, byUuid ? node.uuid : node.id]) {
          const { status, body } = await get<{ hypervisor: Item }>(`/os-hypervisors/${name}`, microversion)
          expect(status).toBe(200)
          expect(body.hypervisor.hypervisor_hostname).toBe(node.hypervisorHostname)
          expectPools(body.hypervisor)
        }
      }
    }
  })
})

describe.each(PREFIXES)("Nova's own answers under %s", (prefix) => {
  const REQUESTS = {
    servers: '/servers/detail?all_tenants=1',
    hypervisors: '/os-hypervisors/detail',
  } as const
  const ADDED = ['os-pci:pci_devices', 'os-pci:pci_stats', 'pci_stats']

  it.each(['servers', 'hypervisors'] as const)(
    '%s are the same at each microversion, but for the keys that are added and where links lead',
    async (kind) => {
      for (const microversion of [null, '2.1', '2.53', '2.87', truth.microversions.max, 'latest']) {
        const options = { token: token('admin'), microversion }
        const ours = await ask<Item>(gateway.url, path(prefix, 'admin') + REQUESTS[kind], options)
        const own = await ask<Item>(nova, novaPath(prefix, 'admin') + REQUESTS[kind], options)
        expect(own.status).toBe(200)
        expect(ours.status).toBe(200)
        expect(ours.text).not.toContain(nova)
        expect(without(ADDED, ours.text.replaceAll(gateway.url, nova))).toEqual(JSON.parse(own.text))
        for (const name of ['openstack-api-version', 'x-openstack-nova-api-version', 'vary', 'content-type']) {
          expect(ours.headers.get(name), name).toBe(own.headers.get(name))
        }
      }
    },
  )

  it('alice sees her own servers as Nova shows them, and the devices of each', async () => {
    for (const microversion of ['2.1', truth.microversions.max]) {
      const options = { token: token('alice'), microversion }
      const ours = await ask<{ servers: Item[] }>(gateway.url, `${path(prefix, 'alice')}/servers/detail`, options)
      const own = await ask<{ servers: Item[] }>(nova, `${novaPath(prefix, 'alice')}/servers/detail`, options)
      expect(ours.body.servers).toHaveLength(6)
      expect(without(ADDED, ours.text.replaceAll(gateway.url, nova))).toEqual(own.body)
      for (const server of ours.body.servers) {
        expect(server['os-pci:pci_devices']).toEqual(devicesOf(server.id).map(({ id }) => ({ id })))
      }
    }
  })
})

describe('links', () => {
  it.each(PREFIXES)('lead from page to page of the gateway under %s', async (prefix) => {
    const servers = await walk(`${path(prefix, 'admin')}/servers/detail?all_tenants=1&limit=5`, 'servers')
    expect(new Set(servers).size).toBe(14)
    const devices = await walk(`${path(prefix, 'admin')}/os-pci?limit=20`, 'pci_devices')
    expect(devices).toEqual(rows().map(({ id }) => id))
  })

  it('lead from the version documents back to the gateway', async () => {
    for (const [document, own] of [
      ['/', '/'],
      ['/v2/', '/v2/'],
      ['/v2.1/', '/v2.1/'],
      ['/v3/', '/v2.1/'],
    ] as const) {
      const ours = await ask(gateway.url, document, { token: token('admin') })
      const theirs = await ask(nova, own, { token: token('admin') })
      expect(ours.status).toBe(theirs.status)
      expect(ours.text).not.toContain(nova)
      expect(JSON.parse(ours.text.replaceAll(gateway.url, nova))).toEqual(theirs.body)
    }
  })
})

/** The ids of every page, by the links of the answers alone. */
async function walk(first: string, name: 'servers' | 'pci_devices'): Promise<unknown[]> {
  const ids: unknown[] = []
  let next: string | undefined = gateway.url + first
  while (next !== undefined) {
    const url: URL = new URL(next)
    expect(url.origin).toBe(gateway.url)
    const { body } = await ask(gateway.url, url.pathname + url.search, { token: token('admin') })
    const page = PAGE.parse(body)
    ids.push(...(page[name] ?? []).map(({ id }) => id))
    next = page[`${name}_links`]?.find(({ rel }) => rel === 'next')?.href
  }
  return ids
}

const ITEMS = z.array(z.looseObject({ id: z.unknown() })).optional()
const LINKS = z.array(z.object({ rel: z.string(), href: z.string() })).optional()
const PAGE = z.object({ servers: ITEMS, servers_links: LINKS, pci_devices: ITEMS, pci_devices_links: LINKS })

function itemOf(row: DeviceRow, only?: readonly string[]): Item {
  const fields = FIELDS.filter(([field]) => only === undefined || only.includes(field))
  return Object.fromEntries(fields.map(([field, , of]) => [field, of(row)]))
}

function novaTime(time: string | null): string | null {
  return time === null ? null : `${time.replace(' ', 'T')}.000000`
}

/** A text of JSON in the row; one value of it is JSON in its turn. */
function extraInfoOf({ extraInfo, parentAddress }: DeviceRow): object {
  const info = z.record(z.string(), z.unknown()).parse(JSON.parse(extraInfo ?? '{}'))
  if (typeof info.capabilities === 'string') info.capabilities = JSON.parse(info.capabilities)
  return parentAddress === null ? info : { ...info, phys_function: parentAddress }
}

function uuidOf({ uuid, nodeUuid, address }: DeviceRow): string {
  return uuid ?? deviceLocationId({ hypervisorId: String(nodeUuid), address })
}

const POOLS = z.object({
  'nova_object.data': z.object({
    objects: z.array(
      z.object({
        'nova_object.data': z.object({
          count: z.number(),
          numa_node: z.number().nullable(),
          product_id: z.string(),
          vendor_id: z.string(),
          tags: z.record(z.string(), z.string().nullable()),
        }),
      }),
    ),
  }),
})

/** Nova's own pools come first; it keeps none of what has no free device any more, and those follow, told by their devices. */
function expectPools(hypervisor: Item): void {
  const hostname = hypervisor.hypervisor_hostname
  const pools = z.array(POOL).parse(hypervisor['os-pci:pci_stats'])
  const own = poolsOf(hostname)
  expect(pools.slice(0, own.length)).toEqual(own)
  const taken = rows().filter((row) => row.nodeHypervisorHostname === hostname && row.status !== 'available')
  for (const pool of pools.slice(own.length)) {
    const { vendor_id: vendorId, product_id: productId, numa_node: numaNode } = pool
    expect(pool.count).toBe(0)
    expect(taken).toContainEqual(expect.objectContaining({ vendorId, productId, numaNode }))
  }
  const free = rows().filter((row) => row.nodeHypervisorHostname === hostname && row.status === 'available')
  expect(pools.reduce((sum, { count }) => sum + count, 0)).toBe(free.length)
}

const POOL = z.strictObject({
  count: z.number(),
  extra_info: z.record(z.string(), z.unknown()),
  numa_node: z.number().nullable(),
  product_id: z.string(),
  vendor_id: z.string(),
})

/** What Nova keeps in compute_nodes.pci_stats, in the form of the blueprint's sample. */
function poolsOf(hostname: unknown): object[] {
  const stats = truth.cell.computeNodes.find((node) => node.hypervisorHostname === hostname)?.pciStats
  return POOLS.parse(JSON.parse(stats ?? ''))['nova_object.data'].objects.map(({ 'nova_object.data': pool }) => {
    const { tags, ...others } = pool
    return { ...others, extra_info: tags }
  })
}

function without(keys: readonly string[], json: string): unknown {
  return JSON.parse(json, (key, value: unknown) => (keys.includes(key) ? undefined : value))
}
