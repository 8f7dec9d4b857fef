import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROXY_ERROR, type Interfere } from '../../src/demo/interference.ts'
import { startGraph, type Answer, type AskOptions, type Graph } from '../support/graph.ts'

const SERVERS = '/v2.1/servers/detail'
const HYPERVISORS = '/v2.1/os-hypervisors'
const SERVERS_ASK_FOR_MS = 1000
const PAGE = '{ servers(first: 100) { nodes { name hypervisor { hostname } } } }'

type Asked = {
  readonly order: 'together' | 'one after the other' | 'servers alone'
  readonly calls: number
  readonly answer: Answer<Page>
}

type Page = {
  readonly servers: { readonly nodes: readonly { readonly hypervisor: { readonly hostname: string } | null }[] }
}

describe('the hosts of a page of servers', () => {
  let graph: Graph
  let [first, second]: Asked[] = []
  beforeAll(async () => {
    graph = await startGraph({ servers: 120, hypervisors: 70 })
    await graph.ask('{ cloud { microversions { max } } }')
    first = await orderOf(PAGE)
    second = await orderOf(PAGE)
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  /** In what order Nova was asked, while it takes its time for servers: `together` where nobody waited for those. */
  async function orderOf(document: string, options?: AskOptions & { readonly interfere?: Interfere }): Promise<Asked> {
    const asked: { readonly path: string; readonly atMs: number }[] = []
    graph.demo.interfere((request) => {
      const { service, path } = request
      if (service !== 'nova') return null
      asked.push({ path, atMs: performance.now() })
      return options?.interfere?.(request) ?? (path === SERVERS ? { kind: 'delay', ms: SERVERS_ASK_FOR_MS } : null)
    })
    const answer = await graph.ask<Page>(document, options)
    graph.demo.interfere(null)
    const [servers, hypervisors] = [SERVERS, HYPERVISORS].map((path) => asked.find((call) => call.path === path))
    const order =
      hypervisors === undefined
        ? 'servers alone'
        : Math.abs(hypervisors.atMs - (servers?.atMs ?? Infinity)) < SERVERS_ASK_FOR_MS / 2
          ? 'together'
          : 'one after the other'
    return { order, calls: asked.length, answer }
  }

  it('are asked for together with the servers, once it is known that one page has them all', () => {
    expect(first).toMatchObject({ order: 'one after the other', calls: 2 })
    expect(second).toMatchObject({ order: 'together', calls: 2 })
    expect(second?.answer.data).toEqual(first?.answer.data)
    const hosts = second?.answer.data?.servers.nodes.filter(({ hypervisor }) => hypervisor !== null)
    expect(hosts?.length).toBeGreaterThan(90)
  })

  it.each([
    [
      'that is left out',
      `query ($host: Boolean = false) { servers(first: 100) { nodes { name hypervisor @include(if: $host) { hostname } } } }`,
    ],
    [
      'that is hidden in a fragment which is left out',
      `query ($host: Boolean = true) { servers(first: 100) { nodes { name ...H @skip(if: $host) } } } fragment H on Server { hypervisor { hostname } }`,
    ],
    ['that nobody asks for', '{ servers(first: 100) { nodes { name } } }'],
  ])('a host %s is not asked for', async (_which, document) => {
    expect(await orderOf(document)).toMatchObject({ order: 'servers alone', calls: 1 })
  })

  it.each([
    ['few', '{ servers(first: 9) { nodes { name hypervisor { hostname } } } }'],
    ['of one project', '{ servers(first: 100, scope: PROJECT) { nodes { name hypervisor { hostname } } } }'],
    ['sieved', '{ servers(first: 100, filter: { locked: false }) { nodes { name hypervisor { hostname } } } }'],
  ])('wait until there is one, where the servers are %s and may be none', async (_which, document) => {
    expect((await orderOf(document)).order).not.toBe('together')
  })

  it('are not asked for by those whom Nova does not show them', async () => {
    for (const as of ['alice', 'bob'] as const) {
      expect(await orderOf(PAGE, { as })).toMatchObject({ order: 'servers alone', calls: 1 })
    }
  })

  it('are told as ever where the one call fails, and where the other does', async () => {
    const noHosts = await orderOf(PAGE, {
      interfere: ({ path }) => (path.startsWith(HYPERVISORS) ? PROXY_ERROR : null),
    })
    expect(noHosts.order).toBe('together')
    expect(noHosts.answer.data?.servers.nodes).toHaveLength(100)
    expect(noHosts.answer.errors).toMatchObject([
      { path: ['servers', 'nodes', 0, 'hypervisor'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
    ])
    const noServers = await orderOf(PAGE, { interfere: ({ path }) => (path === SERVERS ? PROXY_ERROR : null) })
    expect(noServers.answer.data).toEqual({ servers: null })
    expect(noServers.answer.errors).toMatchObject([{ path: ['servers'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }])
  })
})
