import { createServer as createSocketServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { UpstreamError } from '../../../src/errors.ts'
import type { Upstream, UpstreamRequest } from '../../../src/sources/http/upstream.ts'
import { startCall } from '../../support/upstream/call.ts'
import { startUpstream } from '../../support/upstream/start-upstream.ts'
import { testUpstream } from '../../support/upstream/upstream.ts'

const signal = new AbortController().signal

async function failureOf(upstream: Upstream, request: Partial<UpstreamRequest> & { url: URL }): Promise<UpstreamError> {
  const outcome = await upstream.request({ signal, ...request }).catch((error: unknown) => error)
  expect(outcome).toBeInstanceOf(UpstreamError)
  return outcome as UpstreamError
}

it('sends a request id of its own, and answers with the parsed body', async () => {
  await using server = await startUpstream(() => ({ json: { servers: [] } }))
  await using upstream = testUpstream()
  const { body, status } = await upstream.request({ url: server.url, signal, headers: { 'x-auth-token': 't' } })
  expect({ body, status }).toEqual({ body: { servers: [] }, status: 200 })
  expect(server.requests[0]?.headers['x-openstack-request-id']).toMatch(/^req-[0-9a-f-]{36}$/)
  expect(server.requests[0]?.headers['x-auth-token']).toBe('t')
})

it('says unavailable at once when connections are refused', async () => {
  const gone = await startUpstream(() => ({}))
  await gone[Symbol.asyncDispose]()
  await using upstream = testUpstream()
  const error = await failureOf(upstream, { url: gone.url })
  expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', upstream: 'nova', status: null })
  expect(error.message).not.toContain('127.0.0.1')
})

it('says unavailable when the host name cannot be resolved', async () => {
  await using upstream = testUpstream()
  expect(await failureOf(upstream, { url: new URL('http://nova.invalid/') })).toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
  })
})

it('gives up on an upstream that hangs when the time is up, without asking again', async () => {
  await using server = await startUpstream(() => undefined)
  await using upstream = testUpstream({ timeoutMs: 150 })
  expect(await failureOf(upstream, { url: server.url })).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
  await vi.waitFor(() => expect(server.abandoned).toHaveLength(1), { timeout: 10_000 })
  expect(server.requests).toHaveLength(1)
})

it('gives up on an answer that drips, when the time for the whole is up', async () => {
  await using server = await startUpstream(async (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('[')
    while (!response.destroyed) {
      response.write('1,')
      await sleep(20)
    }
    return undefined
  })
  await using upstream = testUpstream({ timeoutMs: 200 })
  expect(await failureOf(upstream, { url: server.url })).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
})

it('calls a page of HTML with status 200 an invalid response', async () => {
  await using server = await startUpstream(() => ({ text: '<html>maintenance</html>' }))
  await using upstream = testUpstream()
  const error = await failureOf(upstream, { url: server.url })
  expect(error.code).toBe('UPSTREAM_INVALID_RESPONSE')
  expect(error.message).not.toContain('maintenance')
  expect(server.requests).toHaveLength(1)
})

it('calls truncated JSON an invalid response', async () => {
  await using server = await startUpstream(() => ({ text: '{"servers": [{"id": "a' }))
  await using upstream = testUpstream()
  expect(await failureOf(upstream, { url: server.url })).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' })
})

it('calls an answer that breaks off an invalid response, after asking twice more', async () => {
  await using server = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('{"servers"')
    setTimeout(() => response.destroy(), 10)
    return undefined
  })
  await using upstream = testUpstream()
  expect(await failureOf(upstream, { url: server.url })).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' })
  expect(server.requests).toHaveLength(3)
})

it('stops reading an answer that is too large', async () => {
  await using server = await startUpstream(() => ({ json: { text: 'x'.repeat(5000) } }))
  await using upstream = testUpstream({ maxResponseBytes: 1000 })
  const error = await failureOf(upstream, { url: server.url })
  expect(error).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' })
  expect(error.message).toContain('1000 bytes')
})

it('says invalid response of something that is no HTTP', async () => {
  const server = createSocketServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const url = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
  await using upstream = testUpstream()
  expect(await failureOf(upstream, { url })).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' })
  server.close()
})

it('does not follow a redirect, which would take the token elsewhere', async () => {
  await using server = await startUpstream(({ url }) => ({ status: 302, headers: { location: `${url.origin}/other` } }))
  await using upstream = testUpstream()
  expect(await failureOf(upstream, { url: server.url })).toMatchObject({
    code: 'UPSTREAM_INVALID_RESPONSE',
    status: 302,
  })
  expect(server.requests).toHaveLength(1)
})

it.each([502, 503, 504])('asks again when a proxy answers %i, and succeeds', async (status) => {
  await using server = await startUpstream(() =>
    server.requests.length < 3 ? { status, text: '<html>Bad Gateway</html>' } : { json: 'ok' },
  )
  await using upstream = testUpstream()
  const { call, counted } = startCall()
  expect(await upstream.request({ url: server.url, signal, receipt: call.receipt })).toMatchObject({ body: 'ok' })
  expect(server.requests).toHaveLength(3)
  expect(counted).toMatchObject([{ upstream: 'nova', keys: null }])
})

