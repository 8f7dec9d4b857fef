import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApp, type App } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'
import type { DemoCloud } from '../../../src/demo/demo-cloud.ts'
import { listen } from '../../../src/http/listen.ts'
import { NO_LOG } from '../../../src/model/log.ts'
import { accessTo } from '../../../src/open-cloud.ts'
import { openGraphs } from '../../../src/open-graphs.ts'
import { createMetrics } from '../../../src/telemetry/metrics.ts'
import { NO_TELEMETRY } from '../../../src/telemetry/telemetry.ts'
import { startGraph, type Graph } from '../../support/graph.ts'
import { askGateway, LINK, startSubgraph, yamlOf, type RunningSubgraph } from './graphs.ts'

let demo: DemoCloud
let direct: Graph
let notes: RunningSubgraph
let app: App
let url: string
const metrics = createMetrics('test')

beforeAll(async () => {
  notes = await startSubgraph(
    'notes',
    /* GraphQL */ `
      type Query {
        newest: Note
      }
      type Note {
        text: String
        server: Server
        device: PciDevice
      }
      type Server @key(fields: "id") {
        id: ID!
        note: Note
      }
      type PciDevice @key(fields: "slot { host address }") {
        slot: PciSlot
        note: Note
      }
      type PciSlot @shareable {
        host: String!
        address: String!
      }
    `,
    { Query: { newest: () => ({ text: 'new', server: notedServer(serverId()) }) } },
    {
      Server: ({ id }) => notedServer(String(id)),
      PciDevice: ({ slot }) => ({ slot, note: { text: `at ${(slot as { address: string }).address}` } }),
    },
  )
  direct = await startGraph({ servers: 20, hypervisors: 6 })
  demo = direct.demo
  const yaml = yamlOf([notes], { notes: 'headers: { forward: [X-Auth-Token] }, retries: 0' })
  const config = readConfig({
    env: { PORT: '0', PCIGRAPH_CONFIG: 'pcigraph.yaml', PCIGRAPH_PROBE_CELLS: 'false' },
    argv: [],
    files: { home: '/', read: (path) => (path === 'pcigraph.yaml' ? yaml : null) },
  })
  if (config.federation === null) throw new Error('no graphs are configured')
  const federation = await openGraphs(config, config.federation, NO_LOG, metrics)
  app = createApp({ ...accessTo(demo), isDemo: false }, config, NO_LOG, { ...NO_TELEMETRY, metrics }, federation)
  url = await listen(app.server, config.listen)
})
afterAll(async () => {
  app.server.closeAllConnections()
  app.server.close()
  await app.close()
  await notes.close()
  await direct[Symbol.asyncDispose]()
})
beforeEach(() => {
  notes.before = null
})

function notedServer(id: string) {
  return { id, note: { text: `on ${id}`, server: { id } } }
}

function serverId(): string {
  const [server] = demo.model.servers
  if (server === undefined) throw new Error('the demo cloud has no servers')
  return server.id
}

async function ask(query: string, user: 'admin' | 'alice' = 'admin', headers: Record<string, string> = {}) {
  return askGateway(url, query, { headers: { 'x-auth-token': await direct.token(user), ...headers } })
}

async function routed(way: 'own' | 'planned'): Promise<number> {
  const line = (await metrics.scrape())
    .split('\n')
    .find((each) => each.startsWith(`pcigraph_gateway_operations_total{way="${way}"}`))
  return Number(line?.split(' ').at(-1))
}

describe('a document that the own graph answers alone', () => {
  it.each([
    '{ servers(first: 3) { nodes { id name pciDevices { productId hypervisor { hostname } } } } }',
    '{ server(id: "nothing of the kind") { id } }',
    'query($n: Int) { hypervisors(first: $n) { nodes { __typename hostname } } }',
  ])('is never planned, and answered as without the others: %s', async (query) => {
    const planned = await routed('planned')
    const own = await routed('own')
    const { status, data, errors } = await ask(query)
    const expected = await direct.ask(query)
    expect({ status, data }).toEqual({ status: expected.status, data: expected.data })
    expect(errors).toEqual(expected.errors)
    expect([await routed('planned'), await routed('own')]).toEqual([planned, own + 1])
  })

  it.each([
    ['of the own graph', '{ servers { nodes { id } } }'],
    ['of several graphs', '{ servers { nodes { id note { text } } } }'],
  ])('goes out as lines of JSON, too: one %s', async (_what, query) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/jsonl',
        'x-auth-token': await direct.token('admin'),
      },
      body: JSON.stringify({ query }),
    })
    const lines = (await response.text()).trim().split('\n')
    expect(lines).toHaveLength(21)
    expect(lines.at(-1)).toContain('"@complete":true')
  })
})

