import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { cloudEnvironment } from '../cli/command.ts'
import { startProgram, type Program } from '../e2e/start-program.ts'
import { createAuthority } from '../support/databases/authority.ts'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import { signIn } from '../support/graph.ts'
import { redisUrl, startRedis } from './redis-server.ts'

const LIMIT = 12
const PLENTY = '100000'
const QUESTION = '{ servers(first: 1) { nodes { id } } }'
/** What an outage may cost one question, on a machine that has other things to do. */
const QUICK_MS = 3000

let demo: DemoCloud
let server: DatabaseServer
let redis: Redis
beforeAll(async () => {
  ;[demo, server] = await Promise.all([startDemoCloud({ servers: 20, hypervisors: 4 }), startRedis()])
  redis = new Redis(redisUrl(server), { enableOfflineQueue: true })
  redis.on('error', () => undefined)
})
afterAll(async () => {
  redis.disconnect()
  await server[Symbol.asyncDispose]()
  await demo.close()
})
beforeEach(() => redis.flushall())

const open: Program[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway[Symbol.asyncDispose]()))
})

async function startGateway(env: Readonly<Record<string, string>> = {}): Promise<Program> {
  const gateway = await startProgram({
    env: {
      ...cloudEnvironment(demo),
      PCIGRAPH_DEMO: '',
      NODE_ENV: 'production',
      PCIGRAPH_REDIS_URL: redisUrl(server),
      ...env,
    },
    throughNpm: false,
  })
  open.push(gateway)
  return gateway
}

type Reply = {
  readonly status: number
  readonly code: string | undefined
  readonly data: unknown
  readonly retryAfter: string | null
  readonly ms: number
}

async function send({ url }: Program, token: string, body: object): Promise<Reply> {
  const startedAt = performance.now()
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      'x-auth-token': token,
    },
    body: JSON.stringify(body),
  })
  const { data, errors } = (await response.json()) as {
    data?: unknown
    errors?: { extensions: { code: string } }[]
  }
  return {
    status: response.status,
    code: errors?.[0]?.extensions.code,
    data,
    retryAfter: response.headers.get('retry-after'),
    ms: performance.now() - startedAt,
  }
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const byHash = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(text) } } })
const newDocument = () => `query Q${randomUUID().replaceAll('-', '')} { cloud { name } }`
const keyOf = (text: string) => `pcigraph:document:${hashOf(text)}`

const figures = async ({ url }: Program) => (await fetch(`${url}/metrics`)).text()
const outages = (gateway: Program) => gateway.logged().filter(({ msg }) => String(msg).includes('Redis is of no help'))

describe('documents that one gateway has learned', () => {
  it('are answered by their hash at another, for a day', async () => {
    const [a, b] = await Promise.all([startGateway(), startGateway()])
    const token = await signIn(demo, 'admin')
    const text = newDocument()
    expect((await send(b, token, byHash(text))).code).toBe('PERSISTED_QUERY_NOT_FOUND')
    expect((await send(a, token, { query: text, ...byHash(text) })).data).toHaveProperty('cloud.name')
    expect((await send(b, token, byHash(text))).data).toHaveProperty('cloud.name')
    expect(await redis.ttl(keyOf(text))).toBeGreaterThan(86_000)
    // Redis need not be asked for what is in memory.
    await redis.flushall()
    expect((await send(b, token, byHash(text))).data).toHaveProperty('cloud.name')
  })

  it('are not what Redis says, where their hash says otherwise', async () => {
    const gateway = await startGateway()
    const token = await signIn(demo, 'admin')
    const text = newDocument()
    for (const put of ['{ cloud { isDemo } }', `${text} `, '', 'x'.repeat(1_000_000)]) {
      await redis.set(keyOf(text), put)
      expect(await send(gateway, token, byHash(text))).toMatchObject({
        status: 404,
        code: 'PERSISTED_QUERY_NOT_FOUND',
        data: undefined,
      })
    }
    await redis.del(keyOf(text))
    await redis.rpush(keyOf(text), 'a list')
    expect((await send(gateway, token, byHash(text))).code).toBe('PERSISTED_QUERY_NOT_FOUND')
  })

  it('are those that it answers: what is refused, or far too long, is not left for others', async () => {
    const gateway = await startGateway()
    const token = await signIn(demo, 'admin')
    const good = newDocument()
    const long = `${newDocument()} #${'x'.repeat(70_000)}`
    for (const text of ['{ cloud { nothing } }', '{ cloud', `{ ${'cloud { name } '.repeat(5000)} }`, long, good]) {
      await send(gateway, token, { query: text, ...byHash(text) })
    }
    await vi.waitFor(async () => expect(await redis.keys('*')).toEqual([keyOf(good)]), { timeout: 10_000 })
    expect((await send(gateway, token, byHash(long))).data).toHaveProperty('cloud.name')
  })

  it('are neither taken nor left by a gateway that answers the documents on its list alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'documents-'))
    const file = join(folder, 'documents.json')
    const [listed, other] = [newDocument(), newDocument()]
    await writeFile(file, JSON.stringify({ [hashOf(listed)]: listed }))
    const gateway = await startGateway({ PCIGRAPH_DOCUMENTS: file, PCIGRAPH_DOCUMENTS_ONLY: 'true' })
    const token = await signIn(demo, 'admin')
    await redis.set(keyOf(other), other)
    expect((await send(gateway, token, byHash(listed))).data).toHaveProperty('cloud.name')
    expect((await send(gateway, token, { query: listed, ...byHash(listed) })).data).toHaveProperty('cloud.name')
    expect((await send(gateway, token, byHash(other))).code).toBe('DOCUMENT_NOT_TRUSTED')
    expect(await redis.keys('*')).toEqual([keyOf(other)])
    await rm(folder, { recursive: true })
  })
})