it('gives up after two retries, with the status and the id that Nova gave the request', async () => {
  await using server = await startUpstream(() => ({
    status: 502,
    text: '<html>Bad Gateway http://10.0.0.1/</html>',
    headers: { 'x-openstack-request-id': 'req-theirs' },
  }))
  await using upstream = testUpstream()
  const error = await failureOf(upstream, { url: server.url })
  expect(error).toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
    details: { upstream: 'nova', status: 502, requestId: 'req-theirs' },
  })
  expect(error.message).not.toContain('http:')
  expect(server.requests).toHaveLength(3)
})

it('asks once more after 500', async () => {
  await using server = await startUpstream(() => ({
    status: 500,
    json: { computeFault: { code: 500, message: 'Oops' } },
  }))
  await using upstream = testUpstream()
  expect((await failureOf(upstream, { url: server.url })).message).toContain('Oops')
  expect(server.requests).toHaveLength(2)
})

it('asks again when the connection was reset', async () => {
  await using server = await startUpstream((_request, response) => {
    if (server.requests.length > 1) return { json: 'ok' }
    response.destroy()
    return undefined
  })
  await using upstream = testUpstream()
  expect(await upstream.request({ url: server.url, signal })).toMatchObject({ body: 'ok' })
})

it('never repeats a POST', async () => {
  await using server = await startUpstream(() => ({ status: 503, json: {} }))
  await using upstream = testUpstream()
  await failureOf(upstream, { url: server.url, method: 'POST', body: { auth: {} } })
  expect(server.requests).toHaveLength(1)
  expect(server.requests[0]?.body).toEqual({ auth: {} })
})

it.each([400, 403, 404, 406, 409])('does not ask again after %i', async (status) => {
  await using server = await startUpstream(() => ({ status, json: { fault: { code: status, message: 'no' } } }))
  await using upstream = testUpstream()
  await expect(upstream.request({ url: server.url, signal })).rejects.toThrow('no')
  expect(server.requests).toHaveLength(1)
})

it('waits as long as Retry-After says', async () => {
  await using server = await startUpstream(() =>
    server.requests.length === 1 ? { status: 429, headers: { 'retry-after': '1' }, json: {} } : { json: 'ok' },
  )
  await using upstream = testUpstream({ timeoutMs: 5000 })
  const startedAt = performance.now()
  expect(await upstream.request({ url: server.url, signal })).toMatchObject({ body: 'ok' })
  expect(performance.now() - startedAt).toBeGreaterThan(950)
})

it('does not wait for a Retry-After that is beyond its time', async () => {
  const later = new Date(Date.now() + 3_600_000).toUTCString()
  await using server = await startUpstream(() => ({ status: 429, headers: { 'retry-after': later }, json: {} }))
  await using upstream = testUpstream()
  const startedAt = performance.now()
  expect(await failureOf(upstream, { url: server.url })).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', status: 429 })
  expect(performance.now() - startedAt).toBeLessThan(1000)
  expect(server.requests).toHaveLength(1)
})

it('makes equal GETs in flight one call, on the receipt of who began it', async () => {
  await using server = await startUpstream(async () => {
    await sleep(50)
    return { json: 'ok' }
  })
  await using upstream = testUpstream()
  const [first, second] = [startCall(), startCall()]
  const ask = ({ call }: typeof first) =>
    upstream.request({ url: server.url, signal, headers: { 'x-auth-token': 'same' }, receipt: call.receipt })
  const answers = await Promise.all([ask(first), ask(second), ask(second)])
  expect(answers.map(({ body }) => body)).toEqual(['ok', 'ok', 'ok'])
  expect(server.requests).toHaveLength(1)
  expect([first.counted.length, second.counted.length]).toEqual([1, 0])
})

it('does not share an answer between two tokens, nor keeps it for later', async () => {
  await using server = await startUpstream(({ headers }) => ({ json: headers['x-auth-token'] }))
  await using upstream = testUpstream()
  const ask = async (token: string) =>
    (await upstream.request({ url: server.url, signal, headers: { 'x-auth-token': token } })).body
  expect(await Promise.all([ask('a'), ask('b')])).toEqual(['a', 'b'])
  await ask('a')
  expect(server.requests).toHaveLength(3)
})

it('lets one who shares a call leave alone, and hangs up when the last one has left', async () => {
  await using server = await startUpstream(() => undefined)
  await using upstream = testUpstream({ timeoutMs: 10_000 })
  const [one, two] = [new AbortController(), new AbortController()]
  const first = upstream.request({ url: server.url, signal: one.signal })
  const second = upstream.request({ url: server.url, signal: two.signal })
  await vi.waitFor(() => expect(server.requests).toHaveLength(1), { timeout: 10_000 })

  one.abort(new Error('the first client went away'))
  await expect(first).rejects.toThrow('the first client went away')
  await sleep(50)
  expect(server.abandoned).toHaveLength(0)

  two.abort(new Error('the second too'))
  await expect(second).rejects.toThrow('the second too')
  await vi.waitFor(() => expect(server.abandoned).toHaveLength(1), { timeout: 10_000 })
})

it('asks nothing for a client that has gone already', async () => {
  await using server = await startUpstream(() => ({ json: 'ok' }))
  await using upstream = testUpstream()
  await expect(upstream.request({ url: server.url, signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow(
    'gone',
  )
  expect(server.requests).toHaveLength(0)
})
