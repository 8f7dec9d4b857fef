import { afterEach, expect, it, vi } from 'vitest'
import type { UpstreamError } from '../../../src/errors.ts'
import type { Upstream } from '../../../src/sources/http/upstream.ts'
import { startUpstream } from '../../support/upstream/start-upstream.ts'
import { testUpstream } from '../../support/upstream/upstream.ts'

const signal = new AbortController().signal

afterEach(() => {
  vi.useRealTimers()
})

/** POST, which is never sent twice: one request is one attempt. */
async function ask(upstream: Upstream, url: URL, left: AbortSignal = signal): Promise<string> {
  try {
    await upstream.request({ url, method: 'POST', body: {}, signal: left })
    return 'answered'
  } catch (error) {
    return (error as UpstreamError).message
  }
}

it('leaves an upstream alone that has failed five times in a row, and says so at once', async () => {
  await using server = await startUpstream(() => ({ status: 503, text: 'down' }))
  await using upstream = testUpstream()
  for (let i = 0; i < 5; i++) expect(await ask(upstream, server.url)).toContain('failed with 503')
  expect(upstream.state()).toBe('open')
  expect(await ask(upstream, server.url)).toMatch(/has failed 5 times in a row and is left alone for 5 s/)
  expect(server.requests).toHaveLength(5)
})

it('tries it once when the time is over, and goes on as before when it answers', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  let isDown = true
  await using server = await startUpstream(() => (isDown ? { status: 502, text: '<html>' } : { json: {} }))
  await using upstream = testUpstream()
  for (let i = 0; i < 5; i++) await ask(upstream, server.url)
  vi.setSystemTime(Date.now() + 5001)
  expect(await ask(upstream, server.url)).toContain('502')
  expect(await ask(upstream, server.url)).toContain('left alone')
  expect(server.requests).toHaveLength(6)
  isDown = false
  vi.setSystemTime(Date.now() + 5001)
  expect(await ask(upstream, server.url)).toBe('answered')
  expect(upstream.state()).toBe('closed')
  expect(await ask(upstream, server.url)).toBe('answered')
})

it('takes no offence at what is an answer: refusals, and a 500, which may be about one object', async () => {
  const statuses = [500, 401, 403, 404, 409, 429, 500, 400, 500, 500, 500, 500, 500]
  let next = 0
  await using server = await startUpstream(() => ({ status: statuses[next++] ?? 200, json: {} }))
  await using upstream = testUpstream()
  for (const _ of statuses) await ask(upstream, server.url)
  expect(await ask(upstream, server.url)).toBe('answered')
  expect(server.requests).toHaveLength(statuses.length + 1)
})

it('learns nothing from clients that go away', async () => {
  await using server = await startUpstream(() => undefined)
  await using upstream = testUpstream()
  for (let i = 0; i < 8; i++) {
    const gone = new AbortController()
    const asked = ask(upstream, server.url, gone.signal)
    await vi.waitFor(() => expect(server.requests).toHaveLength(i + 1), { timeout: 10_000 })
    gone.abort()
    await asked
  }
  expect(upstream.state()).toBe('closed')
})

it('lets so many wait for their turn and tells the next one at once', async () => {
  const release = Promise.withResolvers<undefined>()
  await using server = await startUpstream(async () => {
    await release.promise
    return { json: {} }
  })
  await using upstream = testUpstream({ maxConnections: 2 })
  const asked = Array.from({ length: 2 + 16 }, () => ask(upstream, server.url))
  expect(await ask(upstream, server.url)).toMatch(/Too many requests wait for Nova/)
  release.resolve(undefined)
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['answered']))
  expect(server.requests).toHaveLength(18)
})