describe('limits of callers', () => {
  it('are shared by two gateways, and not by two tenants', async () => {
    const env = { PCIGRAPH_RATE_LIMIT: String(LIMIT) }
    const [a, b] = await Promise.all([startGateway(env), startGateway(env)])
    const [alice, bob] = await Promise.all([signIn(demo, 'alice'), signIn(demo, 'bob')])
    // One by one, so that both are connected before it matters.
    const replies: Reply[] = []
    for (let asked = 0; asked < LIMIT + 4; asked++) {
      replies.push(await send(asked % 2 === 0 ? a : b, alice, { query: QUESTION }))
    }
    expect(replies.map(({ status }) => status)).toEqual([...Array<number>(LIMIT).fill(200), 429, 429, 429, 429])
    expect(replies.at(-1)).toMatchObject({ code: 'RATE_LIMITED' })
    expect(replies.at(-1)?.retryAfter).toMatch(/^[1-6]?\d$/)
    for (const gateway of [a, b]) expect((await send(gateway, bob, { query: QUESTION })).status).toBe(200)
    const keys = (await redis.keys('*')).join(' ')
    expect(keys).toMatch(/^pcigraph:limit:[\w-]{43} pcigraph:limit:[\w-]{43}$/)
    const { id, name, projectId } = demo.users.alice
    for (const secret of [alice, id, name, String(projectId)]) expect(keys).not.toContain(secret)
  })
})

