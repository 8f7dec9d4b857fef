import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startUpstream } from '../support/upstream/start-upstream.ts'
import { startGateway, type Gateway } from './gateway.ts'
import { answered, askLines, openLines, readLines } from './json-lines.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({ servers: 2300, hypervisors: 60, devices: 1500, cells: 2 })
})
afterAll(() => gateway[Symbol.asyncDispose]())
beforeEach(() => {
  gateway.demo.interfere(null)
})

const REPORT =
  '{ servers { nodes { id name pciDevices { address } hypervisor { hostname pciStats { free } } project { name } } } }'

/** Some kilobytes of each device: what the kernel keeps for a connection is soon full. */
const LONG = Array.from(
  { length: 20 },
  (_, i) => `product${i}: product { id name vendor { id name } } label${i}: label`,
).join(' ')

/** All of a list as a client has it who turns the pages himself. */
async function pagesOf(list: string, fields: string, items = 'nodes', first = 999): Promise<unknown[]> {
  const found: unknown[] = []
  let after: string | null = null
  do {
    const [field = '', args = ''] = list.split('(')
    const query = `query Page($after: String) { ${field}(first: ${first}, after: $after${args === '' ? ')' : `, ${args}`} { ${items} { ${fields} } pageInfo { hasNextPage endCursor } } }`
    const { data, errors } = await gateway.ask(query, { variables: { after } })
    expect(errors).toEqual([])
    const page = data?.[field] as { pageInfo: { hasNextPage: boolean; endCursor: string } } & Record<string, unknown[]>
    found.push(...(page[items] ?? []))
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
  } while (after !== null)
  return found
}

