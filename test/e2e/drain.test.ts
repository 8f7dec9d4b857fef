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
    await vi.waitFor(() => expect(cloud.requests.some(({ url }) => url.pathname.includes('/servers'))).toBe(true))
    const signalledAt = performance.now()
    program.signal(signal)
    await vi.waitFor(() => expect(program.stderr()).toContain('draining'))
    await expect(fetch(`${program.url}/healthz`)).rejects.toThrow()

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
  expect(performance.now() - signalledAt).toBeLessThan(2000)
  expect(readdirSync(folder)).toEqual([])
  rmdirSync(folder)
})

it('cuts what is still under way when its time to drain is up', async () => {
  const { cloud, env } = await startSlowCloud()
  await using _cloud = cloud
  await using program = await startProgram({ env: { ...env, PCIGRAPH_DRAIN_TIMEOUT_MS: '200' }, throughNpm: false })
  const answer = ask(program)
  const cut = expect(answer).rejects.toThrow()
  await vi.waitFor(() => expect(cloud.requests.some(({ url }) => url.pathname.includes('/servers'))).toBe(true))
  program.signal('SIGTERM')
  await cut
  expect((await program.ended()).code).toBe(0)
})
