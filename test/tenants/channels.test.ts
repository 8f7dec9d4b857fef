import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { getIntrospectionQuery, isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cloud, DemoDevice, DemoServer } from '../../src/demo/cloud.ts'
import { listen } from '../../src/http/listen.ts'
import { locationIdOf } from '../../src/model/device-location-id.ts'
import { encodeCursor } from '../../src/schema/cursor.ts'
import { describeChannels, type ClosedChannelName } from './channels.ts'
import { askGraph, openHouse, POLICIES, type House } from './house.ts'

let usual: House
let ownersList: House
let url: string
let model: Cloud
beforeAll(async () => {
  usual = await openHouse(POLICIES.usual)
  ownersList = await openHouse(POLICIES['owners list'])
  model = usual.demo.model
  if (usual.gateway.server) url = await listen(usual.gateway.server, { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  usual.gateway.server?.closeAllConnections()
  usual.gateway.server?.close()
  await usual[Symbol.asyncDispose]()
  await ownersList[Symbol.asyncDispose]()
})

const ask = async (house: House, query: string, variables: object = {}): Promise<string> =>
  (await house.ask('alice', { query, variables: { ...variables } })).text

/** What she is told of one thing and of another, but for the words that she said herself. */
async function expectSame(house: House, query: string, ids: readonly string[]): Promise<string> {
  const told: string[] = []
  for (const id of ids) told.push((await ask(house, query, { id })).replaceAll(id, 'ID'))
  const withoutNames = told.map((text) => text.replaceAll(/req-[0-9a-f-]{36}/g, 'req'))
  expect(new Set(withoutNames).size, withoutNames.join('\n')).toBe(1)
  return withoutNames[0] ?? ''
}

async function rest(path: string, token = usual.tokens.alice): Promise<Response> {
  return fetch(`${url}${path}`, { headers: { 'x-auth-token': token, 'accept-encoding': 'gzip, br' } })
}

async function expectSameOverRest(paths: readonly string[], status: number): Promise<void> {
  const told: string[] = []
  for (const path of paths) {
    const response = await rest(path)
    expect(response.status).toBe(status)
    const id = path.split('/').at(-1) ?? ''
    // A number of one digit is in many a word.
    told.push((await response.text()).replaceAll(id.length < 8 ? path : id, 'ID'))
  }
  expect(new Set(told).size, told.join('\n')).toBe(1)
}

const isAlices = ({ project }: DemoServer) => project.name === 'genomics'
const devices = () => model.hosts.flatMap((host) => host.devices)
const isHers = ({ serverId }: DemoDevice) => model.servers.some((server) => server.id === serverId && isAlices(server))
// The row of a device that was taken out may stand for a place where one of hers is by now.
const others = () => devices().filter((device) => !isHers(device) && device.deletedAtMs === null)
function first<Item>(items: readonly Item[]): Item {
  const [item] = items
  if (item === undefined) throw new Error('there is none')
  return item
}
const entity = (type: string, fields = '__typename') =>
  `query ($id: ID!) { _entities(representations: [{ __typename: "${type}", id: $id }]) { ... on ${type} { ${fields} } } }`

const CLOSED: Readonly<Record<ClosedChannelName, () => Promise<void>>> = {
  async 'a server of others, or none'() {
    const ids = [...model.servers.filter((server) => !isAlices(server)).map(({ id }) => id), randomUUID()]
    expect(await expectSame(usual, 'query ($id: ID!) { server(id: $id) { id status } }', ids)).toBe(
      '{"data":{"server":null}}',
    )
    expect(await expectSame(usual, entity('Server'), ids)).toBe('{"data":{"_entities":[null]}}')
    await expectSameOverRest(
      ids.map((id) => `/v2.1/servers/${id}`),
      404,
    )
  },

  async 'a device of others, or none'() {
    const host = first(others()).host
    const places = others().map(({ host: { cell, databaseId, id }, address }) =>
      locationIdOf({ cell, address, node: { databaseId, hypervisorId: id } }),
    )
    const ids = [
      ...others().flatMap(({ uuid }) => uuid ?? []),
      ...places.filter((_, index) => index % 10 === 0),
      randomUUID(),
    ]
    for (const house of [usual, ownersList])
      expect(await expectSame(house, entity('PciDevice'), ids)).toBe('{"data":{"_entities":[null]}}')
    const byId = 'query ($id: ID!) { pciDevice(id: $id) { id } }'
    expect(await expectSame(usual, byId, ids)).toContain('FORBIDDEN')
    expect(await expectSame(ownersList, byId, ids)).toBe('{"data":{"pciDevice":null}}')
    const addresses = [...host.devices.map(({ address }) => address), '0000:ff:1f.7']
    const bySlot = (field: string) => `query ($id: String!) { ${field} }`
    for (const house of [usual, ownersList]) {
      const slot = `{ host: "${host.name}", address: $id }`
      expect(await expectSame(house, bySlot(`pciDeviceBySlot(slot: ${slot}) { id }`), addresses)).toContain('FORBIDDEN')
      const representation = `{ __typename: "PciDevice", slot: ${slot} }`
      const asEntity = bySlot(`_entities(representations: [${representation}]) { __typename }`)
      expect(await expectSame(house, asEntity, addresses)).toBe('{"data":{"_entities":[null]}}')
    }
    const rows = [...devices().map(({ databaseId }) => databaseId), 999_999].map((id) => `/v2.1/os-pci/${id}`)
    await expectSameOverRest([...rows, ...ids.slice(0, 20).map((id) => `/v2.1/os-pci/${id}`)], 403)
  },

  async 'a hypervisor, a project or a private flavor, or none'() {
    const hypervisors = [...model.hosts.map(({ id }) => id), randomUUID()]
    expect(await expectSame(usual, 'query ($id: ID!) { hypervisor(id: $id) { id } }', hypervisors)).toContain(
      'FORBIDDEN',
    )
    expect(await expectSame(usual, entity('Hypervisor'), hypervisors)).toBe('{"data":{"_entities":[null]}}')
    const names = [...model.hosts.map(({ hypervisorHostname }) => hypervisorHostname), 'none']
    const byName = 'query ($id: String!) { hypervisorByHostname(hostname: $id) { id } }'
    expect(await expectSame(usual, byName, names)).toContain('FORBIDDEN')
    const projects = [...model.projects.filter(({ name }) => name !== 'genomics').map(({ id }) => id), 'none']
    expect(await expectSame(usual, entity('Project', 'id name'), projects)).toBe('{"data":{"_entities":[null]}}')
    const flavors = [...model.flavors.filter(({ isPublic }) => !isPublic).map(({ id }) => id), 'none']
    expect(await expectSame(usual, entity('Flavor', 'id name'), flavors)).toBe('{"data":{"_entities":[null]}}')
  },

  async 'host details of own devices'() {
    const fields = usual.gateway.schema.getType('PciDevice')
    if (!isObjectType(fields)) throw new Error('no devices')
    const leaves = Object.entries(fields.getFields()).flatMap(([name, { type }]) =>
      /^(ID|String|Int|Boolean|JSON|DateTime)!?$|^\[String/.test(type.toString()) ? [name] : [],
    )
    const text = await ask(
      usual,
      `{ servers(first: 100) { nodes { name hostId pciDevices { ${leaves.join(' ')} cell { name } slot { host address }
        physicalFunction { id } virtualFunctions { id } hypervisor { hostname } } } } }`,
    )
    const own = devices().filter(isHers)
    expect(own.filter(({ uuid }) => uuid !== null && text.includes(uuid)).length).toBeGreaterThan(10)
    const hidden = own.flatMap(({ address, host, extraInfo, requestId, updatedAtMs }) => [
      address,
      host.name,
      host.id,
      host.cell,
      ...Object.values(extraInfo).filter((value) => value.length > 5),
      ...(requestId === null ? [] : [requestId]),
      ...(updatedAtMs === null ? [] : [new Date(updatedAtMs).toISOString()]),
    ])
    for (const word of new Set(hidden)) expect(text).not.toContain(word)
  },

  async 'filters, orders and groups'() {
    const values: Readonly<Record<string, readonly string[]>> = {
      host: model.hosts.map(({ name }) => `host: { eq: "${name}" }`).concat('host: { eq: "none" }'),
      cell: ['cell1', 'cell9'].map((name) => `cell: { eq: "${name}" }`),
      address: ['0000:3b:00.0', '0000:ff:1f.7'].map((address) => `address: { startsWith: "${address}" }`),
      numaNode: [0, 1, 7].map((node) => `numaNode: { eq: ${node} }`),
      updatedAt: ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'].map((time) => `updatedAt: { gt: "${time}" }`),
    }
    for (const filters of Object.values(values)) {
      for (const filter of filters) {
        for (const written of [filter, `not: { ${filter} }`, `or: [{ ${filter} }]`, `and: [{ not: { ${filter} } }]`]) {
          const text = await ask(ownersList, `{ pciDevices(filter: { ${written} }) { totalCount } }`)
          expect(text).toContain('"rule":"pcigraph:device:host_details"')
          expect(text).toContain('"pciDevices":null')
        }
      }
    }
    for (const field of ['SLOT', 'ADDRESS', 'NUMA_NODE', 'CREATED_AT', 'UPDATED_AT']) {
      expect(await ask(ownersList, `{ pciDevices(orderBy: { field: ${field} }) { nodes { id } } }`)).toContain(
        'FORBIDDEN',
      )
    }
    for (const by of ['NUMA_NODE', 'HYPERVISOR', 'CELL']) {
      expect(await ask(ownersList, `{ pciDeviceGroups(by: [${by}]) { totalCount } }`)).toContain('FORBIDDEN')
    }
    const text = await ask(usual, '{ servers { nodes { pciDevices(onServerHost: true) { id } } } }')
    expect(text).toContain('"rule":"pcigraph:device:host_details"')
  },

  async 'counts and pages'() {
    const hers = devices().filter((device) => isHers(device) && device.deletedAtMs === null)
    const query = `{ pciDevices(first: ${hers.length}) { totalCount nodes { id } pageInfo { hasNextPage } }
      pciDeviceGroups(by: [STATUS]) { nodes { count } } }`
    const { data } = JSON.parse(await ask(ownersList, query)) as {
      data: {
        pciDevices: { totalCount: number; nodes: unknown[]; pageInfo: { hasNextPage: boolean } }
        pciDeviceGroups: { nodes: { count: number }[] }
      }
    }
    expect(data.pciDevices).toMatchObject({ totalCount: hers.length, pageInfo: { hasNextPage: false } })
    expect(data.pciDevices.nodes).toHaveLength(hers.length)
    expect(data.pciDeviceGroups.nodes.reduce((sum, { count }) => sum + count, 0)).toBe(hers.length)
  },

  async 'cursors and cells'() {
    const text = await ask(ownersList, '{ pciDevices(first: 5000) { edges { cursor } } servers { edges { cursor } } }')
    const cursors = Array.from(text.matchAll(/"cursor":"([^"]+)"/g), ([, cursor = '']) => cursor)
    expect(cursors.length).toBeGreaterThan(20)
    for (const cursor of cursors) expect(Buffer.from(cursor, 'base64url').toString()).not.toContain('cell')
    const list = { filter: {}, orderBy: null, projectId: ownersList.demo.users.alice.projectId }
    const after = async (sign: string | number) =>
      ask(ownersList, 'query ($after: String) { pciDevices(after: $after) { nodes { id } } }', {
        after: encodeCursor(list, [sign, 0x7fffffff, []]),
      })
    expect(await after('cell2')).toBe(await after('none'))
    expect(await after(1)).toBe(await after(2))
    expect(await after(1)).toBe(await after(77))
  },

  async 'cursors of others'() {
    const query = 'query ($after: String) { servers(first: 2, after: $after) { pageInfo { endCursor } } }'
    for (const other of ['bob', 'admin'] as const) {
      const { text } = await usual.ask(other, { query, variables: {} })
      const [, cursor] = /"endCursor":"([^"]+)"/.exec(text) ?? []
      expect(await ask(usual, query, { after: cursor })).toContain('cursor of another list')
    }
  },

  async 'order of errors'() {
    const fields = ['hypervisors', 'hypervisor(id: "00000000-0000-4000-8000-000000000000")', 'pciDevices']
    const query = `{ ${fields.map((field, index) => `e${index}: ${field} { ${field.endsWith(')') ? 'id' : 'totalCount'} }`).join(' ')} }`
    for (const slow of ['detail', '00000000']) {
      usual.demo.interfere(({ path }) => (path.includes(slow) ? { kind: 'delay', ms: 40 } : null))
      const paths = Array.from((await ask(usual, query)).matchAll(/"path":\["(e\d)"/g), ([, path]) => path)
      expect(paths).toEqual(['e0', 'e1', 'e2'])
    }
    usual.demo.interfere(null)
  },

  async 'texts of errors'() {
    await using house = await openHouse(
      `os_compute_api:os-pci:index: "project_id:${model.projects[2]?.id ?? ''} or role:secret_role"`,
    )
    expect(await ask(house, '{ pciDevices { totalCount } }')).not.toMatch(/secret_role|project_id/)
    rmSync(house.demo.database('cell2'))
    const text = await ask(house, '{ servers { nodes { pciDevices { id } } } }')
    expect(text).toContain('PCI_STORE_UNAVAILABLE')
    expect(text).not.toMatch(/cell\d|sqlite|hosts/)
  },

  async '`affected`'() {
    const text = await ask(usual, '{ servers(first: 100) { nodes { pciDevices { address } } } }')
    const { data, errors } = JSON.parse(text) as {
      data: { servers: { nodes: { pciDevices: unknown[] }[] } }
      errors: { extensions: { affected: number } }[]
    }
    const shown = data.servers.nodes.flatMap(({ pciDevices }) => pciDevices).length
    expect(errors.map(({ extensions }) => extensions.affected)).toEqual([shown])
  },

  async 'receipts and plans of calls'() {
    const query = '{ servers(first: 3) { nodes { id pciDevices { id server { name } } } } }'
    const told = async (house: House) => {
      const { text } = await askGraph(
        house.gateway,
        house.tokens.alice,
        { query, variables: {} },
        { 'x-pcigraph-receipt': '1' },
      )
      const { extensions } = JSON.parse(text) as {
        extensions: { upstream: { sql: unknown[]; calls: { count: number }[] } }
      }
      expect(extensions.upstream.sql).toEqual([])
      return extensions.upstream.calls.map((call) => ({ ...call, ms: 0 }))
    }
    await using alone = await openHouse(POLICIES.usual)
    await using among = await openHouse(POLICIES.usual)
    for (let round = 0; round < 3; round++) {
      for (const who of ['bob', 'admin'] as const) await among.ask(who, { query, variables: {} })
    }
    expect(await told(among)).toEqual(await told(alone))
  },

  async 'shared calls'() {
    const query = `{ servers(first: 7) { nodes { projectId } } }`
    usual.demo.calls.clear()
    usual.demo.interfere(() => ({ kind: 'delay', ms: 30 }))
    const told = await Promise.all([
      usual.ask('alice', { query, variables: {} }),
      usual.ask('bob', { query, variables: {} }),
    ])
    usual.demo.interfere(null)
    const listings = usual.demo.calls.filter(({ path }) => path.endsWith('/servers/detail'))
    expect(new Set(listings.map(({ user }) => user))).toEqual(new Set(['alice', 'bob']))
    const projects = told.map(({ text }) => new Set(Array.from(text.matchAll(/"projectId":"(\w+)"/g), ([, id]) => id)))
    expect(projects).toEqual([new Set([usual.demo.users.alice.projectId]), new Set([usual.demo.users.bob.projectId])])
  },

  async 'headers of answers'() {
    const answers = await Promise.all([
      rest('/v2.1/servers/detail'),
      rest('/v2.1/os-pci'),
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-auth-token': usual.tokens.alice,
          'accept-encoding': 'gzip, br',
        },
        body: JSON.stringify({ query: '{ servers { nodes { id name } } }' }),
      }),
    ])
    for (const { headers } of answers) {
      expect(headers.get('x-openstack-request-id')).toMatch(/^req-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/)
    }
    // What passes through is not looked into, and os-pci is a stream.
    expect(answers.slice(0, 2).map(({ headers }) => headers.get('content-encoding'))).toEqual([null, null])
    expect(answers.at(-1)?.headers.get('cache-control')).toBe('no-store')
    expect((usual.gateway.server?.address() as AddressInfo).address).toBe('127.0.0.1')
  },

  async 'the schema'() {
    for (const query of [getIntrospectionQuery(), '{ _service { sdl } }', '{ serverz { id } }']) {
      const told = await Promise.all(
        (['alice', 'bob', 'admin'] as const).map(async (who) => (await usual.ask(who, { query, variables: {} })).text),
      )
      expect(new Set(told).size).toBe(1)
    }
  },
}

describe('closes this channel:', () => {
  it.each(Object.keys(CLOSED) as ClosedChannelName[])('%s', (name) => CLOSED[name]())
})

it('says so of every channel, of those that stay too, in docs/security.md', () => {
  const words = (text: string) => text.replaceAll(/[-\s]+/g, ' ')
  const documented = words(readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8'))
  for (const line of describeChannels().split('\n').slice(2)) expect(documented).toContain(words(line).trim())
})
