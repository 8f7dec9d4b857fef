import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countOf, startGraph, type Graph } from '../support/graph.ts'
import { walkPages } from './walk-pages.ts'

type Device = {
  vendorId: string
  productId: string
  type: string
  status: string
  numaNode: number | null
  hypervisor: { id: string }
  cell: { name: string }
  projectId: string | null
  serverId: string | null
}
type Group = Device & {
  id: string
  vendor: { id: string } | null
  product: { id: string } | null
  hypervisorId: string | null
  project: { id: string } | null
  server: { id: string } | null
  count: number
  free: number
  claimed: number
  allocated: number
  blocked: number
}

const GROUPS = /* GraphQL */ `
  query ($by: [PciDeviceGrouping!]!, $first: Int! = 5000, $after: String, $filter: PciDeviceFilter) {
    page: pciDeviceGroups(by: $by, first: $first, after: $after, filter: $filter) {
      totalCount
      nodes {
        vendorId
        vendor {
          id
        }
        productId
        product {
          id
        }
        type
        status
        numaNode
        hypervisorId
        hypervisor {
          id
        }
        cell {
          name
        }
        projectId
        project {
          id
        }
        serverId
        server {
          id
        }
        count
        free
        claimed
        allocated
        blocked
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
    }
  }
`
type Page = { page: { totalCount: number; nodes: Group[]; pageInfo: { endCursor: string } } | null }

/** What makes a device's group, in the words of the answer. */
const KEYS: Readonly<Record<string, (device: Device) => object>> = {
  VENDOR: ({ vendorId }) => ({ vendorId, vendor: { id: vendorId } }),
  PRODUCT: ({ vendorId, productId }) => ({ vendorId, vendor: { id: vendorId }, productId, product: { id: productId } }),
  TYPE: ({ type }) => ({ type }),
  STATUS: ({ status }) => ({ status }),
  NUMA_NODE: ({ numaNode }) => ({ numaNode }),
  HYPERVISOR: ({ hypervisor }) => ({ hypervisorId: hypervisor.id, hypervisor }),
  CELL: ({ cell }) => ({ cell }),
  PROJECT: ({ projectId }) => ({ projectId, project: projectId === null ? null : { id: projectId } }),
  SERVER: ({ serverId }) => ({ serverId }),
}
const NOT_GROUPED_BY = {
  vendorId: null,
  vendor: null,
  productId: null,
  product: null,
  type: null,
  status: null,
  numaNode: null,
  hypervisorId: null,
  hypervisor: null,
  cell: null,
  projectId: null,
  project: null,
  serverId: null,
}

function expectedGroups(devices: readonly Device[], by: readonly string[]): object[] {
  const groups = Map.groupBy(devices, (device) => JSON.stringify(by.map((grouping) => KEYS[grouping]?.(device))))
  return Array.from(groups.values(), (group) => {
    const [first] = group
    const count = (...statuses: string[]) => group.filter(({ status }) => statuses.includes(status)).length
    return {
      ...NOT_GROUPED_BY,
      ...(first && keyOf(first, by)),
      count: group.length,
      free: count('AVAILABLE'),
      claimed: count('CLAIMED'),
      allocated: count('ALLOCATED'),
      blocked: count('UNAVAILABLE', 'UNCLAIMABLE'),
    }
  })
}

