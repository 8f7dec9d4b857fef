import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROXY_ERROR, type Interference } from '../../src/demo/interference.ts'
import { startGateway, type Gateway } from './gateway.ts'

// Long enough for two retries with their pauses.
const TIMEOUT_MS = 1000
/** Servers come from Nova; the rest of the answer does not. */
const QUESTION = `{
  servers(first: 5) { nodes { name status } }
  pciDevices(first: 2) { nodes { address } }
  cloud { name }
}`

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({ env: { PCIGRAPH_UPSTREAM_TIMEOUT_MS: String(TIMEOUT_MS) } })
  // Where Nova is and what it serves is found once; these are faults of a Nova that was there.
  await gateway.ask('{ cloud { microversions { max } } }')
})
afterAll(() => gateway[Symbol.asyncDispose]())

const FAULTS: readonly (readonly [name: string, fault: Interference, code: string, words: RegExp, calls: number])[] = [
  ['hangs', { kind: 'hang' }, 'UPSTREAM_TIMEOUT', /did not answer within 1 s/, 1],
  ['resets the connection', { kind: 'reset' }, 'UPSTREAM_UNAVAILABLE', /closed the connection without an answer/, 3],
  ['breaks off in the middle', { kind: 'cut', afterBytes: 100 }, 'UPSTREAM_INVALID_RESPONSE', /broke off/, 3],
  ['truncates its JSON', answering(200, '{"servers": [{"id": "x'), 'UPSTREAM_INVALID_RESPONSE', /is not JSON/, 1],
  [
    'answers HTML as if it were well',
    answering(200, '<html>Log in</html>'),
    'UPSTREAM_INVALID_RESPONSE',
    /is not JSON/,
    1,
  ],
  [
    'is behind a proxy that says 502 in HTML',
    answering(502, '<html>Bad</html>'),
    'UPSTREAM_UNAVAILABLE',
    /failed with 502/,
    3,
  ],
  ['is behind a proxy that says 503 in HTML', PROXY_ERROR, 'UPSTREAM_UNAVAILABLE', /failed with 503/, 3],
  ['is behind a proxy that says 504', answering(504, ''), 'UPSTREAM_TIMEOUT', /does not answer in time \(504\)/, 3],
  ['fails with 500', answering(500, fault500()), 'UPSTREAM_UNAVAILABLE', /failed with 500: Unexpected API Error/, 2],
  [
    'says another shape of JSON',
    answering(200, '{"servers": "none"}'),
    'UPSTREAM_INVALID_RESPONSE',
    /has no servers/,
    1,
  ],
  ['says a list of something else', answering(200, '{"servers": [null]}'), 'UPSTREAM_INVALID_RESPONSE', /server/, 1],
  ['redirects', answering(302, '', { location: 'http://other/' }), 'UPSTREAM_INVALID_RESPONSE', /redirects \(302\)/, 1],
  ['is asked too often', answering(429, '', { 'retry-after': '60' }), 'UPSTREAM_UNAVAILABLE', /asked too often/, 1],
]

describe.each(FAULTS)('Nova %s', (_name, fault, code, words, calls) => {
  it('costs one null with a code, in bounded time, and nothing else', async () => {
    const { demo } = gateway
    demo.interfere((request) => (request.path.endsWith('/servers/detail') ? fault : null))
    demo.calls.clear()
    const reply = await gateway.ask(QUESTION)
    expect(reply.status).toBe(200)
    expect(reply.errors).toEqual([
      {
        message: expect.stringMatching(words) as unknown,
        locations: expect.anything() as unknown,
        path: ['servers'],
        extensions: expect.objectContaining({ code, upstream: 'nova' }) as unknown,
      },
    ])
    expect(reply.data).toMatchObject({ servers: null, cloud: {}, pciDevices: { nodes: [{}, {}] } })
    expect(gateway.callsTo('nova')).toHaveLength(calls)
    expect(reply.upstream?.calls.find(({ upstream }) => upstream === 'nova')).toMatchObject({ count: 1 })
    expect(reply.ms).toBeLessThan(TIMEOUT_MS + 1000)
    expect(reply.text).not.toMatch(/https?:|\.ts:|select |<html/i)

    demo.interfere(null)
    const next = await gateway.ask(QUESTION)
    expect(next.errors).toEqual([])
    expect(next.data).toMatchObject({ servers: { nodes: expect.arrayContaining([expect.anything()]) as unknown } })
  })
})

