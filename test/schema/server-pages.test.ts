import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countOf, startGraph, type Graph } from '../support/graph.ts'
import { walkPages } from './walk-pages.ts'

const PAGE = /* GraphQL */ `
  query ($first: Int!, $after: String, $filter: ServerFilter, $orderBy: ServerOrder, $scope: ProjectScope! = VISIBLE) {
    page: servers(first: $first, after: $after, filter: $filter, orderBy: $orderBy, scope: $scope) {
      nodes {
        id
        name
        createdAt
        updatedAt
        host
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`
type Server = { id: string; name: string; createdAt: string; updatedAt: string; host: string | null }
type Page = {
  page: {
    nodes: Server[]
    pageInfo: { endCursor: string | null; startCursor: string | null; hasNextPage: boolean }
  } | null
}

describe('pages of servers', () => {
  let graph: Graph
  let all: readonly string[]
  beforeAll(async () => {
    graph = await startGraph({ servers: 23, hypervisors: 12 })
    all = (await walkPages(graph, PAGE, 1000)).flat().map(({ id }) => id)
    expect(all).toHaveLength(23)
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  it('walk each server exactly once, whatever their size', async () => {
    for (let first = 1; first <= all.length + 1; first++) {
      const walked = (await walkPages(graph, PAGE, first)).flat().map(({ id }) => id)
      expect(walked, `pages of ${first}`).toEqual(all)
    }
  })

  it.each([
    ['NAME', ({ name }: Server) => name],
    ['CREATED_AT', ({ createdAt }: Server) => createdAt],
    ['UPDATED_AT', ({ updatedAt }: Server) => updatedAt],
    ['HOST', ({ host }: Server) => host ?? ''],
  ] as const)('are in order of %s, both ways', async (field, keyOf) => {
    for (const direction of ['ASC', 'DESC']) {
      const variables = { orderBy: { field, direction } }
      const walked = (await walkPages<Server>(graph, PAGE, 5, { variables })).flat()
      expect(walked.map(({ id }) => id).sort()).toEqual([...all].sort())
      const keys = walked.map(keyOf)
      const sorted = [...keys].sort()
      expect(keys).toEqual(direction === 'ASC' ? sorted : sorted.reverse())
    }
  })

  it('are the same with the default direction as ascending', async () => {
    const walk = (orderBy: object) => walkPages(graph, PAGE, 50, { variables: { orderBy } })
    expect(await walk({ field: 'NAME' })).toEqual(await walk({ field: 'NAME', direction: 'ASC' }))
  })

  it('forbid alice to order by host, which would tell it', async () => {
    const { errors } = await graph.ask(PAGE, { as: 'alice', variables: { first: 5, orderBy: { field: 'HOST' } } })
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
  })

  it('refuse a cursor of another filter, order or scope, and what is no cursor', async () => {
    const { data } = await graph.ask<Page>(PAGE, { variables: { first: 2 } })
    const after = data?.page?.pageInfo.endCursor
    expect(after).toEqual(expect.any(String))
    for (const other of [
      { filter: { status: ['ACTIVE'] } },
      { orderBy: { field: 'NAME' } },
      { scope: 'PROJECT' },
      { after: 'bm9uc2Vuc2U' },
      { after: '' },
    ]) {
      const { data, errors, upstream } = await graph.ask<Page>(PAGE, { variables: { first: 2, after, ...other } })
      expect(data).toEqual({ page: null })
      expect(errors).toMatchObject([{ path: ['page'], extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }])
      expect(countOf({ upstream }, 'nova')).toBe(0)
    }
  })

  it('have at most 5,000 servers and at least none', async () => {
    for (const first of [-1, 5001]) {
      const { errors, upstream } = await graph.ask(PAGE, { variables: { first } })
      expect(errors).toMatchObject([{ path: ['page'], extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }])
      expect(countOf({ upstream }, 'nova')).toBe(0)
    }
    expect(await graph.ask(PAGE, { variables: { first: 0 } })).toMatchObject({
      errors: [],
      data: {
        page: {
          nodes: [],
          pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
        },
      },
    })
    const { data } = await graph.ask<Page>(PAGE, { variables: { first: 5000 } })
    expect(data?.page?.nodes).toHaveLength(23)
  })

  it('give each edge the cursor that goes on behind it', async () => {
    const document = '{ servers(first: 3) { edges { cursor node { id } } pageInfo { startCursor endCursor } } }'
    type Edges = { servers: { edges: { cursor: string; node: { id: string } }[]; pageInfo: object } }
    const { data } = await graph.ask<Edges>(document)
    const edges = data?.servers.edges ?? []
    expect(data?.servers.pageInfo).toEqual({ startCursor: edges[0]?.cursor, endCursor: edges[2]?.cursor })
    for (const [index, { cursor }] of edges.entries()) {
      const next = await graph.ask<Page>(PAGE, { variables: { first: 1, after: cursor } })
      expect(next.data?.page?.nodes.map(({ id }) => id)).toEqual([all[index + 1]])
    }
  })
})

describe('whether a page of servers has a next one', () => {
  let graph: Graph
  beforeAll(async () => {
    graph = await startGraph({ servers: 2100, hypervisors: 60 })
    await graph.ask('{ cloud { microversions { max } } }')
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  const page = (first: number, fields: string) => graph.ask(`{ servers(first: ${first}) { nodes { id } ${fields} } }`)

  it.each([
    [1, 1],
    [999, 1],
    [1000, 2],
    [1500, 2],
    [2000, 3],
    [2100, 3],
  ])('costs a page of %i servers %i calls to Nova in all', async (first, calls) => {
    const answer = await page(first, 'pageInfo { hasNextPage }')
    expect(answer.data).toMatchObject({ servers: { pageInfo: { hasNextPage: first < 2100 } } })
    expect(countOf(answer, 'nova')).toBe(calls)
  })

  it('is said to be so where Nova cannot tell: the next page will', async () => {
    graph.demo.interfere(({ path }) =>
      path.endsWith('/servers') ? { kind: 'answer', status: 500, body: '{"computeFault":{"code":500}}' } : null,
    )
    const answer = await page(2100, 'pageInfo { hasNextPage }')
    const undecided = await page(1000, 'pageInfo { hasNextPage }')
    graph.demo.interfere(null)
    expect(answer).toMatchObject({ errors: [], data: { servers: { pageInfo: { hasNextPage: false } } } })
    expect(undecided).toMatchObject({ errors: [], data: { servers: { pageInfo: { hasNextPage: true } } } })
  })

  it('costs nothing at 1000 where nobody asks', async () => {
    expect(countOf(await page(1000, 'pageInfo { endCursor }'), 'nova')).toBe(1)
    expect(countOf(await page(2000, ''), 'nova')).toBe(2)
  })
})
