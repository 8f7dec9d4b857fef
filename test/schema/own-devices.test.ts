import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGraph, type Graph } from '../support/graph.ts'

type Device = { readonly id: string; readonly [field: string]: unknown }
type Servers = { readonly servers: { readonly nodes: readonly { id: string; pciDevices: readonly Device[] | null }[] } }

const EVERY_DEVICE = '{ pciDevices(first: 5000) { nodes { id projectId serverId slot { host address } } } }'

describe("a project's user", () => {
  let graph: Graph
  let all: readonly {
    readonly id: string
    readonly projectId: string | null
    readonly serverId: string | null
    readonly slot: { readonly host: string; readonly address: string }
  }[]
  let alicesProject: string
  beforeAll(async () => {
    graph = await startGraph({ servers: 200, hypervisors: 20, projects: 3 })
    const { data } = await graph.ask<{ pciDevices: { nodes: typeof all } }>(EVERY_DEVICE)
    all = data?.pciDevices.nodes ?? []
    const { data: own } = await graph.ask<{ servers: { nodes: { projectId: string }[] } }>(
      '{ servers(first: 1) { nodes { projectId } } }',
      { as: 'alice' },
    )
    alicesProject = own?.servers.nodes[0]?.projectId ?? ''
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  const alices = () => all.filter(({ projectId }) => projectId === alicesProject)
  const others = () => all.filter(({ projectId }) => projectId !== alicesProject)

  it('sees every device of its servers, and what it is', async () => {
    const answer = await graph.ask<Servers>(
      `{ servers(first: 5000) { nodes { id pciDevices {
        id databaseId vendorId vendor { name } productId product { name } type typeText status statusText
        serverId server { id } projectId project { id }
      } } } }`,
      { as: 'alice' },
    )
    expect(answer.errors).toEqual([])
    const seen = answer.data?.servers.nodes.flatMap(({ pciDevices }) => pciDevices ?? []) ?? []
    expect(seen.length).toBeGreaterThan(5)
    expect(seen.map(({ id }) => id).sort()).toEqual(
      alices()
        .map(({ id }) => id)
        .sort(),
    )
    for (const device of seen) for (const value of Object.values(device)) expect(value).not.toBeNull()
  })

  it('sees no host: one error for each field, whatever the number of devices, and none for the key', async () => {
    const { data, errors } = await graph.ask<Servers>(
      '{ servers(first: 5000) { nodes { id pciDevices { id slot { host } address numaNode hypervisor { hostname } cell { name } } } } }',
      { as: 'alice' },
    )
    const seen = data?.servers.nodes.flatMap(({ pciDevices }) => pciDevices ?? []) ?? []
    for (const device of seen) {
      expect(device).toEqual({
        id: device.id,
        slot: null,
        address: null,
        numaNode: null,
        hypervisor: null,
        cell: null,
      })
    }
    expect(errors.map(({ path, extensions }) => [path?.at(-1), extensions])).toEqual(
      ['address', 'numaNode', 'hypervisor', 'cell'].map((field) => [
        field,
        { code: 'FORBIDDEN', rule: 'pcigraph:device:host_details', affected: seen.length },
      ]),
    )
  })

  it('cannot list, count, show or place devices', async () => {
    const [own] = alices()
    const documents = [
      '{ pciDevices { totalCount } }',
      '{ pciDeviceGroups(by: [PRODUCT]) { nodes { count } } }',
      `{ pciDevice(id: "${own?.id}") { id } }`,
      `{ pciDeviceBySlot(slot: { host: "${own?.slot.host}", address: "${own?.slot.address}" }) { id } }`,
      '{ servers { nodes { pciDevices(onServerHost: true) { id } } } }',
    ]
    for (const document of documents) {
      const { errors } = await graph.ask(document, { as: 'alice' })
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN'])
    }
  })

  it('finds its own devices again by their ids as entities, and no other, nor any by where it sits', async () => {
    const [own] = alices()
    const [foreign] = others().filter(({ serverId }) => serverId !== null)
    const representations = [
      { __typename: 'PciDevice', id: own?.id },
      { __typename: 'PciDevice', id: foreign?.id },
      { __typename: 'PciDevice', id: '00000000-0000-4000-8000-000000000000' },
      { __typename: 'PciDevice', slot: own?.slot },
      { __typename: 'PciDevice', slot: { host: 'no-such-host', address: '0000:00:00.0' } },
    ]
    const answer = await graph.ask(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on PciDevice { id productId } } }',
      { as: 'alice', variables: { representations } },
    )
    expect(answer).toMatchObject({
      errors: [],
      data: { _entities: [{ id: own?.id, productId: expect.any(String) as unknown }, null, null, null, null] },
    })
  })

  it('is told nothing of cells by a receipt', async () => {
    const { upstream } = await graph.ask('{ servers { nodes { pciDevices { id } } } }', { as: 'alice' })
    expect(upstream.sql).toEqual([])
    expect(upstream.total).toBe(upstream.calls.reduce((sum, { count }) => sum + count, 0))
  })

  it('costs one statement a cell, however many servers it has', async () => {
    const { upstream } = await graph.ask('{ servers(first: 5000) { nodes { pciDevices { id } } } }', { as: 'alice' })
    expect(upstream.calls.map(({ upstream, count }) => [upstream, count])).toEqual([['nova', 1]])
  })
})

it('names no cell to who may not see cells, even when one is down', async () => {
  await using graph = await startGraph({ servers: 60, hypervisors: 20, cells: 2 })
  rmSync(graph.demo.database('cell2'))
  const { errors } = await graph.ask('{ servers(first: 5000) { nodes { pciDevices { id } } } }', { as: 'alice' })
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['PCI_STORE_UNAVAILABLE'])
  expect(JSON.stringify(errors)).not.toMatch(/cell\d/)
})