it('says that Nova refuses connections, where there is none', async () => {
  const endpoints = { compute: new URL('http://127.0.0.1:1/v2.1') }
  await using refused = await startGateway({ endpoints })
  const reply = await refused.ask(QUESTION)
  expect(reply.errors).toMatchObject([
    {
      message: 'Nova refuses connections.',
      path: ['servers'],
      extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'nova' },
    },
  ])
  expect(reply.data).toMatchObject({ servers: null, pciDevices: { nodes: [{}, {}] } })
  expect(reply.ms).toBeLessThan(2000)
})

it('shows the servers when hypervisors fail, with one error that says how many it is about', async () => {
  const { demo } = gateway
  demo.interfere((request) => (request.path.includes('/os-hypervisors') ? answering(500, fault500()) : null))
  const reply = await gateway.ask('{ servers { nodes { name host hypervisor { hostname } pciDevices { address } } } }')
  demo.interfere(null)
  const { servers } = reply.data as {
    servers: { nodes: { host: string | null; hypervisor: unknown; pciDevices: unknown }[] }
  }
  const placed = servers.nodes.filter(({ host }) => host !== null)
  expect(placed.length).toBeGreaterThan(5)
  for (const server of servers.nodes) {
    expect(server).toMatchObject({ hypervisor: null, pciDevices: expect.any(Array) as unknown })
  }
  expect(reply.errors).toMatchObject([
    {
      path: ['servers', 'nodes', servers.nodes.findIndex(({ host }) => host !== null), 'hypervisor'],
      extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'nova', affected: placed.length },
    },
  ])
})

it('does not ask Placement at all where Nova still tells the capacity, so that its faults cost nothing', async () => {
  const { demo } = gateway
  demo.interfere((request) => (request.service === 'placement' ? { kind: 'hang' } : null))
  demo.calls.clear()
  const reply = await gateway.ask('{ hypervisors { nodes { hostname stats { source vcpus } } } }')
  demo.interfere(null)
  expect(reply.errors).toEqual([])
  expect(gateway.callsTo('placement')).toEqual([])
})

it('takes what a newer Nova says for unrecognized, and shows its words', async () => {
  const { demo } = gateway
  demo.interfere((request) =>
    request.path.endsWith('/servers/detail')
      ? changingFirst({ status: 'HIBERNATED', 'OS-EXT-STS:power_state': 99, host_status: 'NAPPING' })
      : null,
  )
  const reply = await gateway.ask('{ servers(first: 2) { nodes { status statusText powerState hostStatus } } }')
  demo.interfere(null)
  expect(reply.errors).toEqual([])
  expect(reply.data).toMatchObject({
    servers: {
      nodes: [
        { status: 'UNRECOGNIZED', statusText: 'HIBERNATED', powerState: 'UNRECOGNIZED', hostStatus: 'UNRECOGNIZED' },
        { status: expect.not.stringContaining('UNRECOGNIZED') as unknown },
      ],
    },
  })
})

it('does not make up a server out of one without an id', async () => {
  const { demo } = gateway
  demo.interfere((request) => (request.path.endsWith('/servers/detail') ? changingFirst({ id: undefined }) : null))
  const reply = await gateway.ask(QUESTION)
  demo.interfere(null)
  expect(reply.errors).toMatchObject([
    { path: ['servers'], extensions: { code: 'UPSTREAM_INVALID_RESPONSE', upstream: 'nova' } },
  ])
  expect(reply.data).toMatchObject({ servers: null, pciDevices: { nodes: [{}, {}] } })
})

it('tells a token that ends in the middle of a question at the place that needed it', async () => {
  const { demo } = gateway
  demo.interfere((request) => (request.path.endsWith('/servers/detail') ? answering(401, '{}') : null))
  const reply = await gateway.ask(QUESTION)
  demo.interfere(null)
  expect(reply.status).toBe(200)
  expect(reply.errors).toMatchObject([{ path: ['servers'], extensions: { code: 'UNAUTHENTICATED', upstream: 'nova' } }])
  expect(reply.data).toMatchObject({ pciDevices: { nodes: [{}, {}] } })
})

function answering(status: number, body: string, headers: Record<string, string> = {}): Interference {
  return { kind: 'answer', status, body, headers: { 'content-type': 'text/html', ...headers } }
}

function fault500(): string {
  return JSON.stringify({
    computeFault: { code: 500, message: 'Unexpected API Error. See http://bugs.launchpad.net/nova/.' },
  })
}

function changingFirst(change: object): Interference {
  return {
    kind: 'change',
    change(body) {
      const { servers, ...rest } = body as { servers: object[] }
      return { ...rest, servers: servers.map((server, index) => (index === 0 ? { ...server, ...change } : server)) }
    },
  }
}