describe('a document of several graphs', () => {
  it('goes from one to the other and back', async () => {
    const planned = await routed('planned')
    const { data, errors } = await ask(
      '{ newest { text server { name note { text server { id } } } } __schema { queryType { name } } }',
    )
    expect(errors).toEqual([])
    const { data: named } = await direct.ask<{ server: { name: string } }>(`{ server(id: "${serverId()}") { name } }`)
    expect(data).toEqual({
      newest: {
        text: 'new',
        server: { name: named?.server.name, note: { text: `on ${serverId()}`, server: { id: serverId() } } },
      },
      __schema: { queryType: { name: 'Query' } },
    })
    expect(await routed('planned')).toBe(planned + 1)
  })

  it('needs a token as any other', async () => {
    const calls = notes.calls.length
    const { status, errors } = await askGateway(url, '{ newest { text } }')
    expect({ status, code: errors[0]?.extensions?.code }).toEqual({ status: 401, code: 'UNAUTHENTICATED' })
    expect(notes.calls).toHaveLength(calls)
  })

  it('hands the token on where it is named, however it came', async () => {
    const token = await direct.token('alice')
    const { errors } = await askGateway(url, '{ newest { text } }', { headers: { authorization: `Bearer ${token}` } })
    expect(errors).toEqual([])
    expect(notes.calls.at(-1)?.headers['x-auth-token']).toBe(token)
    expect(notes.calls.at(-1)?.headers).not.toHaveProperty('authorization')
  })

  it('asks nothing by a key that the caller may not see, and says nothing of it', async () => {
    const query = '{ servers { nodes { id pciDevices { id note { text } } } } }'
    const admin = await ask(query)
    expect(admin.errors).toEqual([])
    expect(admin.text).toContain('"at 0000:')
    const calls = notes.calls.length
    const alice = await ask(query, 'alice')
    expect(alice.errors).toEqual([])
    expect(alice.text).toContain('"note":null')
    expect(alice.text).not.toContain('"at 0000:')
    expect(notes.calls).toHaveLength(calls)
  })

  it('tells errors of the own graph as it tells them itself', async () => {
    const query = (more: string) => `{ servers(first: 2) { nodes { id host ${more} pciDevices { address } } } }`
    const alone = await direct.ask(query(''), { as: 'alice' })
    const joined = await ask(query('note { text }'), 'alice')
    const plain = (errors: readonly { message: string; path?: unknown; extensions?: unknown }[]) =>
      errors.map(({ message, path, extensions }) => ({ message, path, extensions }))
    expect(alone.errors.length).toBeGreaterThan(0)
    expect(plain(joined.errors)).toEqual(plain(alone.errors))
  })

  it('is answered by the own graph where the other is down', async () => {
    notes.before = (_request, response) => {
      response.destroy()
      return true
    }
    const { data, errors } = await ask('{ servers(first: 2) { nodes { id note { text } } } }')
    expect(data).toMatchObject({ servers: { nodes: [{ note: null }, { note: null }] } })
    expect(errors).toMatchObject([
      {
        path: ['servers', 'nodes', 0, 'note'],
        extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'notes', affected: 2 },
      },
    ])
  })

  it('has a receipt of all that it took', async () => {
    const { extensions } = await ask('{ servers(first: 2) { nodes { id note { text } } } }', 'admin', {
      'x-pcigraph-receipt': '1',
    })
    const { calls } = extensions?.upstream as { calls: readonly { upstream: string; count: number; keys: number }[] }
    expect(calls.find(({ upstream }) => upstream === 'notes')).toMatchObject({ count: 1, keys: 2 })
    expect(calls.some(({ upstream }) => upstream === 'nova')).toBe(true)
  })

  it('costs what its lists are estimated to hold, as any other', async () => {
    const cells = 'pciDevices { hypervisor { pciDevices(first: 5000) { nodes { id } } } }'
    const { status, errors } = await ask(`{ servers(first: 5000) { nodes { note { text } ${cells} } } }`)
    expect({ status, limit: errors[0]?.extensions?.limit }).toEqual({ status: 400, limit: 'cost' })
  })

  it('is not explained: what others would do is theirs to tell', async () => {
    const { status, errors } = await ask('{ newest { text } }', 'admin', { 'x-pcigraph-explain': '1' })
    expect({ status, message: errors[0]?.message }).toEqual({
      status: 400,
      message: expect.stringContaining('x-pcigraph-plan') as string,
    })
  })
})

it('what another graph has taken over is planned', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pcigraph-own-'))
  const schema = join(folder, 'names.graphql')
  const names = await startSubgraph(
    'names',
    'type Server @key(fields: "id") { id: ID! name: String }',
    {},
    { Server: ({ id }) => ({ id, name: 'another name' }) },
  )
  writeFileSync(
    schema,
    `${LINK.replace('"@key"', '"@key", "@override"')} type Server @key(fields: "id") { id: ID! name: String @override(from: "pcigraph") }`,
  )
  const config = readConfig({
    env: { PORT: '0', PCIGRAPH_CONFIG: 'none.yaml' },
    argv: [],
    federation: { subgraphs: [`names=${names.url}`], schemas: [`names=${schema}`] },
    files: { home: '/', read: () => '' },
  })
  if (config.federation === null) throw new Error('no graphs are configured')
  const federation = await openGraphs(config, config.federation, NO_LOG, NO_TELEMETRY.metrics)
  const joined = createApp({ ...accessTo(demo), isDemo: false }, config, NO_LOG, NO_TELEMETRY, federation)
  const address = await listen(joined.server, config.listen)
  try {
    const headers = { 'x-auth-token': await direct.token('admin') }
    expect(await askGateway(address, '{ servers(first: 1) { nodes { name } } }', { headers })).toMatchObject({
      data: { servers: { nodes: [{ name: 'another name' }] } },
      errors: [],
    })
  } finally {
    joined.server.closeAllConnections()
    joined.server.close()
    await joined.close()
    await names.close()
    rmSync(folder, { recursive: true })
  }
})