describe('a Redis that is no help', () => {
  /** Two in a row for twice as long as it takes to find out, and all of them answered, quickly. */
  async function expectAnswers(gateway: Program, token: string, forMs: number): Promise<void> {
    const until = performance.now() + forMs
    const replies: Reply[] = []
    while (performance.now() < until || replies.length < 12) {
      replies.push(await send(gateway, token, { query: QUESTION }))
      const unknown = await send(gateway, token, byHash(newDocument()))
      expect(unknown.code).toBe('PERSISTED_QUERY_NOT_FOUND')
      replies.push({ ...unknown, status: 200 })
      await sleep(30)
    }
    expect(replies.filter(({ status, ms }) => status !== 200 || ms > QUICK_MS)).toEqual([])
    // Next to nobody waited for it at all: the usual one took what it takes.
    const usualMs = replies.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(replies.length / 4)] ?? 0
    expect(replies.filter(({ ms }) => ms > 2 * usualMs + 95).length).toBeLessThan(replies.length / 4)
  }

  const returns = (gateway: Program) => gateway.logged().filter(({ msg }) => msg === 'Redis is back')

  it.each([
    ['is frozen', () => Promise.resolve(server.signal('SIGSTOP')), () => Promise.resolve(server.signal('SIGCONT'))],
    ['is killed', () => server.kill(), () => server.start()],
  ])('costs no answer when it %s amid questions, and is used again when it is back', async (_how, end, mend) => {
    const gateway = await startGateway({ PCIGRAPH_RATE_LIMIT: PLENTY })
    const token = await signIn(demo, 'admin')
    for (let asked = 0; asked < 5; asked++) expect((await send(gateway, token, { query: QUESTION })).status).toBe(200)
    const asking = expectAnswers(gateway, token, 4000)
    await sleep(500)
    await end()
    await asking
    await expectAnswers(gateway, token, 500)
    expect(outages(gateway)).toHaveLength(1)
    expect(await figures(gateway)).toMatch(/^pcigraph_redis_down 1$/m)
    await mend()
    await vi.waitFor(
      async () => {
        await send(gateway, token, { query: QUESTION })
        expect(returns(gateway)).toHaveLength(1)
      },
      { timeout: 15_000, interval: 200 },
    )
    expect(await figures(gateway)).toMatch(/^pcigraph_redis_down 0$/m)
    const text = newDocument()
    await send(gateway, token, { query: text, ...byHash(text) })
    await vi.waitFor(async () => expect(await redis.get(keyOf(text))).toBe(text), { timeout: 10_000 })
    expect(gateway.stderr()).not.toMatch(/redis-word-of-ours|query Q/)
  })

  it('leaves limits to each gateway meanwhile', async () => {
    const gateway = await startGateway({ PCIGRAPH_RATE_LIMIT: '3', PCIGRAPH_REDIS_URL: 'redis://127.0.0.1:1' })
    const token = await signIn(demo, 'admin')
    const statuses: number[] = []
    for (let asked = 0; asked < 5; asked++) statuses.push((await send(gateway, token, { query: QUESTION })).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    expect(outages(gateway)).toMatchObject([{ reason: 'ECONNREFUSED' }])
  })

  it('may let nobody in by this password, and nobody reads it', async () => {
    const url = redisUrl(server, 'a-wrong-password')
    const gateway = await startGateway({ PCIGRAPH_RATE_LIMIT: '3', PCIGRAPH_REDIS_URL: url })
    const token = await signIn(demo, 'admin')
    expect((await send(gateway, token, { query: QUESTION })).status).toBe(200)
    await sleep(2500)
    expect((await send(gateway, token, { query: QUESTION })).status).toBe(200)
    expect(outages(gateway)).toMatchObject([{ reason: 'WRONGPASS' }])
    expect(gateway.stderr() + gateway.stdout()).not.toContain('a-wrong-password')
  })
})

describe('a Redis that is spoken to over TLS', () => {
  it('is used where its certificate is of the authority that is named and for its host, and only there', async () => {
    await using authority = await createAuthority('Authority of the cloud')
    await using stranger = await createAuthority('Authority of others')
    await using secure = await startRedis(await authority.serverTls(await authority.issue('localhost')))
    const { certFile, keyFile } = await authority.issue('gateway')
    const urlOf = (host: string, ca: string) =>
      `${redisUrl(secure).replace('redis:', 'rediss:').replace('127.0.0.1', host)}?ssl_ca_certs=${ca}` +
      `&ssl_certfile=${certFile}&ssl_keyfile=${keyFile}`
    const token = await signIn(demo, 'admin')
    const tls = await authority.serverTls({ certFile, keyFile })
    const inside = new Redis(redisUrl(secure).replace('redis:', 'rediss:').replace('127.0.0.1', 'localhost'), { tls })
    for (const [url, reason] of [
      [urlOf('localhost', authority.caFile), null],
      [urlOf('localhost', stranger.caFile), 'SELF_SIGNED_CERT_IN_CHAIN'],
      [urlOf('127.0.0.1', authority.caFile), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ] as const) {
      const gateway = await startGateway({ PCIGRAPH_REDIS_URL: url, PCIGRAPH_RATE_LIMIT: PLENTY })
      // The first question may be too early for it.
      await vi.waitFor(
        async () => {
          expect((await send(gateway, token, { query: QUESTION })).status).toBe(200)
          expect(await inside.keys('*')).toHaveLength(reason === null ? 1 : 0)
          expect(outages(gateway)).toMatchObject(reason === null ? [] : [{ reason }])
        },
        { timeout: 15_000, interval: 200 },
      )
      expect(await figures(gateway)).toMatch(reason === null ? /^pcigraph_redis_down 0$/m : /^pcigraph_redis_down 1$/m)
      await inside.flushall()
    }
    inside.disconnect()
  })
})
