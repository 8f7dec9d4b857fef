import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countOf, startGraph, type Graph } from '../support/graph.ts'

describe('a cloud without sources', () => {
  let graph: Graph
  beforeAll(async () => {
    graph = await startGraph({ servers: 40, hypervisors: 12, withoutCells: true })
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  it('has its servers and hypervisors, and says once a field what to configure', async () => {
    type Server = { name: string; hypervisor: { hostname: string; pciStats: null } | null; pciDevices: null }
    const { data, errors, upstream } = await graph.ask<{ servers: { nodes: Server[] } }>(
      '{ servers(first: 100) { nodes { name pciDevices { id } hypervisor { hostname stats { vcpus } pciStats { free } } } } }',
    )
    const servers = data?.servers.nodes ?? []
    expect(servers).toHaveLength(40)
    const placed = servers.filter(({ hypervisor }) => hypervisor !== null)
    for (const { pciDevices } of servers) expect(pciDevices).toBeNull()
    for (const { hypervisor } of placed) expect(hypervisor).toMatchObject({ pciStats: null, stats: {} })
    const message = expect.stringContaining('PCIGRAPH_SOURCES') as string
    const code = 'PCI_STORE_UNAVAILABLE'
    expect(errors).toMatchObject([
      { path: ['servers', 'nodes', 0, 'pciDevices'], message, extensions: { code, affected: 40 } },
      { message, extensions: { code, affected: placed.length } },
    ])
    expect(errors[1]?.path?.slice(-2)).toEqual(['hypervisor', 'pciStats'])
    expect(countOf({ upstream }, 'nova')).toBeLessThanOrEqual(4)
  })

  it.each([
    'pciDevices { nodes { id } }',
    'pciDeviceGroups(by: [PRODUCT]) { nodes { count } }',
    'pciDevice(id: "00000000-0000-4000-8000-000000000000") { id }',
    'pciDeviceBySlot(slot: { host: "gpu-h01", address: "0000:3b:00.0" }) { id }',
  ])('answers { %s } with null and the same error', async (field) => {
    const { data, errors } = await graph.ask<Record<string, null>>(`{ ${field} }`)
    expect(Object.values(data ?? {})).toEqual([null])
    expect(errors).toMatchObject([
      { message: expect.stringContaining('PCIGRAPH_SOURCES') as string, extensions: { code: 'PCI_STORE_UNAVAILABLE' } },
    ])
  })

  it('answers nested lists of devices with null and one error', async () => {
    const { data, errors } = await graph.ask<{ hypervisors: { nodes: { pciDevices: null; servers: object }[] } }>(
      '{ hypervisors { nodes { pciDevices { totalCount nodes { id } } servers { totalCount } } } }',
    )
    for (const { pciDevices, servers } of data?.hypervisors.nodes ?? []) {
      expect(pciDevices).toBeNull()
      expect(servers).toMatchObject({ totalCount: expect.any(Number) as number })
    }
    expect(errors).toMatchObject([{ extensions: { code: 'PCI_STORE_UNAVAILABLE', affected: 12 } }])
  })

  it('has no cells, is partial, and nobody knows how fresh', async () => {
    const { data, errors } = await graph.ask('{ cloud { cells { name } partial freshness } }')
    expect(errors).toEqual([])
    expect(data).toEqual({ cloud: { cells: [], partial: true, freshness: null } })
  })
})
