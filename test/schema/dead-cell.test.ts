import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGraph, type Answer, type Graph } from '../support/graph.ts'

describe('with one of two cells dead', () => {
  let graph: Graph
  /** What both cells held, by name of the cell. */
  let devices: ReadonlyMap<string, readonly { id: string; slot: { host: string; address: string } }[]>
  const sizes = { servers: 60, hypervisors: 20, cells: 2 }
  beforeAll(async () => {
    await using whole = await startGraph(sizes)
    const { data } = await whole.ask<{
      pciDevices: { nodes: { id: string; cell: { name: string }; slot: { host: string; address: string } }[] }
    }>('{ pciDevices(first: 5000) { nodes { id cell { name } slot { host address } } } }')
    devices = Map.groupBy(data?.pciDevices.nodes ?? [], ({ cell }) => cell.name)
    graph = await startGraph(sizes)
    rmSync(graph.demo.database('cell2'))
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  function expectCell2Missing({ errors }: Answer<unknown>, ...path: (string | number)[]): void {
    expect(errors).toMatchObject([{ path, extensions: { code: 'PCI_STORE_UNAVAILABLE', cell: 'cell2' } }])
    expect(errors[0]?.message).toContain('cell2')
  }

  const byId = 'query ($id: ID!) { pciDevice(id: $id) { id } }'
  const bySlot =
    'query ($host: String!, $address: String!) { pciDeviceBySlot(slot: { host: $host, address: $address }) { id } }'

  it('keys that the living cell knows are answered', async () => {
    const [known] = devices.get('cell1') ?? []
    expect(await graph.ask(byId, { variables: { id: known?.id } })).toMatchObject({
      errors: [],
      data: { pciDevice: { id: known?.id } },
    })
    expect(await graph.ask(bySlot, { variables: { ...known?.slot } })).toMatchObject({
      errors: [],
      data: { pciDeviceBySlot: { id: known?.id } },
    })
  })

  it('keys that it does not know are not called unknown', async () => {
    const [lost] = devices.get('cell2') ?? []
    const unknown = '00000000-0000-4000-8000-000000000000'
    for (const id of [lost?.id, unknown]) expectCell2Missing(await graph.ask(byId, { variables: { id } }), 'pciDevice')
    expectCell2Missing(await graph.ask(bySlot, { variables: { ...lost?.slot } }), 'pciDeviceBySlot')
  })

  it('a list of all devices is no list, but for the pages before the dead cell', async () => {
    const document =
      'query ($first: Int!, $filter: PciDeviceFilter) { pciDevices(first: $first, filter: $filter) { nodes { id } } }'
    expectCell2Missing(await graph.ask(document, { variables: { first: 5000 } }), 'pciDevices')
    const living = devices.get('cell1')?.length ?? 0
    expect(await graph.ask(document, { variables: { first: living - 1 } })).toMatchObject({ errors: [] })
    const chosen = await graph.ask<{ pciDevices: { nodes: object[] } }>(document, {
      variables: { first: 5000, filter: { cell: { eq: 'cell1' } } },
    })
    expect(chosen.errors).toEqual([])
    expect(chosen.data?.pciDevices.nodes).toHaveLength(living)
  })

  it('nothing is counted that would lack half of it', async () => {
    const counts = await graph.ask('{ pciDevices(first: 1) { nodes { id } totalCount } }')
    expect(counts.data).toMatchObject({ pciDevices: { nodes: [{}], totalCount: null } })
    expectCell2Missing(counts, 'pciDevices', 'totalCount')
    const groups =
      'query ($filter: PciDeviceFilter) { pciDeviceGroups(by: [CELL], filter: $filter) { nodes { cell { name } count } } }'
    expectCell2Missing(await graph.ask(groups), 'pciDeviceGroups')
    expect(await graph.ask(groups, { variables: { filter: { not: { cell: { eq: 'cell2' } } } } })).toMatchObject({
      errors: [],
      data: { pciDeviceGroups: { nodes: [{ cell: { name: 'cell1' }, count: devices.get('cell1')?.length }] } },
    })
  })

  it('servers and hypervisors keep what the living cell holds of them, and the rest is one error a field', async () => {
    type Node = { hostname: string; pciStats: object[] | null; pciDevices: { nodes: object[] } | null }
    const { data, errors } = await graph.ask<{ hypervisors: { nodes: Node[] } }>(
      '{ hypervisors(first: 100) { nodes { hostname pciStats { total } pciDevices(first: 1) { nodes { slot { host } } } } } }',
    )
    const hosts = (cell: string) => new Set(devices.get(cell)?.map(({ slot }) => slot.host))
    for (const { hostname, pciStats, pciDevices } of data?.hypervisors.nodes ?? []) {
      const host = hostname.split('.')[0] ?? ''
      if (hosts('cell1').has(host)) expect(pciDevices?.nodes).toEqual([{ slot: { host } }])
      if (hosts('cell2').has(host)) expect([pciDevices, pciStats]).toEqual([null, null])
      if (hosts('cell1').has(host)) expect(pciStats?.length).toBeGreaterThan(0)
    }
    expect(errors).toHaveLength(2)
    for (const { extensions } of errors)
      expect(extensions).toMatchObject({ code: 'PCI_STORE_UNAVAILABLE', cell: 'cell2' })

    const servers = await graph.ask<{ servers: { nodes: { pciDevices: { cell: { name: string } }[] | null }[] } }>(
      '{ servers(first: 100) { nodes { pciDevices { cell { name } } } } }',
    )
    const lists = servers.data?.servers.nodes.flatMap(({ pciDevices }) => pciDevices ?? []) ?? []
    expect(lists.length).toBeGreaterThan(0)
    expect(new Set(lists.map(({ cell }) => cell.name))).toEqual(new Set(['cell1']))
    const missing = servers.data?.servers.nodes.filter(({ pciDevices }) => pciDevices === null) ?? []
    expect(servers.errors).toMatchObject([{ extensions: { code: 'PCI_STORE_UNAVAILABLE', affected: missing.length } }])
  })

  it('the cloud says so', async () => {
    const { data, errors } = await graph.ask('{ cloud { cells { name reachable observedAt } partial freshness } }')
    expect(errors).toEqual([])
    expect(data).toEqual({
      cloud: {
        cells: [
          { name: 'cell1', reachable: true, observedAt: expect.any(String) as string },
          { name: 'cell2', reachable: false, observedAt: null },
        ],
        partial: true,
        freshness: null,
      },
    })
  })
})
