import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGraph, type Graph } from '../support/graph.ts'

type Pool = {
  vendorId: string
  productId: string
  vendor: { name: string | null }
  product: { name: string | null }
  type: string
  numaNode: number | null
  tags: { key: string; value: string | null }[]
  free: number
  total: number | null
  allocated: number | null
  claimed: number | null
  blocked: number | null
}
type Device = { vendorId: string; productId: string; type: string; status: string; numaNode: number | null }
type Hypervisor = { hostname: string; pciStats: Pool[] | null; pciDevices: { nodes: Device[] } }

const STATS = /* GraphQL */ `
  {
    hypervisors(first: 100) {
      nodes {
        hostname
        pciStats {
          vendorId
          productId
          vendor {
            name
          }
          product {
            name
          }
          type
          numaNode
          tags {
            key
            value
          }
          free
          total
          allocated
          claimed
          blocked
        }
        pciDevices(first: 500) {
          nodes {
            vendorId
            productId
            type
            status
            numaNode
          }
        }
      }
    }
  }
`

describe('PCI stats of hypervisors', () => {
  let graph: Graph
  let hypervisors: readonly Hypervisor[]
  beforeAll(async () => {
    graph = await startGraph()
    const { data, errors, upstream } = await graph.ask<{ hypervisors: { nodes: Hypervisor[] } }>(STATS)
    expect(errors).toEqual([])
    // Two for all pools, one for all devices.
    expect(upstream.sql).toMatchObject([{ count: 3 }])
    hypervisors = data?.hypervisors.nodes ?? []
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  const sum = (pools: readonly Pool[], key: 'free' | 'total' | 'allocated' | 'claimed' | 'blocked') =>
    pools.reduce((total, pool) => total + Number(pool[key]), 0)

  it('count every row once, by what has become of it', () => {
    let pools = 0
    for (const { hostname, pciStats, pciDevices } of hypervisors) {
      const stats = pciStats ?? []
      pools += stats.length
      const count = (...statuses: string[]) => pciDevices.nodes.filter(({ status }) => statuses.includes(status)).length
      expect(sum(stats, 'total'), hostname).toBe(pciDevices.nodes.length)
      expect(sum(stats, 'free'), hostname).toBe(count('AVAILABLE'))
      expect(sum(stats, 'allocated'), hostname).toBe(count('ALLOCATED'))
      expect(sum(stats, 'claimed'), hostname).toBe(count('CLAIMED'))
      expect(sum(stats, 'blocked'), hostname).toBe(count('UNAVAILABLE', 'UNCLAIMABLE'))
    }
    expect(pools).toBeGreaterThan(40)
  })

  it('hold in each pool what it holds to be equal', () => {
    for (const { pciStats, pciDevices } of hypervisors) {
      const kinds = Map.groupBy(pciStats ?? [], ({ vendorId, productId, type, numaNode }) =>
        kind({ vendorId, productId, type, numaNode }),
      )
      for (const [name, pools] of kinds) {
        expect(sum(pools, 'total')).toBe(pciDevices.nodes.filter((device) => kind(device) === name).length)
      }
    }
  })

  it('keep the pools of exhausted hosts, which Nova itself has forgotten', () => {
    const exhausted = hypervisors.find(({ hostname }) => hostname === 'gpu-h01')
    const pools = exhausted?.pciStats ?? []
    expect(pools).toHaveLength(2)
    for (const pool of pools) {
      expect(pool).toMatchObject({ free: 0, total: 4, allocated: 4, vendor: { name: 'NVIDIA Corporation' } })
    }
  })

  it('are empty for a hypervisor without devices', () => {
    const without = hypervisors.filter(({ pciDevices }) => pciDevices.nodes.length === 0)
    expect(without.length).toBeGreaterThan(0)
    for (const { pciStats } of without) expect(pciStats).toEqual([])
  })
})

function kind({ vendorId, productId, type, numaNode }: Omit<Device, 'status'>): string {
  return JSON.stringify([vendorId, productId, type, numaNode])
}
