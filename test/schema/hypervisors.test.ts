import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countOf, startGraph, type Graph } from '../support/graph.ts'
import { walkPages } from './walk-pages.ts'

type Hypervisor = {
  id: string
  hostname: string
  state: string
  status: string
  type: string
  service: { host: string; disabledReason: string | null }
  stats: { vcpusUsed: number; memoryUsedMib: number; memoryFreeMib: number; serverCount: number }
}

const PAGE = /* GraphQL */ `
  query ($first: Int! = 5000, $after: String, $filter: HypervisorFilter, $orderBy: HypervisorOrder) {
    page: hypervisors(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      totalCount
      nodes {
        id
        hostname
        state
        status
        type
        service {
          host
          disabledReason
        }
        stats {
          vcpusUsed
          memoryUsedMib
          memoryFreeMib
          serverCount
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        endCursor
      }
    }
  }
`
type Page = { page: { nodes: Hypervisor[]; totalCount: number; pageInfo: { endCursor: string } } | null }

describe('hypervisors', () => {
  let graph: Graph
  let all: readonly Hypervisor[]
  beforeAll(async () => {
    graph = await startGraph({ servers: 80, hypervisors: 21 })
    all = (await walkPages<Hypervisor>(graph, PAGE, 5000)).flat()
    expect(all).toHaveLength(21)
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  it.each([
    [{ hostname: { eq: 'gpu-h01' } }, (one: Hypervisor) => one.hostname === 'gpu-h01'],
    [{ hostname: { in: ['gpu-h01', 'nowhere'] } }, (one: Hypervisor) => one.hostname === 'gpu-h01'],
    [{ hostname: { startsWith: 'gpu-' } }, (one: Hypervisor) => one.hostname.startsWith('gpu-')],
    [{ hostname: { contains: '.dc1.' } }, (one: Hypervisor) => one.hostname.includes('.dc1.')],
    [{ hostname: { contains: 'pu-.' } }, () => false],
    [{ hostname: { in: [] } }, () => false],
    [{ host: { startsWith: 'cpu' } }, (one: Hypervisor) => one.service.host.startsWith('cpu')],
    [{ type: { eq: 'QEMU' } }, (one: Hypervisor) => one.type === 'QEMU'],
    [{ state: ['DOWN'] }, (one: Hypervisor) => one.state === 'DOWN'],
    [{ state: [] }, () => false],
    [{ status: ['DISABLED'] }, (one: Hypervisor) => one.service.disabledReason !== null],
    [
      { state: ['UP'], not: { status: ['DISABLED'] } },
      (one: Hypervisor) => one.state === 'UP' && one.status === 'ENABLED',
    ],
    [
      { or: [{ state: ['DOWN'] }, { and: [{ hostname: { startsWith: 'net' } }, { status: ['ENABLED'] }] }] },
      (one: Hypervisor) => one.state === 'DOWN' || (one.hostname.startsWith('net') && one.status === 'ENABLED'),
    ],
    [{ or: [] }, () => false],
    [{ and: [] }, () => true],
    [{}, () => true],
  ])('that pass %j are just those, counted', async (filter, passes) => {
    const { data, errors } = await graph.ask<Page>(PAGE, { variables: { filter } })
    expect(errors).toEqual([])
    const expected = all.filter(passes).map(({ id }) => id)
    expect(data?.page?.nodes.map(({ id }) => id)).toEqual(expected)
    expect(data?.page?.totalCount).toBe(expected.length)
  })

  it('are of all kinds that the filters above tell apart', () => {
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['UP', 'DOWN']))
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['ENABLED', 'DISABLED']))
  })

  it('come by hostname, and in every order both ways, equal ones by hostname', async () => {
    const hostnames = all.map(({ hostname }) => hostname)
    expect(hostnames).toEqual([...hostnames].sort())
    const orders: [string, (one: Hypervisor) => string | number][] = [
      ['HOSTNAME', ({ hostname }) => hostname],
      ['VCPUS_USED', ({ stats }) => stats.vcpusUsed],
      ['MEMORY_USED_MIB', ({ stats }) => stats.memoryUsedMib],
      ['MEMORY_FREE_MIB', ({ stats }) => stats.memoryFreeMib],
      ['SERVER_COUNT', ({ stats }) => stats.serverCount],
    ]
    for (const [field, keyOf] of orders) {
      for (const [direction, sign] of [
        ['ASC', 1],
        ['DESC', -1],
      ] as const) {
        const { data } = await graph.ask<Page>(PAGE, { variables: { orderBy: { field, direction } } })
        const byKey = (a: Hypervisor, b: Hypervisor) => (keyOf(a) < keyOf(b) ? -sign : keyOf(a) > keyOf(b) ? sign : 0)
        expect(
          data?.page?.nodes.map(({ id }) => id),
          `${field} ${direction}`,
        ).toEqual([...all].sort(byKey).map(({ id }) => id))
      }
    }
  })

  it('walk each exactly once, whatever the size of the pages', async () => {
    for (const first of [1, 2, 4, 7, 20, 21, 22]) {
      expect((await walkPages<Hypervisor>(graph, PAGE, first)).flat().map(({ id }) => id)).toEqual(
        all.map(({ id }) => id),
      )
    }
  })

  it('refuse sizes and cursors that are none', async () => {
    const { data } = await graph.ask<Page>(PAGE, { variables: { first: 2 } })
    const after = data?.page?.pageInfo.endCursor
    const orderBy = { field: 'SERVER_COUNT' }
    for (const [argument, variables] of [
      ['first', { first: -1 }],
      ['first', { first: 5001 }],
      ['after', { after: 'x' }],
      ['after', { after, filter: { state: ['UP'] } }],
      ['after', { after, orderBy }],
      ['filter', { filter: { hostname: { eq: null } } }],
    ] as const) {
      const { data, errors } = await graph.ask<Page>(PAGE, { variables })
      expect(data).toEqual({ page: null })
      expect(errors).toMatchObject([{ path: ['page'], extensions: { code: 'BAD_USER_INPUT', argument } }])
    }
  })

  it('are found by id and by hostname, in one call each, and are null where there is none', async () => {
    const [one] = all
    const document =
      'query ($id: ID!, $hostname: String!) { hypervisor(id: $id) { id } hypervisorByHostname(hostname: $hostname) { id } }'
    const both = await graph.ask(document, { variables: { id: one?.id.toUpperCase(), hostname: one?.hostname } })
    expect(both).toMatchObject({
      errors: [],
      data: { hypervisor: { id: one?.id }, hypervisorByHostname: { id: one?.id } },
    })
    expect(countOf(both, 'nova')).toBe(2)
    const none = { id: '00000000-0000-4000-8000-000000000000', hostname: one?.hostname.slice(0, -1) }
    expect(await graph.ask(document, { variables: none })).toMatchObject({
      errors: [],
      data: { hypervisor: null, hypervisorByHostname: null },
    })
    expect((await graph.ask('{ hypervisor(id: "7") { id } }')).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: 'id' } },
    ])
  })

  it('are forbidden to alice by Nova itself', async () => {
    const { data, errors } = await graph.ask(
      '{ hypervisors { nodes { id } } hypervisorByHostname(hostname: "gpu-h01") { id } hypervisor(id: "00000000-0000-4000-8000-000000000000") { id } }',
      { as: 'alice' },
    )
    expect(data).toEqual({ hypervisors: null, hypervisorByHostname: null, hypervisor: null })
    expect(errors.map(({ extensions: { code } }) => code)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'])
  })
})