describe('groups of devices over two cells', () => {
  let graph: Graph
  let devices: readonly Device[]
  beforeAll(async () => {
    graph = await startGraph({ servers: 60, hypervisors: 20, cells: 2 })
    const { data } = await graph.ask<{ pciDevices: { nodes: Device[] } }>(
      '{ pciDevices(first: 5000) { nodes { vendorId productId type status numaNode hypervisor { id } cell { name } projectId serverId } } }',
    )
    devices = data?.pciDevices.nodes ?? []
    expect(devices.length).toBeGreaterThan(200)
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  async function groupsBy(by: readonly string[], filter: object = {}): Promise<readonly Group[]> {
    const { data, errors, upstream } = await graph.ask<Page>(GROUPS, { variables: { by, filter } })
    expect(errors).toEqual([])
    expect(upstream.sql.map(({ count }) => count)).toEqual(upstream.sql.map(() => 1))
    expect(data?.page?.totalCount).toBe(data?.page?.nodes.length)
    return data?.page?.nodes ?? []
  }

  /** The server is Nova's to show: it is compared where servers are. */
  const withoutServer = (groups: readonly Group[]) => groups.map(({ server: _, ...group }) => group)
  const inAnyOrder = (groups: readonly object[]) => groups.map((group) => JSON.stringify(sortedKeys(group))).sort()

  it.each(
    [
      ...Object.keys(KEYS).map((grouping) => [grouping]),
      ['VENDOR', 'STATUS'],
      ['CELL', 'PRODUCT'],
      ['HYPERVISOR', 'NUMA_NODE', 'TYPE'],
      ['PROJECT', 'PRODUCT', 'STATUS'],
      ['TYPE', 'TYPE'],
    ].map((by) => [by.join(', '), by] as const),
  )('by %s are the devices that are listed, counted', async (_, by) => {
    const groups = await groupsBy(by)
    expect(inAnyOrder(withoutServer(groups))).toEqual(inAnyOrder(expectedGroups(devices, by)))
  })

  it('pass the filter before they are counted', async () => {
    const groups = await groupsBy(['PRODUCT'], { status: { eq: 'AVAILABLE' } })
    const free = devices.filter(({ status }) => status === 'AVAILABLE')
    expect(inAnyOrder(withoutServer(groups))).toEqual(inAnyOrder(expectedGroups(free, ['PRODUCT'])))
    expect(await groupsBy(['PRODUCT'], { cell: { in: [] } })).toEqual([])
  })

  it('are in the order of what they are grouped by, null last', async () => {
    const numaNodes = (await groupsBy(['NUMA_NODE'])).map(({ numaNode }) => numaNode ?? Infinity)
    expect(numaNodes).toEqual([...numaNodes].sort((a, b) => a - b))
    const vendors = (await groupsBy(['VENDOR', 'STATUS'])).map(({ vendorId }) => vendorId)
    expect(vendors).toEqual([...vendors].sort())
  })

  it('lead to their servers, hypervisors and projects in one plan of calls each', async () => {
    const { data, upstream } = await graph.ask<Page>(GROUPS, { variables: { by: ['SERVER', 'HYPERVISOR'] } })
    const owned = data?.page?.nodes.filter(({ serverId }) => serverId !== null) ?? []
    expect(owned.length).toBeGreaterThan(20)
    const gone = owned.filter(({ server }) => server === null)
    expect(gone.length).toBeGreaterThan(0)
    expect(gone.length).toBeLessThanOrEqual(2)
    for (const { server, serverId } of owned) if (server !== null) expect(server.id).toBe(serverId)
    // Hypervisors in one; servers in a page of the list, and what is not in it one by one.
    expect(countOf({ upstream }, 'nova')).toBeLessThanOrEqual(2 + gone.length)
  })

  it.each([1, 3, 1000])('are walked exactly once in pages of %i', async (first) => {
    const variables = { by: ['PRODUCT', 'STATUS'] }
    const pages = await walkPages<Group>(graph, GROUPS, first, { variables })
    expect(pages.flat()).toEqual(await groupsBy(['PRODUCT', 'STATUS']))
  })

  it('refuse what cannot be asked', async () => {
    const { data } = await graph.ask<Page>(GROUPS, { variables: { by: ['PRODUCT'], first: 1 } })
    const after = data?.page?.pageInfo.endCursor
    for (const [argument, variables] of [
      ['by', { by: [] }],
      ['first', { by: ['TYPE'], first: -1 }],
      ['first', { by: ['TYPE'], first: 5001 }],
      ['after', { by: ['TYPE'], after }],
      ['after', { by: ['PRODUCT'], after, filter: { type: { eq: 'PF' } } }],
      ['after', { by: ['PRODUCT'], after: 'x', filter: { or: [] } }],
      ['filter', { by: ['TYPE'], filter: { label: { eq: null } } }],
    ] as const) {
      const answer = await graph.ask<Page>(GROUPS, { variables })
      expect(answer.data).toEqual({ page: null })
      expect(answer.errors).toMatchObject([{ path: ['page'], extensions: { code: 'BAD_USER_INPUT', argument } }])
      expect(answer.upstream.sql, argument).toEqual([])
    }
  })

  it('are forbidden to alice', async () => {
    const { data, errors, upstream } = await graph.ask<Page>(GROUPS, { as: 'alice', variables: { by: ['TYPE'] } })
    expect(data).toEqual({ page: null })
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', rule: 'os_compute_api:os-pci:index' } }])
    expect(upstream.sql).toEqual([])
  })
})

/** A product's group is a vendor's too: the keys of one grouping may be among those of another. */
function keyOf(device: Device, by: readonly string[]): object {
  return by.reduce((key, grouping) => ({ ...key, ...KEYS[grouping]?.(device) }), {})
}

function sortedKeys(group: object): object {
  return Object.fromEntries(Object.entries(group).sort(([a], [b]) => (a < b ? -1 : 1)))
}
