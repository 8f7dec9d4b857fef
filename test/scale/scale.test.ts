import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import { signIn } from '../support/graph.ts'
import type { Program } from '../e2e/start-program.ts'
import { ask, startLoad, type Got } from './load.ts'
import { startNginx, type Nginx } from './nginx.ts'
import { redisUrl, startRedis } from './redis-server.ts'
import { openSite, type Site } from './site.ts'

const QUESTION = {
  query: `{
    servers(first: 20, scope: ALL) {
      nodes { id name pciDevices { address productId } hypervisor { hostname pciStats { productId free } } }
    }
  }`,
}
const sha256Hash = createHash('sha256').update(QUESTION.query).digest('hex')
const BY_HASH = { extensions: { persistedQuery: { version: 1, sha256Hash } } }
const CLIENTS = 8

describe('three gateways on one MariaDB and one Redis behind nginx', () => {
  let site: Site
  let shared: DatabaseServer
  let redis: Redis
  let gateways: Program[]
  let nginx: Nginx
  let token: string
  beforeAll(async () => {
    ;[site, shared] = await Promise.all([openSite(), startRedis()])
    redis = new Redis(redisUrl(shared))
    redis.on('error', () => undefined)
    const env = { PCIGRAPH_REDIS_URL: redisUrl(shared), PCIGRAPH_RATE_LIMIT: '100000' }
    gateways = await Promise.all([site.startGateway(env), site.startGateway(env), site.startGateway(env)])
    nginx = await startNginx(gateways.map(({ url }) => url))
    token = await signIn(site.demo, 'admin')
  })
  afterAll(async () => {
    await nginx[Symbol.asyncDispose]()
    await Promise.all(gateways.map((gateway) => gateway[Symbol.asyncDispose]()))
    redis.disconnect()
    await shared[Symbol.asyncDispose]()
    await site[Symbol.asyncDispose]()
  })

  it('know what one of them was taught, and count together', async () => {
    const [first, ...others] = gateways
    const expected = await ask(first?.url ?? '', token, { ...QUESTION, ...BY_HASH })
    for (const { url } of others) {
      await vi.waitFor(async () => expect(await ask(url, token, BY_HASH)).toEqual(expected), { timeout: 15_000 })
    }
    await vi.waitFor(
      async () => {
        await redis.flushall()
        for (const { url } of gateways) await ask(url, token, BY_HASH)
        expect(await counted()).toBe(3)
      },
      { timeout: 15_000, interval: 500 },
    )
  })

  it('share the questions, and go on with each other’s cursors', async () => {
    const whole = await ask(nginx.url, token, {
      query: '{ pciDevices(first: 500, orderBy: { field: SLOT }) { nodes { id } } }',
    })
    const ids = devicesOf(whole).nodes.map(({ id }) => id)
    const walked: string[] = []
    for (let after: string | null = null; ;) {
      const query = `query ($after: String) {
        pciDevices(first: 20, after: $after, orderBy: { field: SLOT }) { nodes { id } pageInfo { hasNextPage endCursor } }
      }`
      const page = devicesOf(await ask(nginx.url, token, { query, variables: { after } }))
      walked.push(...page.nodes.map(({ id }) => id))
      if (!page.pageInfo.hasNextPage) break
      after = page.pageInfo.endCursor
    }
    expect(ids.length).toBeGreaterThan(100)
    expect(walked).toEqual(ids)
    expect(new Set(nginx.sent().flat()).size).toBe(3)
  })

  it('lose no request when one is killed under load', async () => {
    const expected = await ask(nginx.url, token, QUESTION)
    const [first] = gateways
    await redis.flushall()
    const load = startLoad(nginx.url, token, [QUESTION, BY_HASH], CLIENTS)
    await sleep(1500)
    first?.signal('SIGKILL')
    await sleep(3000)
    const got = await load.stop()
    // By all of them together; what was sent twice is counted twice.
    expect(await counted()).toBeGreaterThan(got.length / 2)
    expect((await first?.ended())?.signal).toBe('SIGKILL')
    expect(got.length).toBeGreaterThan(50)
    expect(got.filter((each) => !isSame(each, expected))).toEqual([])
    // It did have work, and others did it: the balancer sent those requests a second time.
    const killed = new URL(first?.url ?? '').host
    expect(nginx.sent().filter(([address]) => address === killed).length).toBeGreaterThan(5)
    expect(nginx.sent().some((addresses) => addresses.length > 1 && addresses[0] === killed)).toBe(true)
  })

  it('lose none when Redis is killed under load, and share it again when it is back', async () => {
    const expected = await ask(nginx.url, token, QUESTION)
    const load = startLoad(nginx.url, token, [QUESTION, BY_HASH], CLIENTS)
    await sleep(1000)
    await shared.kill()
    await sleep(3000)
    await shared.start()
    await vi.waitFor(async () => expect(await counted()).toBeGreaterThan(50), { timeout: 15_000, interval: 200 })
    const got = await load.stop()
    expect(got.length).toBeGreaterThan(50)
    expect(got.filter((each) => !isSame(each, expected))).toEqual([])
  })

  it('lose none when one is told to end under load, and it ends by itself', async () => {
    const expected = await ask(nginx.url, token, QUESTION)
    const second = gateways[1]
    const load = startLoad(nginx.url, token, [QUESTION, BY_HASH], CLIENTS)
    await sleep(1000)
    second?.signal('SIGTERM')
    const ending = await second?.ended()
    await sleep(1000)
    const got = await load.stop()
    expect(ending).toMatchObject({ code: 0, signal: null })
    expect(got.length).toBeGreaterThan(50)
    expect(got.filter((each) => !isSame(each, expected))).toEqual([])
  })

  /** Requests of the one user who asks here, in this minute, by all gateways. */
  async function counted(): Promise<number> {
    const [key, ...others] = await redis.keys('pcigraph:limit:*')
    expect(others).toEqual([])
    return key === undefined ? 0 : Number(await redis.get(key))
  }
})

function isSame(got: Got, expected: Got): boolean {
  return JSON.stringify(got) === JSON.stringify(expected)
}

type Devices = {
  readonly nodes: readonly { readonly id: string }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

function devicesOf(got: Got): Devices {
  if (!('body' in got)) throw new Error(got.failure)
  const { data } = got.body as { data: { pciDevices: Devices } }
  return data.pciDevices
}
