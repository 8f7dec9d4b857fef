import { createHash } from 'node:crypto'
import { Redis as Client } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createRateLimit } from '../../src/http/rate-limit.ts'
import { createSharedDocuments } from '../../src/http/shared-documents.ts'
import { openRedis, type Redis } from '../../src/sources/redis/open-redis.ts'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import { redisUrl, startRedis } from './redis-server.ts'

/** The user's rules that the documentation gives. */
const RULES = ['+info', '+select', '+getrange', '+set', '+eval', '+evalsha', '+incrby', '+pttl', '+expire']

let server: DatabaseServer
let root: Client
beforeAll(async () => {
  server = await startRedis()
  root = new Client(redisUrl(server))
})
afterAll(async () => {
  root.disconnect()
  await server[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await root.flushall()
  await root.config('SET', 'maxmemory', '0')
})

const open: Redis[] = []
const lines: { readonly reason?: unknown; readonly msg: string }[] = []
afterEach(() => {
  for (const redis of open.splice(0)) redis.close()
  lines.length = 0
})

function openAt(url: string, database: number): Redis {
  const line = (fields: object, msg: string) => void lines.push({ ...fields, msg })
  const redis = openRedis({
    address: { url, database, tls: null },
    log: { info: line, warn: line, error: line, debug: line },
  })
  open.push(redis)
  return redis
}

/** When it can be asked. */
async function startAsking(url = redisUrl(server), database = 0): Promise<Redis> {
  const redis = openAt(url, database)
  await vi.waitFor(async () => expect(await redis.ask((client) => client.info('server'))).toContain('redis_version'), {
    timeout: 10_000,
  })
  return redis
}

it('is not taken for silent where this very process was busy while the answer came', async () => {
  const redis = await startAsking()
  for (let time = 0; time < 5; time++) {
    const asked = redis.ask((client) => client.ping())
    const until = performance.now() + 250
    while (performance.now() < until);
    expect(await asked).toBe('PONG')
  }
  expect([redis.isDown, lines]).toEqual([false, []])
})

it('keeps to the database that the URL names, with the rules for users that the documentation gives', async () => {
  await root.call('ACL', 'SETUSER', 'gateway', 'on', '>word', '~pcigraph:*', ...RULES)
  const redis = await startAsking(`redis://gateway:word@127.0.0.1:${server.port}`, 3)
  await createRateLimit({ perMinute: 5, redis }).spend('u p')
  createSharedDocuments(redis).set(hashOf('{ a }'), '{ a }')
  expect(await createSharedDocuments(redis).get(hashOf('{ a }'))).toBe('{ a }')
  expect([await root.dbsize(), await root.info('keyspace')]).toEqual([0, expect.stringContaining('db3:keys=2,')])
  expect(lines).toEqual([])
})

it('does without where there is no such database', async () => {
  const limit = createRateLimit({ perMinute: 2, redis: openAt(redisUrl(server), 99) })
  await vi.waitFor(() => expect(lines).toMatchObject([{ reason: 'ERR' }]), { timeout: 10_000 })
  await limit.spend('u p')
  await limit.spend('u p')
  await expect(limit.spend('u p')).rejects.toThrow('more than 2 times')
  expect(await root.dbsize()).toBe(0)
})

it('goes on counting where a full Redis takes no documents, and says so once', async () => {
  const redis = await startAsking()
  await root.config('SET', 'maxmemory', String(await usedBytes()), 'maxmemory-policy', 'noeviction')
  const [documents, limit] = [createSharedDocuments(redis), createRateLimit({ perMinute: 200, redis })]
  let refused = 0
  for (let asked = 0; asked < 300; asked++) {
    const text = `{ a${asked} } #${'x'.repeat(1000)}`
    documents.set(hashOf(text), text)
    await limit.spend('u p').catch(() => refused++)
  }
  expect([refused, redis.isDown]).toEqual([100, true])
  expect(lines).toMatchObject([{ reason: 'OOM' }])
})

it('is not lost for all others by one key that holds something else', async () => {
  const redis = await startAsking()
  const [one, other] = [hashOf('{ one }'), hashOf('{ other }')]
  await root.rpush(`pcigraph:document:${one}`, 'a list')
  const documents = createSharedDocuments(redis)
  documents.set(other, '{ other }')
  expect(await Promise.all([documents.get(one), documents.get(other)])).toEqual([null, '{ other }'])
  expect(await documents.get(other)).toBe('{ other }')
})

it('keeps what is counted while documents fill a Redis that is bounded as the documentation says', async () => {
  const redis = await startAsking()
  await root.config('SET', 'maxmemory', String((await usedBytes()) + 4_000_000), 'maxmemory-policy', 'volatile-lfu')
  const [documents, limit] = [createSharedDocuments(redis), createRateLimit({ perMinute: 300, redis })]
  let refused = 0
  for (let asked = 0; asked < 900; asked++) {
    const text = `{ a${asked} } #${'x'.repeat(60_000)}`
    documents.set(hashOf(text), text)
    await limit.spend('u p').catch(() => refused++)
  }
  expect(Number(/evicted_keys:(\d+)/.exec(await root.info('stats'))?.[1])).toBeGreaterThan(500)
  expect([refused, lines]).toEqual([600, []])
})

it('believes what others have counted only for as long as Redis says so', async () => {
  const redis = await startAsking()
  const limit = createRateLimit({ perMinute: 2, redis })
  await limit.spend('u p')
  const [key = ''] = await root.keys('*')
  await root.set(key, 50, 'EX', 10_000_000)
  await expect(limit.spend('u p')).rejects.toMatchObject({ details: { retryAfterSeconds: 60 } })
  await root.flushall()
  await limit.spend('u p')
})

async function usedBytes(): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await root.info('memory'))?.[1])
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
