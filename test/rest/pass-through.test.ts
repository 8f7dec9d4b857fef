import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFacade, startFakeNova, type Facade } from './support/facade.ts'

const SILENT_MS = 600
const NOVA_MS = 3000

type FakeNova = Awaited<ReturnType<typeof startFakeNova>>

/** Bytes on a socket, as no client library would write them. */
async function raw(facade: Facade, text: string): Promise<string> {
  const { hostname, port } = new URL(facade.url)
  const socket = connect(Number(port), hostname)
  socket.write(text)
  let answer = ''
  for await (const chunk of socket as AsyncIterable<Buffer>) answer += chunk.toString('latin1')
  return answer
}

describe('everything else passes to Nova', () => {
  let nova: FakeNova
  /** Questions that were left before Nova answered. */
  let left = 0
  let facade: Facade
  beforeAll(async () => {
    nova = await startFakeNova((request, response) => {
      const path = request.url?.split('?')[0] ?? ''
      switch (path) {
        case '/compute/v2.1/hop':
          response.writeHead(200, {
            connection: 'close, X-Secret-Hop',
            'x-secret-hop': 'of this connection',
            'keep-alive': 'timeout=9',
            'proxy-authenticate': 'Basic',
            'x-kept': ['one', 'two'],
            'content-type': 'text/plain',
          })
          response.end('hop')
          return
        case '/compute/v2.1/large':
          response.writeHead(200, { 'content-type': 'application/octet-stream' })
          response.write(Buffer.alloc(1000, 1))
          setTimeout(() => response.end(Buffer.alloc(1000, 2)), 300)
          return
        case '/compute/v2.1/slow':
          setTimeout(() => response.writeHead(202).end('slow'), SILENT_MS * 3)
          return
        case '/compute/v2.1/endless':
          response.writeHead(200, { 'content-type': 'application/octet-stream' })
          response.write(Buffer.alloc(64 * 1024 * 1024))
          response.once('close', () => left++)
          return
        case '/compute/v2.1/cut':
          response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': 2000 })
          response.write(Buffer.alloc(1000), () => setTimeout(() => response.destroy(), 20))
          return
        case '/compute/v2.1/cut-short':
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2000 })
          response.write('{"flavors": [', () => setTimeout(() => response.destroy(), 20))
          return
        case '/compute/v2.1/hang':
          response.once('close', () => left++)
          return
        case '/compute/v2.1/servers':
          response.writeHead(202, {
            'content-type': 'application/json',
            location: `http://${request.headers.host}/compute/v2.1/servers/1`,
          })
          response.end(JSON.stringify({ server: { id: 1, sent: request.text } }))
          return
        case '/compute/v2.1/images/1/action':
          response.writeHead(202, { location: `http://${request.headers.host}/images/7` }).end()
          return
        case '/compute/v2.1/servers/detail':
          response.writeHead(200, { 'content-type': 'application/json' }).end('[1, 2')
          return
        case '/compute/v2.1/servers/strange':
          response.writeHead(200, { 'content-type': 'application/json' }).end('{"server": "none", "more": 1}')
          return
        default:
          response.writeHead(request.method === 'DELETE' ? 204 : 200, { 'content-type': 'text/plain' })
          response.end(request.method === 'DELETE' ? undefined : `${request.method} ${request.url} ${request.text}`)
      }
    })
    facade = await startFacade({
      novaEndpoint: () => new URL('/compute/v2.1/9f3b0c', nova.url),
      limits: { timeoutMs: SILENT_MS, novaTimeoutMs: NOVA_MS },
    })
  })
  afterAll(async () => {
    await facade[Symbol.asyncDispose]()
    await nova[Symbol.asyncDispose]()
  })

  const seen = () => nova.seen.at(-1)

  it.each([
    ['/v2/flavors?limit=1&x=%20%2F', '/compute/v2/flavors?limit=1&x=%20%2F'],
    ['/v2.1/anything/at//all', '/compute/v2.1/anything/at//all'],
    ['/v3/demo/os-keypairs/a%2Fb', '/compute/v2.1/demo/os-keypairs/a%2Fb'],
    ['/v2.1/servers/1/os-interface', '/compute/v2.1/servers/1/os-interface'],
    ['/v2.1/os-hypervisors/1/uptime', '/compute/v2.1/os-hypervisors/1/uptime'],
    ['/v2.1', '/compute/v2.1/'],
    ['/v3/', '/compute/v2.1/'],
    ['/', '/compute/'],
  ])('%s as %s', async (path, atNova) => {
    expect((await facade.get(path)).status).toBe(200)
    expect(seen()?.url).toBe(atNova)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])('%s with what it brings', async (method) => {
    const body = ['HEAD', 'OPTIONS'].includes(method) ? {} : { body: '{"reboot": {"type": "SOFT"}}' }
    const answer = await facade.get('/v2.1/servers/1/action', {
      method,
      headers: { 'content-type': 'application/json', 'openstack-api-version': 'compute 2.88' },
      ...body,
    })
    expect(answer.status).toBe(method === 'DELETE' ? 204 : 200)
    expect(seen()).toMatchObject({
      method,
      text: body.body ?? '',
      headers: { 'openstack-api-version': 'compute 2.88' },
    })
    expect(seen()?.headers['content-length']).toBe(body.body === undefined ? undefined : String(body.body.length))
  })

  it('names a request to Nova as its own log does, unless the client has named it', async () => {
    await facade.get('/v2.1/hop')
    expect(nova.seen.at(-1)?.headers['x-openstack-request-id']).toMatch(/^req-[0-9a-f-]{36}$/)
    const mine = 'req-0f2d1c3a-8a49-4c8b-9d4e-1f2a3b4c5d6e'
    await facade.get('/v2.1/hop', { headers: { 'X-OpenStack-Request-Id': mine } })
    expect(nova.seen.at(-1)?.headers['x-openstack-request-id']).toBe(mine)
  })

  it('streams a long body up, also without a length told before', async () => {
    const { port } = new URL(facade.url)
    const sent = httpRequest({
      port,
      method: 'POST',
      path: '/v2.1/upload',
      headers: { 'transfer-encoding': 'chunked' },
    })
    const status = new Promise<number | undefined>((resolve) => {
      sent.on('response', (response) => {
        response.resume()
        resolve(response.statusCode)
      })
    })
    for (let chunk = 0; chunk < 50; chunk++) {
      sent.write('x'.repeat(20_000))
      if (chunk % 10 === 0) await sleep(5)
    }
    sent.end()
    expect(await status).toBe(200)
    expect(seen()?.text).toBe('x'.repeat(1_000_000))
  })

  it('lets a client send slowly, and Nova answer slowly, for as long as something comes', async () => {
    const { port } = new URL(facade.url)
    const sent = httpRequest({ port, method: 'POST', path: '/v2.1/slow', headers: { 'content-length': 12 } })
    const answered = new Promise<number | undefined>((resolve, reject) => {
      sent.once('response', (response) => resolve(response.resume().statusCode)).once('error', reject)
    })
    for (let part = 0; part < 4; part++) {
      sent.write('abc')
      await sleep(SILENT_MS * 0.4)
    }
    sent.end()
    expect(await answered).toBe(202)
    expect(seen()?.text).toBe('abcabcabcabc')
  })

  it('hangs up on a client that stops amid what it sends', async () => {
    const { port } = new URL(facade.url)
    const startedAt = performance.now()
    const answer = await raw(
      facade,
      `POST /v2.1/upload HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 12\r\n\r\nabc`,
    )
    expect(answer).toBe('')
    expect(performance.now() - startedAt).toBeGreaterThan(SILENT_MS * 0.9)
    expect(facade.errors).toEqual([])
  })

  it('hangs up on a client that does not read, and on Nova for it', async () => {
    const { hostname, port } = new URL(facade.url)
    const leftBefore = left
    const socket = connect(Number(port), hostname)
    socket.pause()
    socket.write(`GET /v2.1/endless HTTP/1.1\r\nHost: x\r\n\r\n`)
    while (left === leftBefore) await sleep(5)
    socket.destroy()
  })

  it('streams an answer down: what Nova has sent is there before the rest', async () => {
    const response = await fetch(`${facade.url}/v2.1/large`)
    const reader = response.body?.getReader()
    const first = await reader?.read()
    expect(first?.value?.length).toBe(1000)
    const second = await reader?.read()
    expect(second?.value?.[0]).toBe(2)
  })

  it('keeps to itself what is about one connection, both ways', async () => {
    const { port } = new URL(facade.url)
    const answer = await raw(
      facade,
      [
        'GET /v2.1/hop HTTP/1.1',
        `Host: 127.0.0.1:${port}`,
        'Connection: close, X-Mine, TE',
        'X-Mine: of this connection',
        'TE: trailers',
        'Keep-Alive: timeout=3',
        'Proxy-Authorization: Basic c2VjcmV0',
        'Accept-Encoding: gzip',
        'X-Twice: one',
        'X-Twice: two',
        'X-Auth-Token: token',
        '',
        '',
      ].join('\r\n'),
    )
    const headers = seen()?.headers ?? {}
    for (const name of ['x-mine', 'te', 'keep-alive', 'proxy-authorization']) expect(headers).not.toHaveProperty(name)
    expect(headers).toMatchObject({ 'x-twice': 'one, two', 'x-auth-token': 'token', 'accept-encoding': 'identity' })
    expect(answer).toContain('x-kept: one\r\nx-kept: two')
    for (const name of ['x-secret-hop', 'proxy-authenticate', 'timeout=9']) expect(answer).not.toContain(name)
    expect(answer).toMatch(/\r\n3\r\nhop\r\n0\r\n\r\n$/)
  })

  it('says to a client that expects it to go on, and does not ask Nova the same', async () => {
    const { port } = new URL(facade.url)
    const answer = await raw(
      facade,
      `POST /v2.1/x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nbody`,
    )
    expect(answer.startsWith('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK')).toBe(true)
    expect(seen()).toMatchObject({ text: 'body' })
    expect(seen()?.headers).not.toHaveProperty('expect')
  })

  it('tells Nova where the client found us, and by what', async () => {
    await facade.get('/v2.1/x')
    const { host } = new URL(facade.url)
    expect(seen()?.headers).toMatchObject({ host, 'x-forwarded-proto': 'http' })
    await facade.get('/v2.1/x', { headers: { 'x-forwarded-proto': 'https' } })
    expect(seen()?.headers).toMatchObject({ host, 'x-forwarded-proto': 'https' })
  })

  it("leads a new server's Location here, and leaves that of an image alone", async () => {
    const created = await facade.get('/v3/servers', { method: 'POST', body: '{"server": {}}' })
    expect([created.status, created.body]).toEqual([202, { server: { id: 1, sent: '{"server": {}}' } }])
    expect(created.headers.get('location')).toBe(`${facade.url}/v2.1/servers/1`)
    const image = await facade.get('/v2.1/images/1/action', { method: 'POST', body: '{}' })
    expect(image.headers.get('location')).toBe(`${facade.url}/images/7`)
  })

  it('tells a browser at / to look elsewhere, and every other path than these', async () => {
    for (const [path, accept] of [
      ['/', 'text/html,application/xhtml+xml'],
      ['/graphql', '*/*'],
      ['/v2.2/servers', '*/*'],
      ['/v1', '*/*'],
      ['/healthz', '*/*'],
    ] as const) {
      expect((await facade.get(path, { headers: { accept } })).status).toBe(418)
    }
    expect((await facade.get('/', { method: 'POST' })).status).toBe(418)
  })

  it('goes nowhere but below Nova', async () => {
    const before = nova.seen.length
    const { port } = new URL(facade.url)
    for (const path of [
      '/v2.1/../../placement',
      '/v2.1/%2e%2E/identity',
      '/v2.1/a/..',
      '/v2.1/..%2fx',
      '/v2.1/..\\x',
    ]) {
      const head = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`
      expect(await raw(facade, head)).toMatch(/^HTTP\/1\.1 404 /)
    }
    expect(nova.seen).toHaveLength(before)
    const bad = await raw(facade, 'GET /v2.1/x HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n')
    expect(bad).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('leaves the question at Nova when the client goes away', async () => {
    const gone = new AbortController()
    const before = nova.seen.length
    const asked = fetch(`${facade.url}/v2.1/hang`, { signal: gone.signal }).catch((error: unknown) => error)
    while (nova.seen.length === before) await sleep(5)
    const leftBefore = left
    gone.abort()
    expect(await asked).toMatchObject({ name: 'AbortError' })
    while (left === leftBefore) await sleep(5)
    expect(facade.errors).toEqual([])
  })

  it('503 where Nova is silent, and no whole answer where it breaks off', async () => {
    const silent = await facade.get('/v2.1/hang')
    expect([silent.status, silent.body]).toMatchObject([503, { serviceUnavailable: { code: 503 } }])
    await expect(facade.get('/v2.1/cut')).rejects.toThrow('terminated')
  })

  it('503 where a short answer of Nova breaks off, of which nothing has gone on yet', async () => {
    const cut = await facade.get('/v2.1/cut-short')
    expect([cut.status, cut.body]).toMatchObject([
      503,
      { serviceUnavailable: { code: 503, message: "Nova's answer is not whole." } },
    ])
  })

  it('503 for a list that is no JSON, and bodies of another form as they are', async () => {
    const broken = await facade.get('/v2.1/servers/detail')
    expect([broken.status, broken.body]).toMatchObject([503, { serviceUnavailable: { code: 503 } }])
    expect((await facade.get('/v2.1/servers/strange')).body).toEqual({ server: 'none', more: 1 })
  })

  it('503 where nothing listens at the address in the catalog', async () => {
    await using lost = await startFacade({ novaEndpoint: () => new URL('http://127.0.0.1:1/v2.1') })
    const { status, body } = await lost.get('/v2.1/flavors')
    expect([status, body]).toMatchObject([503, { serviceUnavailable: { code: 503 } }])
    expect(lost.errors).toHaveLength(1)
    // The devices are not Nova's to tell.
    expect((await lost.get('/v2.1/os-pci')).status).toBe(200)
  })
})

describe('links', () => {
  it('of every answer lead here, whatever path Nova is mounted at', async () => {
    await using facade = await startFacade()
    for (const [path, headers] of [
      ['/', {}],
      ['/v2', {}],
      ['/v2.1', {}],
      ['/v3/', {}],
      ['/v3/servers/detail?all_tenants=1&limit=3', {}],
      ['/v2/demo/servers?all_tenants=1', {}],
      ['/v2.1/flavors/detail', {}],
      ['/v2.1/flavors', { 'x-forwarded-proto': 'https' }],
    ] as const) {
      const { status, text } = await facade.get(path, { headers })
      const hrefs = Array.from(text.matchAll(/"href"\s*:\s*"([^"]+)"/g), ([, href]) => new URL(href ?? ''))
      const scheme = 'x-forwarded-proto' in headers ? 'https:' : 'http:'
      const ours = hrefs.filter(({ host }) => host !== 'docs.openstack.org')
      if (path !== '/v2') expect(ours.length).toBeGreaterThan(0)
      expect(status).toBeLessThan(500)
      for (const { origin, pathname } of ours) {
        expect(origin).toBe(`${scheme}//${new URL(facade.url).host}`)
        expect(pathname).not.toContain('/compute')
      }
    }
  })

  it('can be followed from page to page', async () => {
    await using facade = await startFacade()
    type Page = { servers: { id: string }[]; servers_links?: { href: string }[] }
    let path: string | undefined = '/v3/servers/detail?all_tenants=1&limit=7'
    const walked: string[] = []
    while (path !== undefined) {
      const { body }: { body: Page } = await facade.get<Page>(path)
      walked.push(...body.servers.map(({ id }) => id))
      const next: string | undefined = body.servers_links?.[0]?.href
      expect(next?.startsWith(facade.url) ?? true).toBe(true)
      path = next?.slice(facade.url.length)
    }
    const all = await facade.get<Page>('/v2.1/servers?all_tenants=1')
    expect(walked).toEqual(all.body.servers.map(({ id }) => id))
  })
})
