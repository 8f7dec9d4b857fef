import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGraph, type Graph } from '../support/graph.ts'
import { walkPages } from './walk-pages.ts'

type Device = {
  id: string
  databaseId: number
  cell: { name: string }
  slot: { host: string; address: string }
  address: string
  vendorId: string
  productId: string
  typeText: string
  statusText: string
  numaNode: number | null
  createdAt: string | null
  updatedAt: string | null
}

const PAGE = /* GraphQL */ `
  query ($first: Int!, $after: String, $filter: PciDeviceFilter, $orderBy: PciDeviceOrder) {
    page: pciDevices(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      nodes {
        id
        databaseId
        cell {
          name
        }
        slot {
          host
          address
        }
        address
        vendorId
        productId
        typeText
        statusText
        numaNode
        createdAt
        updatedAt
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
    }
  }
`
type Page = { page: { nodes: Device[]; pageInfo: { endCursor: string; hasNextPage: boolean } } | null }
type Key = (string | number | null)[]

const ORDERS: Readonly<Record<string, (device: Device) => Key>> = {
  SLOT: ({ slot }) => [slot.host, slot.address],
  ADDRESS: ({ address }) => [address],
  PRODUCT: ({ vendorId, productId }) => [vendorId, productId],
  TYPE: ({ typeText }) => [typeText],
  STATUS: ({ statusText }) => [statusText],
  NUMA_NODE: ({ numaNode }) => [numaNode],
  CREATED_AT: ({ createdAt }) => [createdAt],
  UPDATED_AT: ({ updatedAt }) => [updatedAt],
}

describe('pages of devices over two cells', () => {
  let graph: Graph
  let all: readonly Device[]
  beforeAll(async () => {
    graph = await startGraph({ servers: 40, hypervisors: 16, devices: 150, cells: 2 })
    all = (await walkPages<Device>(graph, PAGE, 5000)).flat()
    expect(all.length).toBeGreaterThanOrEqual(150)
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  it('come by cell and row', () => {
    expect(all).toEqual([...all].sort((a, b) => compareKeys([a.cell.name, a.databaseId], [b.cell.name, b.databaseId])))
    expect(new Set(all.map(({ cell }) => cell.name))).toEqual(new Set(['cell1', 'cell2']))
  })

  it.each([1, 7, 50, 149, 5000])('of %i walk each device exactly once', async (first) => {
    expect((await walkPages<Device>(graph, PAGE, first)).flat()).toEqual(all)
  })

  it.each(Object.keys(ORDERS).flatMap((field) => [[field, 'ASC'] as const, [field, 'DESC'] as const]))(
    'walk each device exactly once in order of %s, %s, equal ones by cell and row',
    async (field, direction) => {
      const variables = { orderBy: { field, direction } }
      const walked = (await walkPages<Device>(graph, PAGE, 40, { variables })).flat()
      const keyOf = ORDERS[field] ?? (() => [])
      const sign = direction === 'ASC' ? 1 : -1
      const inOrder = [...all].sort(
        (a, b) =>
          sign * compareKeys(keyOf(a), keyOf(b)) ||
          compareKeys([a.cell.name, a.databaseId], [b.cell.name, b.databaseId]),
      )
      expect(walked.map(({ id }) => id)).toEqual(inOrder.map(({ id }) => id))
    },
  )

  it('cost one statement for each cell whose turn it is, and two where an order goes through both', async () => {
    const first = await graph.ask<Page>(PAGE, { variables: { first: 5 } })
    expect(first.upstream.sql).toMatchObject([{ cell: 'cell1', count: 1 }])
    const sorted = await graph.ask<Page>(PAGE, { variables: { first: 5, orderBy: { field: 'SLOT' } } })
    expect(sorted.upstream.sql.map(({ cell, count }) => [cell, count]).sort()).toEqual([
      ['cell1', 1],
      ['cell2', 1],
    ])
  })

  it('refuse a cursor of another filter or order, one that is none, and one of a cell that is not read', async () => {
    const { data } = await graph.ask<Page>(PAGE, { variables: { first: 2 } })
    const after = data?.page?.pageInfo.endCursor ?? ''
    const [hash] = JSON.parse(Buffer.from(after, 'base64url').toString()) as [string]
    const forged = (position: unknown) => Buffer.from(JSON.stringify([hash, position])).toString('base64url')
    for (const variables of [
      { filter: { type: { eq: 'PF' } } },
      { orderBy: { field: 'SLOT' } },
      { after: 'AAAA' },
      { after: forged(['cell9', 1, []]) },
      { after: forged(['cell1', 'x', []]) },
      { after: forged(null) },
      { after: forged(['cell1', 1, ['more', 'values']]) },
    ]) {
      const answer = await graph.ask<Page>(PAGE, { variables: { first: 2, after, ...variables } })
      expect(answer.data, JSON.stringify(variables)).toEqual({ page: null })
      expect(answer.errors).toMatchObject([{ path: ['page'], extensions: { code: 'BAD_USER_INPUT' } }])
    }
  })

  it('have at most 5,000 devices and at least none', async () => {
    for (const first of [-1, 5001]) {
      const { errors, upstream } = await graph.ask<Page>(PAGE, { variables: { first } })
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }])
      expect(upstream.sql).toEqual([])
    }
    const { data } = await graph.ask<Page>(PAGE, { variables: { first: 0 } })
    expect(data).toMatchObject({ page: { nodes: [], pageInfo: { hasNextPage: true, endCursor: null } } })
  })

  it('count what passes the filter without reading a page of it', async () => {
    const { data, upstream } = await graph.ask('{ pciDevices(first: 0) { totalCount } }')
    expect(data).toEqual({ pciDevices: { totalCount: all.length } })
    expect(upstream.total).toBeLessThanOrEqual(4)
  })
})

/** Null is more than anything: last in ascending order, first in descending. */
function compareKeys(left: Key, right: Key): number {
  for (const [i, a] of left.entries()) {
    const b = right[i] ?? null
    if (a === b) continue
    if (a === null) return 1
    if (b === null) return -1
    return a < b ? -1 : 1
  }
  return 0
}
