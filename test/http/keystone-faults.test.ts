import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { PROXY_ERROR, type Interference } from '../../src/demo/interference.ts'
import { signIn } from '../support/graph.ts'
import { startGateway, type Gateway } from './gateway.ts'

const QUESTION = '{ servers(first: 2) { nodes { name } } }'

let gateway: Gateway
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  gateway = await startGateway({ env: { PCIGRAPH_UPSTREAM_TIMEOUT_MS: '1000' } })
})
afterEach(async () => {
  vi.useRealTimers()
  await gateway[Symbol.asyncDispose]()
})

const FAULTS: readonly (readonly [name: string, fault: Interference, code: string, calls: number])[] = [
  ['hangs', { kind: 'hang' }, 'UPSTREAM_TIMEOUT', 1],
  ['resets the connection', { kind: 'reset' }, 'UPSTREAM_UNAVAILABLE', 3],
  ['is behind a proxy that says 503', PROXY_ERROR, 'UPSTREAM_UNAVAILABLE', 3],
  ['answers HTML', { kind: 'answer', status: 200, body: '<html>' }, 'UPSTREAM_INVALID_RESPONSE', 1],
]

it.each(FAULTS)(
  'Keystone %s: 503 and its name, not 401, and nothing else is asked',
  async (_name, fault, code, calls) => {
    const { demo } = gateway
    const token = await signIn(demo, 'alice')
    demo.calls.clear()
    demo.interfere(({ service }) => (service === 'keystone' ? fault : null))
    const reply = await gateway.ask(QUESTION, { token, headers: { accept: 'application/json' } })
    expect(reply.status).toBe(503)
    expect(reply.errors).toMatchObject([{ extensions: { code, upstream: 'keystone' } }])
    expect(reply.data).toBeUndefined()
    expect(reply.ms).toBeLessThan(2500)
    expect(gateway.callsTo('keystone')).toHaveLength(calls)
    expect(gateway.callsTo('nova')).toEqual([])

    demo.interfere(null)
    expect((await gateway.ask(QUESTION, { token })).errors).toEqual([])
  },
)

it('goes on with a token that it knows while Keystone is down, for ten seconds and no longer', async () => {
  const { demo } = gateway
  const token = await signIn(demo, 'alice')
  expect((await gateway.ask(QUESTION, { token })).status).toBe(200)
  demo.interfere(({ service }) => (service === 'keystone' ? { kind: 'reset' } : null))
  vi.setSystemTime(Date.now() + 9_000)
  const within = await gateway.ask(QUESTION, { token })
  expect(within.errors).toEqual([])
  expect(within.data).toMatchObject({ servers: { nodes: [{}, {}] } })
  vi.setSystemTime(Date.now() + 1_000)
  expect((await gateway.ask(QUESTION, { token })).status).toBe(503)
})

it('shows servers without the names of their projects where Keystone fails between sign-in and names', async () => {
  const { demo } = gateway
  demo.interfere(({ service, path }) => (service === 'keystone' && path.endsWith('/projects') ? PROXY_ERROR : null))
  const reply = await gateway.ask('{ servers(first: 20) { nodes { name projectId project { name } } } }')
  const { servers } = reply.data as { servers: { nodes: { name: string; project: { name: string | null } }[] } }
  expect(servers.nodes).toHaveLength(20)
  expect(reply.errors).toMatchObject([
    {
      path: ['servers', 'nodes', expect.any(Number) as unknown, 'project', 'name'],
      extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'keystone', affected: expect.any(Number) as unknown },
    },
  ])
})

it('names the one project of an answer where Keystone refuses it alone and lists it', async () => {
  const { demo } = gateway
  const refused = { kind: 'answer', status: 403, body: '{"error": {"code": 403, "message": "no"}}' } as const
  demo.interfere(({ service, path }) => (service === 'keystone' && /\/projects\/./.test(path) ? refused : null))
  const projectId = demo.users.alice.projectId
  demo.calls.clear()
  const reply = await gateway.ask(
    'query ($of: ID!) { servers(first: 3, scope: ALL, filter: { projectId: $of }) { nodes { project { name } } } }',
    {
      variables: { of: projectId },
    },
  )
  expect(reply.errors).toEqual([])
  const name = demo.users.alice.projectName
  expect(reply.data).toEqual({ servers: { nodes: Array.from({ length: 3 }, () => ({ project: { name } })) } })
  expect(gateway.callsTo('keystone').filter((call) => call.includes('/projects'))).toEqual([
    `GET /v3/projects/${projectId}`,
    'GET /v3/projects',
  ])
})
