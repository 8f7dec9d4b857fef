import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { startUpstream } from '../support/upstream/start-upstream.ts'
import { startProgram, type Program } from './start-program.ts'

const ANSWERS_AFTER_MS = 1500

/** A cloud of one token and one server, whose Nova takes its time. */
async function startSlowCloud() {
  const cloud = await startUpstream(async ({ url, method }) => {
    const { origin } = url
    if (url.pathname === '/v3/auth/tokens') {
      const body = { json: tokenBody(origin) }
      return method === 'POST' ? { ...body, status: 201, headers: { 'x-subject-token': 'own' } } : body
    }
    if (url.pathname === '/v2.1/') return { json: { version: { id: 'v2.1', version: '2.93', min_version: '2.1' } } }
    await sleep(ANSWERS_AFTER_MS)
    return { json: { servers: [{ id: '00000000-0000-4000-8000-000000000001', name: 'slow', status: 'ACTIVE' }] } }
  })
  const env = {
    PCIGRAPH_DEMO: '',
    OS_AUTH_URL: `${cloud.url.origin}/v3`,
    OS_USERNAME: 'gateway',
    OS_PASSWORD: 'x',
    OS_USER_DOMAIN_ID: 'default',
    OS_PROJECT_NAME: 'service',
    OS_PROJECT_DOMAIN_ID: 'default',
  }
  return { cloud, env }
}

function tokenBody(origin: string) {
  return {
    token: {
      user: { id: 'u', name: 'u' },
      project: { id: 'p', name: 'p', domain: { id: 'default' } },
      roles: [{ name: 'member' }],
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      catalog: [{ type: 'compute', endpoints: [{ interface: 'public', region_id: 'R', url: `${origin}/v2.1` }] }],
    },
  }
}

function ask(program: Program): Promise<Response> {
  return fetch(`${program.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': 'somebody' },
    body: '{"query":"{ servers { nodes { name } } }"}',
  })
}

it.each(['SIGTERM', 'SIGINT'] as const)(
  '%s to npm: what was accepted is answered, nothing new is taken, and the program ends with 0',
  async (signal) => {
    const { cloud, env } = await startSlowCloud()
    await using _cloud = cloud
    await using program = await startProgram({ env })
    const answers = Promise.all([ask(program), ask(program), ask(program)])
    await vi.waitFor(() => expect(cloud.requests.some(({ url }) => url.pathname.includes('/servers'))).toBe(true), {
      timeout: 10_000,
    })
    const signalledAt = performance.now()
    program.signal(signal)
    await vi.waitFor(() => expect(program.stderr()).toContain('draining'), { timeout: 5000 })
    // What was on its way when the signal came is still taken, for a moment.
    const isTaken = () =>
      fetch(`${program.url}/healthz`).then(
        () => true,
        () => false,
      )
    await expect.poll(isTaken, { timeout: 5000 }).toBe(false)

    for (const answer of await answers) {
      expect(answer.status).toBe(200)
      expect(answer.headers.get('connection')).toBe('close')
      expect(await answer.json()).toEqual({ data: { servers: { nodes: [{ name: 'slow' }] } } })
    }
    const { code } = await program.ended()
    expect(code).toBe(0)
    expect(performance.now() - signalledAt).toBeLessThan(ANSWERS_AFTER_MS + 3000)
    expect(program.logged().map(({ msg }) => msg)).toEqual([
      'listening',
      'draining',
      'answered',
      'answered',
      'answered',
      'ended',
    ])
    await expect(fetch(`${program.url}/healthz`)).rejects.toThrow()
  },
)

it('ends at once where nothing is under way, whatever connections are kept alive, and leaves no file behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pcigraph-test-'))
  await using program = await startProgram({ env: { TMPDIR: folder }, throughNpm: false })
  expect(readdirSync(folder)).toHaveLength(1)
  await (await fetch(`${program.url}/healthz`)).text()
  const signalledAt = performance.now()
  program.signal('SIGTERM')
  expect((await program.ended()).code).toBe(0)
  expect(performance.now() - signalledAt).toBeLessThan(8000)
  expect(readdirSync(folder)).toEqual([])
  rmdirSync(folder)
})

it('cuts what is still under way when its time to drain is up', async () => {
  const { cloud, env } = await startSlowCloud()
  await using _cloud = cloud
  await using program = await startProgram({ env: { ...env, PCIGRAPH_DRAIN_TIMEOUT_MS: '200' }, throughNpm: false })
  const answer = ask(program)
  const cut = expect(answer).rejects.toThrow()
  await vi.waitFor(() => expect(cloud.requests.some(({ url }) => url.pathname.includes('/servers'))).toBe(true), {
    timeout: 10_000,
  })
  program.signal('SIGTERM')
  await cut
  expect((await program.ended()).code).toBe(0)
})

it('says first that it is not ready, and goes on serving for as long as it is told', async () => {
  await using program = await startProgram({ env: { PCIGRAPH_DRAIN_DELAY_MS: '1500' } })
  const get = async (path: string) => fetch(program.url + path, { headers: { connection: 'close' } })
  expect((await get('/readyz')).status).toBe(200)
  const signalledAt = performance.now()
  program.signal('SIGTERM')
  await vi.waitFor(async () => expect((await get('/readyz')).status).toBe(503), { timeout: 10_000 })
  expect(await (await get('/readyz')).json()).toMatchObject({ status: 'not ready', checks: { process: 'draining' } })
  expect((await get('/healthz')).status).toBe(200)
  expect(await (await get('/graphql?query={cloud{isDemo}}')).json()).toEqual({ data: { cloud: { isDemo: true } } })
  await vi.waitFor(() => expect(get('/healthz')).rejects.toThrow(), { timeout: 5000 })
  expect(performance.now() - signalledAt).toBeGreaterThan(1400)
  expect((await program.ended()).code).toBe(0)
})

it('loses no request of clients that heed /readyz, under load and through npm', async () => {
  await using program = await startProgram({ env: { PCIGRAPH_DRAIN_DELAY_MS: '1500' } })
  let isReady = true
  const statuses: number[] = []
  let afterSignal = 0
  let signalled = false
  const client = async (): Promise<void> => {
    while (isReady) {
      const answer = await fetch(`${program.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ servers { nodes { name hypervisor { hostname } pciDevices { id } } } }"}',
      })
      const { data } = (await answer.json()) as { data: { servers: { nodes: unknown[] } | null } }
      statuses.push(data.servers === null ? 0 : answer.status)
      if (signalled) afterSignal++
    }
  }
  // As who balances load does: it asks now and then, and sends nothing more once the answer is no.
  const watch = async (): Promise<void> => {
    while (isReady) {
      isReady = (await fetch(`${program.url}/readyz`)).ok
      await sleep(100)
    }
  }
  const clients = [watch(), ...Array.from({ length: 12 }, client)]
  await vi.waitFor(() => expect(statuses.length).toBeGreaterThan(50), { timeout: 10_000 })
  program.signal('SIGTERM')
  signalled = true
  await Promise.all(clients)
  expect(afterSignal).toBeGreaterThan(0)
  expect(statuses.filter((status) => status !== 200)).toEqual([])
  expect((await program.ended()).code).toBe(0)
})