describe('every item of one connection as a line', () => {
  it.each([
    ['servers', 'id name status flavor { name } pciDevices { address product { name } } hypervisor { hostname }'],
    ['servers(filter: { name: { startsWith: "f" } })', 'name'],
    ['pciDevices', 'id address status server { name } hypervisor { hostname }'],
    ['pciDevices(filter: { status: { eq: AVAILABLE } }, orderBy: { field: SLOT })', 'address hypervisor { hostname }'],
    ['hypervisors', 'hostname pciStats { free total } servers(first: 3) { nodes { id } }'],
    ['pciDeviceGroups(by: [HYPERVISOR, PRODUCT])', 'count'],
  ])('%s: what the pages of it have, in order', async (list, fields) => {
    const { status, headers, items, last } = await askLines(gateway, `{ ${list} { nodes { ${fields} } } }`)
    expect([status, headers.get('content-type')]).toEqual([200, 'application/jsonl; charset=utf-8'])
    expect(items).toEqual(await pagesOf(list, fields))
    expect(items.length).toBeGreaterThan(20)
    expect(last).toEqual({ '@complete': true, count: items.length })
  })

  it('with their cursors, where edges are asked for', async () => {
    const { items } = await askLines(gateway, '{ pciDevices { edges { cursor node { address } } } }')
    expect(items).toEqual(await pagesOf('pciDevices', 'cursor node { address }', 'edges'))
  })

  it('below single objects, through fragments, by any name, and beside the page information of who turns pages too', async () => {
    const { data } = await gateway.ask(
      '{ hypervisors(first: 1) { nodes { id pciDevices(first: 500) { nodes { address } } } } }',
    )
    const [host] = (data?.hypervisors as { nodes: { id: string; pciDevices: { nodes: object[] } }[] }).nodes
    const query = `
      query Other { cloud { name } }
      query OfHost($id: ID!) { ...Host }
      fragment Host on Query { where: hypervisor(id: $id) { ... on Hypervisor { list: pciDevices { ...Page } } } }
      fragment Page on PciDeviceConnection { __typename pageInfo: nodes { address } page: pageInfo { hasNextPage } }`
    const { items, last } = await askLines(gateway, query, { operationName: 'OfHost', variables: { id: host?.id } })
    expect(items).toEqual(host?.pciDevices.nodes)
    expect(last['@complete']).toBe(true)
  })

  it('as many as first says, and from after on, by value or by variable', async () => {
    const all = await pagesOf('servers', 'id')
    const some = await askLines(gateway, '{ servers(first: 700) { nodes { id } } }')
    expect([some.items, some.last]).toEqual([
      all.slice(0, 700),
      { '@complete': true, count: 700, endCursor: expect.any(String) as unknown },
    ])
    const rest = await askLines(
      gateway,
      'query Rest($n: Int! = 100000, $at: String) { servers(first: $n, after: $at) { nodes { id } } }',
      {
        variables: { at: some.last.endCursor },
      },
    )
    expect(rest.items).toEqual(all.slice(700))
    const none = await askLines(gateway, '{ servers(first: 0) { nodes { id } } }')
    expect([none.items, none.last]).toEqual([[], { '@complete': true, count: 0 }])
  })

  it('by GET, and by the id of a document', async () => {
    const query = '{ hypervisors { nodes { hostname } } }'
    const token = await gateway.token('admin')
    const headers = { accept: 'application/x-ndjson', 'x-auth-token': token }
    const url = `${gateway.url}/graphql?query=${encodeURIComponent(query)}`
    const response = await fetch(url, { headers })
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    const { items } = await readLines(response)
    expect(items).toHaveLength(60)
    const sha256Hash = createHash('sha256').update(query).digest('hex')
    const extensions = encodeURIComponent(JSON.stringify({ persistedQuery: { version: 1, sha256Hash } }))
    await (await fetch(`${url}&extensions=${extensions}`, { headers })).text()
    const known = await fetch(`${gateway.url}/graphql?extensions=${extensions}`, { headers })
    expect((await readLines(known)).items).toEqual(items)
  })

  it.each([
    ['application/jsonl', 'application/jsonl'],
    ['application/x-ndjson, */*', 'application/x-ndjson'],
    ['application/jsonl;q=0.9, application/json;q=0.5', 'application/jsonl'],
    ['application/json, application/jsonl', 'application/json'],
    ['application/jsonl;q=0.1, application/graphql-response+json', 'application/graphql-response+json'],
    ['*/*', 'application/json'],
  ])('and to who accepts %s it is %s', async (accept, type) => {
    const response = await openLines(gateway, '{ hypervisors { nodes { hostname } } }', { headers: { accept } })
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`)
    await response.text()
  })
})

describe('what it costs', () => {
  it('is told in the last line, the sum of all pages', async () => {
    const { items, last } = await askLines(gateway, '{ hypervisors { nodes { hostname } } }', {
      headers: { 'x-pcigraph-cost': '1' },
    })
    const { estimate, actual, max } = last.extensions?.cost ?? { estimate: 0, actual: 0, max: 0 }
    expect(actual).toBeGreaterThanOrEqual(items.length)
    expect(estimate).toBeGreaterThanOrEqual(actual)
    expect(max).toBe(1_500_000)
    const silent = await askLines(gateway, '{ hypervisors { nodes { hostname } } }')
    expect(silent.last.extensions?.cost).toBeUndefined()
  })

  it('is Nova a page of a thousand each, a brief one for each but the first, and the hypervisors once', async () => {
    await askLines(gateway, REPORT)
    gateway.demo.calls.clear()
    const { items, last } = await askLines(gateway, REPORT, { headers: { 'x-pcigraph-receipt': '1' } })
    expect([items.length, last['@complete']]).toEqual([2300, true])
    const calls = Object.fromEntries(
      Object.entries(Object.groupBy(gateway.callsTo('nova'), (call) => call)).map(([call, same]) => [
        call,
        same?.length,
      ]),
    )
    expect(calls).toEqual({
      'GET /v2.1/servers/detail': 3,
      'GET /v2.1/servers': 2,
      'GET /v2.1/os-hypervisors': 1,
    })
    expect(last.extensions?.upstream.total).toBeGreaterThan(6)
  })

  it('is one line of the log, with its codes, and one place among the requests that are answered', async () => {
    await using small = await startGateway({ servers: 300, env: { PCIGRAPH_MAX_IN_FLIGHT_PER_CALLER: '1' } })
    for (let time = 0; time < 3; time++) await askLines(small, 'query Report { servers { nodes { id } } }')
    await vi.waitFor(() => expect(answered(small.logged)).toHaveLength(3), { timeout: 10_000 })
    expect(answered(small.logged)[0]).toMatchObject({ operation: 'Report', status: 200 })
  })

  it('may be asked for page by page where the whole would be too dear, and is refused where one item is', async () => {
    await using small = await startGateway({ servers: 300, env: { PCIGRAPH_MAX_COST: '2000' } })
    const { items, last } = await askLines(small, '{ servers(first: 5000) { nodes { id pciDevices { address } } } }')
    expect([items.length, last['@complete']]).toEqual([300, true])
    const dear = await askLines(small, '{ hypervisors { nodes { servers(first: 5000) { nodes { id } } } } }')
    expect([dear.status, dear.items, dear.last]).toMatchObject([
      400,
      [],
      { '@complete': false, count: 0, errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'cost' } }] },
    ])
  })
})

describe('is refused, with the status of any other refusal and one last line that says why,', () => {
  it.each([
    ['two lists', '{ servers { nodes { id } } pciDevices { nodes { id } } }', /servers, pciDevices side by side/],
    ['no list', '{ cloud { name } }', /name is no list/],
    [
      'a list and a field beside it',
      '{ hypervisors { nodes { id } totalCount } }',
      /totalCount, which no line can hold/,
    ],
    ['a list without items', '{ servers { pageInfo { hasNextPage } } }', /neither nodes nor edges/],
    ['both kinds of items', '{ servers { nodes { id } edges { cursor } } }', /nodes and edges/],
    ['a field that may be left out', '{ servers @include(if: true) { nodes { id } } }', /directive/],
  ])('%s', async (_what, query, message) => {
    gateway.demo.calls.clear()
    const { status, last } = await askLines(gateway, query)
    expect([status, last]).toEqual([
      400,
      {
        '@complete': false,
        count: 0,
        errors: [
          {
            message: expect.stringMatching(message) as unknown,
            locations: expect.any(Array) as unknown,
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ],
      },
    ])
    expect(gateway.callsTo('nova')).toEqual([])
  })

  it.each([
    ['nobody', '{ servers { nodes { id } } }', { as: null }, 401, 'UNAUTHENTICATED'],
    ['a field that is not there', '{ servers { nodes { nope } } }', {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a broken document', '{ servers {', {}, 400, 'GRAPHQL_PARSE_FAILED'],
    [
      'a value of another kind',
      'query Q($n: Int!) { servers(first: $n) { nodes { id } } }',
      { variables: { n: 'x' } },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'a question that is to be explained',
      '{ servers { nodes { id } } }',
      { headers: { 'x-pcigraph-explain': '1' } },
      200,
      'EXPLAINED',
    ],
  ] as const)('%s', async (_what, query, options, status, code) => {
    const reply = await askLines(gateway, query, options)
    expect([reply.status, reply.items, reply.last]).toMatchObject([
      status,
      [],
      { '@complete': false, count: 0, errors: [{ extensions: { code } }] },
    ])
  })

  it.each([
    ['who may not list', '{ hypervisors { nodes { id } } }', 'FORBIDDEN'],
    ['a size that is none', '{ servers(first: -1) { nodes { id } } }', 'BAD_USER_INPUT'],
    ['a cursor of another list', '{ servers(after: "x") { nodes { id } } }', 'BAD_USER_INPUT'],
    [
      'a list of what is not there',
      '{ hypervisor(id: "00000000-0000-4000-8000-000000000000") { pciDevices { nodes { id } } } }',
      'NOT_FOUND',
    ],
  ])('or, where the graph itself answers null, in the last line alone: %s', async (what, query, code) => {
    const as = what.startsWith('who') ? 'alice' : 'admin'
    const { status, last } = await askLines(gateway, query, { as })
    expect([status, last]).toMatchObject([200, { '@complete': false, count: 0, errors: [{ extensions: { code } }] }])
  })
})

describe('is said not to be complete', () => {
  it('where fields of its items could not be read: with nulls in the lines, and equal errors once', async () => {
    await using half = await startGateway({
      servers: 1300,
      cellConfigs: [{ name: 'cell1', uuid: null, url: 'mysql://nobody:none@127.0.0.1:9/nova' }],
    })
    const { items, last } = await askLines(half, '{ servers { nodes { id pciDevices { address } } } }')
    expect(items).toHaveLength(1300)
    expect(items.every(({ pciDevices }) => pciDevices === null)).toBe(true)
    expect(last).toMatchObject({
      '@complete': false,
      count: 1300,
      errors: [
        { path: ['servers', 'nodes', 0, 'pciDevices'], extensions: { code: 'PCI_STORE_UNAVAILABLE', affected: 1300 } },
      ],
    })
    expect(last.endCursor).toBeUndefined()
  })

  it('where Nova fails amid it, with what came before and where to go on', async () => {
    let pages = 0
    gateway.demo.interfere(({ path, query }) =>
      path.endsWith('/servers/detail') && query.has('marker') && pages++ < 20
        ? { kind: 'answer', status: 500, body: '{}' }
        : null,
    )
    const { status, items, last } = await askLines(gateway, '{ servers { nodes { id } } }')
    expect([status, last]).toMatchObject([
      200,
      { '@complete': false, count: items.length, errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] },
    ])
    expect(items.length).toBeGreaterThanOrEqual(600)
    gateway.demo.interfere(null)
    const rest = await askLines(gateway, 'query Rest($after: String) { servers(after: $after) { nodes { id } } }', {
      variables: { after: last.endCursor },
    })
    expect([...items, ...rest.items]).toEqual(await pagesOf('servers', 'id'))
  })

  it('where its token ends amid it, though no page of it asks a service that would say so', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      await using short = await startGateway({ servers: 20, devices: 12_000, hypervisors: 60 })
      const response = await openLines(short, `{ pciDevices { nodes { ${LONG} } } }`)
      vi.setSystemTime(Date.now() + 3_700_000)
      const { items, last } = await readLines(response)
      expect(last).toMatchObject({ '@complete': false, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
      expect(items.length).toBeGreaterThanOrEqual(100)
      expect(items.length).toBeLessThan(12_000)
      expect(last.count).toBe(items.length)
    } finally {
      vi.useRealTimers()
    }
  })

  it('where this gateway is told to stop, within the time that it has', async () => {
    await using ending = await startGateway({ servers: 2500, env: { PCIGRAPH_DRAIN_TIMEOUT_MS: '1500' } })
    const response = await openLines(ending, '{ servers { nodes { id } } }')
    ending.demo.latencyMs = 5000
    ending.app.health.drain()
    const { items, last } = await readLines(response)
    // It comes before the connection is cut, or not at all.
    expect(last).toMatchObject({
      '@complete': false,
      count: items.length,
      errors: [{ extensions: { code: 'SHUTTING_DOWN' } }],
      endCursor: expect.any(String) as unknown,
    })
    ending.demo.latencyMs = 0
  })
})

it('ends all that is under way when the client goes away, down to the socket, and lets the next one in', async () => {
  const page = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({
      id: `00000000-0000-4000-8000-${String(from + i).padStart(12, '0')}`,
      name: 'x',
      status: 'ACTIVE',
    }))
  let asked = 0
  await using nova = await startUpstream(({ url }) => {
    if (url.pathname === '/v2.1/') return { json: { version: { id: 'v2.1', version: '2.93', min_version: '2.1' } } }
    // The second page never comes.
    if (asked++ > 0) return undefined
    return { json: { servers: page(0, 1000), servers_links: [{ rel: 'next' }] } }
  })
  await using before = await startGateway({
    endpoints: { compute: nova.url },
    env: { PCIGRAPH_MAX_IN_FLIGHT_PER_CALLER: '1' },
  })
  const client = new AbortController()
  const response = await openLines(before, '{ servers { nodes { id } } }', { signal: client.signal })
  const reader = response.body?.getReader()
  await reader?.read()
  await vi.waitFor(() => expect(nova.requests.length).toBeGreaterThanOrEqual(4), { timeout: 10_000 })
  expect(nova.abandoned).toEqual([])
  client.abort()
  await vi.waitFor(() => expect(nova.abandoned.length).toBeGreaterThanOrEqual(2), { timeout: 10_000 })
  await vi.waitFor(() => expect(answered(before.logged)).toHaveLength(1), { timeout: 10_000 })
  const { status } = await before.ask('{ cloud { name } }')
  expect(status).toBe(200)
  await sleep(50)
  expect(before.logged.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([])
})

it('lets go of a client that does not read what is there for it', async () => {
  await using slow = await startGateway({
    servers: 20,
    devices: 12_000,
    hypervisors: 60,
    env: { PCIGRAPH_MAX_REQUEST_MS: '700' },
  })
  const response = await openLines(slow, `{ pciDevices { nodes { ${LONG} } } }`)
  await vi.waitFor(() => expect(answered(slow.logged)).toHaveLength(1), { timeout: 10_000 })
  await expect(response.text()).rejects.toThrow()
})

it('answers others while a long list goes out', async () => {
  const [list, other] = await Promise.all([askLines(gateway, REPORT), gateway.ask('{ cloud { name } }')])
  expect([list.last['@complete'], other.errors]).toEqual([true, []])
  expect(other.ms).toBeLessThan(1000)
})
