import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGraph, type Graph } from '../support/graph.ts'
import { walkPages } from './walk-pages.ts'

const DEVICES = /* GraphQL */ `
  query ($first: Int!, $after: String, $filter: PciDeviceFilter, $orderBy: PciDeviceOrder) {
    page: pciDevices(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      nodes {
        id
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
    }
  }
`
const HYPERVISORS = DEVICES.replaceAll('PciDevice', 'Hypervisor').replace('pciDevices', 'hypervisors')

const direction = fc.constantFrom('ASC', 'DESC')
const orderOf = (...fields: string[]) => fc.option(fc.record({ field: fc.constantFrom(...fields), direction }))
const deviceOrder = orderOf('SLOT', 'ADDRESS', 'PRODUCT', 'TYPE', 'STATUS', 'NUMA_NODE', 'CREATED_AT', 'UPDATED_AT')
const hypervisorOrder = orderOf('HOSTNAME', 'VCPUS_USED', 'MEMORY_USED_MIB', 'MEMORY_FREE_MIB', 'SERVER_COUNT')
const deviceFilter = fc.oneof(
  fc.record({ numaNode: fc.record({ ne: fc.integer({ min: 0, max: 1 }) }) }),
  fc.record({ status: fc.record({ in: fc.subarray(['AVAILABLE', 'ALLOCATED', 'CLAIMED', 'UNAVAILABLE']) }) }),
  fc.record({ parentAddress: fc.record({ isNull: fc.boolean() }) }),
  fc.record({ cell: fc.record({ eq: fc.constantFrom('cell1', 'cell2') }) }),
)
const hypervisorFilter = fc.oneof(
  fc.record({ hostname: fc.record({ contains: fc.constantFrom('0', '1', 'gpu', '.dc1') }) }),
  fc.record({ status: fc.subarray(['ENABLED', 'DISABLED']) }),
)
const either = <Filter>(filter: fc.Arbitrary<Filter>) =>
  fc.oneof(fc.constant({}), filter, fc.record({ not: filter }), fc.record({ or: fc.array(filter, { maxLength: 3 }) }))

describe('any list in any order, walked in pages of any size, is the list in one page', () => {
  let graph: Graph
  beforeAll(async () => {
    graph = await startGraph({ servers: 30, hypervisors: 14, devices: 90, cells: 2 })
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  it.each([
    ['devices', DEVICES, either(deviceFilter), deviceOrder],
    ['hypervisors', HYPERVISORS, either(hypervisorFilter), hypervisorOrder],
  ] as const)('for %s', async (_, document, filters, orders) => {
    const walk = async (first: number, variables: object) =>
      (await walkPages(graph, document, first, { variables })).flat().map(({ id }) => id)
    await fc.assert(
      fc.asyncProperty(filters, orders, fc.integer({ min: 1, max: 60 }), async (filter, orderBy, first) => {
        const variables = { filter, orderBy }
        const whole = await walk(5000, variables)
        expect(new Set(whole).size).toBe(whole.length)
        expect(await walk(first, variables)).toEqual(whole)
      }),
      { seed: 20260722, numRuns: 40 },
    )
  })
})
