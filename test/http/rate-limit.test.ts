import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { RateLimited } from '../../src/errors.ts'
import { createRateLimit } from '../../src/http/rate-limit.ts'
import { signIn } from '../support/graph.ts'
import { startGateway, type Gateway } from './gateway.ts'

const QUESTION = '{ servers(first: 1) { nodes { id } } }'

describe('a limit for each caller, without Redis', () => {
  it('counts each caller’s requests, and says when there is room again', async () => {
    const limit = createRateLimit({ perMinute: 2, redis: null })
    await limit.spend('u1 p1')
    await limit.spend('u1 p1')
    const refusal = await limit.spend('u1 p1').catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(RateLimited)
    expect(refusal).toMatchObject({ code: 'RATE_LIMITED', details: { limit: 'requestsPerMinute', max: 2 } })
    const { retryAfterSeconds } = refusal instanceof RateLimited ? refusal : { retryAfterSeconds: 0 }
    expect(retryAfterSeconds).toBeGreaterThan(50)
    expect(retryAfterSeconds).toBeLessThanOrEqual(60)
    await limit.spend('u1 p2')
    await limit.spend('u2 p1')
  })

  it('lets nobody past it who asks many times at once', async () => {
    const limit = createRateLimit({ perMinute: 5, redis: null })
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => limit.spend('u p')))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
  })
})

describe('a gateway with PCIGRAPH_RATE_LIMIT', () => {
  let gateway: Gateway
  beforeAll(async () => {
    gateway = await startGateway({ env: { PCIGRAPH_RATE_LIMIT: '3' } })
    await Promise.all([gateway.token('admin'), gateway.token('alice'), gateway.token('bob')])
  })
  afterAll(() => gateway[Symbol.asyncDispose]())

  it('answers 429 with a code and Retry-After before it asks anything upstream, and others meanwhile', async () => {
    for (let asked = 0; asked < 3; asked++) expect((await gateway.ask(QUESTION)).errors).toEqual([])
    gateway.demo.calls.clear()
    const refused = await gateway.ask(QUESTION)
    expect([refused.status, refused.data]).toEqual([429, undefined])
    expect(refused.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', limit: 'requestsPerMinute', max: 3 } }])
    const seconds = Number(refused.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    expect(gateway.callsTo('nova')).toEqual([])
    expect((await gateway.ask(QUESTION, { as: 'alice' })).errors).toEqual([])
  })

  it('counts what is no valid question too, and nothing of a stranger', async () => {
    for (let asked = 0; asked < 3; asked++) expect((await gateway.ask('{ nothing', { as: 'bob' })).status).toBe(400)
    expect((await gateway.ask(QUESTION, { as: 'bob' })).status).toBe(429)
    for (let asked = 0; asked < 5; asked++) expect((await gateway.ask(QUESTION, { token: 'none' })).status).toBe(401)
  })

  it('counts a user’s other tokens as the same user, and os-pci with the graph, in the words of Nova', async () => {
    await using other = await startGateway({ env: { PCIGRAPH_RATE_LIMIT: '2' } })
    await other.ask(QUESTION)
    const headers = { 'x-auth-token': await signIn(other.demo, 'admin') }
    expect((await fetch(`${other.url}/v2.1/os-pci?limit=1`, { headers })).status).toBe(200)
    const refused = await fetch(`${other.url}/v2.1/os-pci?limit=1`, { headers })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)])
    expect(await refused.json()).toMatchObject({ overLimit: { code: 429 } })
    // What Nova answers is for Nova to count, with devices added or without.
    for (const path of ['servers', 'servers/detail', 'flavors']) {
      expect((await fetch(`${other.url}/v2.1/${path}?limit=1`, { headers })).status).toBe(200)
    }
  })
})

describe('the settings', () => {
  const read = (env: NodeJS.ProcessEnv) => readConfig({ env, argv: [] })

  it('are none by default', () => {
    expect(read({})).toMatchObject({ redis: null, rateLimitPerMinute: null })
  })

  it('take a URL of Redis, with TLS or without', () => {
    for (const [text, url, database, tls] of [
      ['redis://10.0.0.1', 'redis://10.0.0.1', 0, null],
      ['rediss://user:secret@redis.example:6380/2', 'rediss://user:secret@redis.example:6380', 2, {}],
      ['redis://[::1]:6379/', 'redis://[::1]:6379', 0, null],
      ['REDISS://h', 'rediss://h', 0, {}],
    ] as const) {
      expect(read({ PCIGRAPH_REDIS_URL: text }).redis).toEqual({ url, database, tls })
    }
  })

  it('take an authority and a certificate of one’s own, by the names that redis-py gives them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'redis-'))
    const [ca, cert, key] = ['ca', 'cert', 'key'].map((name) => join(folder, name))
    for (const path of [ca, cert, key]) writeFileSync(path ?? '', `PEM of ${basename(path ?? '')}`)
    const url = 'rediss://:secret@h:6380'
    const tlsOf = (parameters: string) => read({ PCIGRAPH_REDIS_URL: `${url}/1?${parameters}` }).redis
    expect(tlsOf(`ssl_ca_certs=${ca}`)).toEqual({ url, database: 1, tls: { ca: 'PEM of ca' } })
    const pair = { cert: 'PEM of cert', key: 'PEM of key' }
    expect(tlsOf(`ssl_certfile=${cert}&ssl_keyfile=${key}`)).toEqual({ url, database: 1, tls: pair })
    for (const wrong of [
      `${url}?ssl_certfile=${cert}`,
      `${url}?ssl_ca_certs=${folder}/none`,
      `${url}?ssl_cert_reqs=none`,
      `redis://:secret@h?ssl_ca_certs=${ca}`,
    ]) {
      const reading = () => read({ PCIGRAPH_REDIS_URL: wrong })
      expect(reading).toThrow(/PCIGRAPH_REDIS_URL/)
      expect(reading).not.toThrow(/secret/)
    }
    rmSync(folder, { recursive: true })
  })

  it('refuse any other, without a word of what it holds', () => {
    for (const url of [
      'http://u:secret@host',
      'redis:///0',
      'redis://h/name',
      'redis://h?tls=secret',
      'redis://:secret%@h',
      'secret',
    ]) {
      const reading = () => read({ PCIGRAPH_REDIS_URL: url })
      expect(reading).toThrow(/PCIGRAPH_REDIS_URL/)
      expect(reading).not.toThrow(/secret/)
    }
    expect(() => read({ PCIGRAPH_RATE_LIMIT: 'many' })).toThrow(/PCIGRAPH_RATE_LIMIT/)
  })
})
