import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countOf, startGraph, type Graph } from '../support/graph.ts'

const NESTED = /* GraphQL */ `
  query ($devices: PciDeviceFilter, $servers: ServerFilter, $first: Int! = 500) {
    hypervisors(first: 100) {
      nodes {
        id
        hostname
        pciDevices(first: $first, filter: $devices) {
          totalCount
          nodes {
            id
            address
            status
            hypervisor {
              id
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
        servers(first: $first, filter: $servers) {
          totalCount
          nodes {
            id
            status
            projectId
            hypervisor {
              id
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`
type Connection<Node> = {
  totalCount: number
  nodes: Node[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}
type Hypervisor = {
  id: string
  hostname: string
  pciDevices: Connection<{ id: string; address: string; status: string; hypervisor: { id: string } }>
  servers: Connection<{ id: string; status: string; projectId: string; hypervisor: { id: string } | null }>
}
type Nested = { hypervisors: { nodes: Hypervisor[] } }

describe.each([
  ['eight', { servers: 40, hypervisors: 8 }],
  ['sixty', { servers: 400, hypervisors: 60 }],
])('the servers and devices of %s hypervisors', (_, sizes) => {
  let graph: Graph
  beforeAll(async () => {
    graph = await startGraph(sizes)
    await graph.ask('{ cloud { microversions { max } } }')
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  async function ask(variables: object) {
    const answer = await graph.ask<Nested>(NESTED, { variables })
    expect(answer.errors).toEqual([])
    return { ...answer, nodes: answer.data?.hypervisors.nodes ?? [] }
  }

  it('cost two calls to Nova, one statement for the pages and one for the counts', async () => {
    const answer = await ask({})
    expect(answer.nodes).toHaveLength(sizes.hypervisors)
    expect(countOf(answer, 'nova')).toBe(2)
    expect(answer.upstream.sql).toMatchObject([{ cell: 'cell1', count: 2 }])
  })

  it('are all of them, each where it belongs', async () => {
    const { nodes } = await ask({})
    for (const { id, pciDevices, servers } of nodes) {
      expect(new Set(pciDevices.nodes.map(({ hypervisor }) => hypervisor.id)).size).toBeLessThanOrEqual(1)
      for (const node of [...pciDevices.nodes, ...servers.nodes]) expect(node.hypervisor?.id).toBe(id)
      expect(pciDevices.totalCount).toBe(pciDevices.nodes.length)
      expect(servers.totalCount).toBe(servers.nodes.length)
    }
    const { data } = await graph.ask<{
      pciDevices: { totalCount: number }
      servers: { nodes: { host: string | null }[] }
    }>('{ pciDevices { totalCount } servers(first: 5000) { nodes { host } } }')
    const sum = (counts: number[]) => counts.reduce((a, b) => a + b, 0)
    expect(sum(nodes.map(({ pciDevices }) => pciDevices.totalCount))).toBe(data?.pciDevices.totalCount)
    expect(sum(nodes.map(({ servers }) => servers.totalCount))).toBe(
      data?.servers.nodes.filter(({ host }) => host !== null).length,
    )
  })

  it('are filtered, each connection by its own', async () => {
    const projectId = graph.demo.users.alice.projectId
    const { nodes, upstream } = await ask({
      devices: { status: { eq: 'AVAILABLE' } },
      servers: { status: ['ACTIVE'], projectId },
    })
    const devices = nodes.flatMap(({ pciDevices }) => pciDevices.nodes)
    const servers = nodes.flatMap((node) => node.servers.nodes)
    expect(devices.length).toBeGreaterThan(0)
    expect(servers.length).toBeGreaterThan(0)
    for (const { status } of devices) expect(status).toBe('AVAILABLE')
    for (const server of servers) expect(server).toMatchObject({ status: 'ACTIVE', projectId })
    expect(countOf({ upstream }, 'nova')).toBe(2)
  })

  it('are nobody by an empty list of statuses', async () => {
    const { nodes } = await ask({ devices: { status: { in: [] } }, servers: { status: [] } })
    for (const { pciDevices, servers } of nodes) expect([pciDevices.totalCount, servers.totalCount]).toEqual([0, 0])
  })

  it('are those of the host alone that the filter names as well', async () => {
    const { nodes: all } = await ask({})
    const busy = all.find(({ servers }) => servers.totalCount > 0)
    const { nodes } = await ask({ servers: { hypervisorHostname: busy?.hostname } })
    for (const { id, servers } of nodes) expect(servers.totalCount).toBe(id === busy?.id ? busy.servers.totalCount : 0)
  })
})

describe('pages of one hypervisor', () => {
  let graph: Graph
  beforeAll(async () => {
    graph = await startGraph({ servers: 60, hypervisors: 12 })
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  const ONE = /* GraphQL */ `
    query ($id: ID!, $first: Int!, $devicesAfter: String, $serversAfter: String, $orderBy: PciDeviceOrder) {
      hypervisor(id: $id) {
        pciDevices(first: $first, after: $devicesAfter, orderBy: $orderBy) {
          nodes {
            id
            address
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
        servers(first: $first, after: $serversAfter) {
          nodes {
            id
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  `

  async function biggest(): Promise<Hypervisor[]> {
    const { data } = await graph.ask<Nested>(NESTED)
    const nodes = data?.hypervisors.nodes.filter(
      ({ pciDevices, servers }) => pciDevices.totalCount > 2 && servers.totalCount > 1,
    )
    return (nodes ?? []).sort((a, b) => b.pciDevices.totalCount - a.pciDevices.totalCount)
  }

  it('walk its devices and its servers exactly once', async () => {
    const [one] = await biggest()
    for (const [kind, cursor] of [
      ['pciDevices', 'devicesAfter'],
      ['servers', 'serversAfter'],
    ] as const) {
      for (const orderBy of [undefined, { field: 'ADDRESS', direction: 'DESC' }]) {
        const walked: string[] = []
        let after: string | null = null
        do {
          const variables: object = { id: one?.id, first: 2, [cursor]: after, orderBy }
          const { data, errors } = await graph.ask<{ hypervisor: Hypervisor }>(ONE, { variables })
          expect(errors).toEqual([])
          walked.push(...(data?.hypervisor[kind].nodes.map(({ id }) => id) ?? []))
          after = data?.hypervisor[kind].pageInfo.hasNextPage ? data.hypervisor[kind].pageInfo.endCursor : null
        } while (after !== null)
        expect(walked.toSorted()).toEqual(one?.[kind].nodes.map(({ id }) => id).sort())
      }
    }
  })

  it('refuse the cursor of another hypervisor, and of all devices', async () => {
    const [one, other] = await biggest()
    const ask = (variables: object) =>
      graph.ask<{ hypervisor: Hypervisor }>(ONE, { variables: { first: 1, ...variables } })
    const { data } = await ask({ id: one?.id })
    const all = await graph.ask<{ pciDevices: Connection<object> }>(
      '{ pciDevices(first: 1) { pageInfo { endCursor } } }',
    )
    for (const variables of [
      { devicesAfter: data?.hypervisor.pciDevices.pageInfo.endCursor },
      { serversAfter: data?.hypervisor.servers.pageInfo.endCursor },
      { devicesAfter: all.data?.pciDevices.pageInfo.endCursor },
    ]) {
      const { errors } = await ask({ id: other?.id, ...variables })
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }])
    }
  })

  it('refuse a size that is none', async () => {
    const [one] = await biggest()
    const { errors } = await graph.ask(ONE, { variables: { id: one?.id, first: 5001 } })
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['hypervisor', 'pciDevices'], 'BAD_USER_INPUT'],
      [['hypervisor', 'servers'], 'BAD_USER_INPUT'],
    ])
  })
})
