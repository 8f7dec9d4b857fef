import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DevicesOfServersDocument } from '../../src/http/graphiql/examples.generated.ts'
import { countOf, startGraph, type Graph } from '../support/graph.ts'

const FIRST_QUESTION = /* GraphQL */ `
  {
    servers(first: 100) {
      nodes {
        name
        status
        pciDevices {
          address
          vendor {
            name
          }
          product {
            name
          }
          status
          parentAddress
        }
        hypervisor {
          hostname
          stats {
            vcpusUsed
            memoryUsedMib
            serverCount
          }
          pciStats {
            vendorId
            productId
            free
            total
          }
        }
      }
    }
  }
`

describe.each([
  ['ten servers', { servers: 10, devices: 40, hypervisors: 8, cells: 1 }],
  ['a thousand servers', { servers: 1000, devices: 4000, hypervisors: 60, cells: 1 }],
  ['three cells', { servers: 200, devices: 800, hypervisors: 40, cells: 3 }],
])('the first question, in a cloud of %s', (_size, sizes) => {
  let graph: Graph
  beforeAll(async () => {
    graph = await startGraph(sizes)
    await graph.ask('{ cloud { microversions { max } } }')
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  it('costs an admin at most three calls and three statements a cell', async () => {
    const answer = await graph.ask(FIRST_QUESTION)
    expect(answer.errors).toEqual([])
    expect(answer.upstream.calls.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(3)
    expect(countOf(answer, 'nova')).toBe(2)
    expect(answer.upstream.sql).toHaveLength(sizes.cells)
    for (const { count } of answer.upstream.sql) expect(count).toBe(3)
  })

  it("costs a project's user at most two calls, and shows the devices without their places", async () => {
    const answer = await graph.ask<{ servers: { nodes: { hypervisor: unknown; pciDevices: unknown }[] } }>(
      FIRST_QUESTION,
      { as: 'alice' },
    )
    expect(answer.upstream.calls.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(2)
    expect(answer.errors.map(({ path, extensions }) => [path?.at(-1), extensions.code, extensions.rule])).toEqual([
      ['address', 'FORBIDDEN', 'pcigraph:device:host_details'],
      ['parentAddress', 'FORBIDDEN', 'pcigraph:device:host_details'],
    ])
    for (const server of answer.data?.servers.nodes ?? [])
      expect(server).toMatchObject({ hypervisor: null, pciDevices: expect.any(Array) as unknown })
  })
})

describe('what it says', () => {
  it('holds for every server: its devices are the rows that name it, its hypervisor is where it runs', async () => {
    await using graph = await startGraph({ servers: 60, devices: 240, hypervisors: 12 })
    const { data, errors } = await graph.ask(DevicesOfServersDocument)
    expect(errors).toEqual([])
    const servers = data?.servers?.nodes ?? []
    expect(servers.length).toBeGreaterThanOrEqual(60)
    const devices = servers.flatMap((server) => server.pciDevices ?? [])
    expect(devices.length).toBeGreaterThan(20)
    for (const device of devices) {
      expect(['ALLOCATED', 'CLAIMED']).toContain(device.status)
      expect(device.address).toMatch(/^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/)
    }
    for (const server of servers) {
      for (const pool of server.hypervisor?.pciStats ?? []) {
        if (pool.total !== null) expect(pool.free).toBeLessThanOrEqual(pool.total)
      }
    }
  })
})
