import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGateway, type Gateway } from './gateway.ts'

const FRIEND = 'https://dashboard.example.org'
const STRANGER = 'https://evil.example'
const QUERY = JSON.stringify({ query: '{ __typename }' })

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({ env: { PCIGRAPH_CORS_ORIGINS: FRIEND } })
})
afterAll(() => gateway[Symbol.asyncDispose]())

describe('a page of another site', () => {
  it.each([
    ['POST', '/graphql'],
    ['GET', '/graphql?query={__typename}'],
    ['GET', '/v2.1/servers'],
    ['GET', '/v2.1/os-pci'],
    ['DELETE', '/v2.1/servers/some-id'],
    ['GET', '/'],
    ['GET', '/readyz'],
    ['POST', '/graphiql/session'],
    ['DELETE', '/graphiql/session'],
    ['OPTIONS', '/graphql'],
  ])('is refused before anybody is asked who it is: %s %s', async (method, path) => {
    gateway.demo.calls.clear()
    const token = await gateway.token('admin')
    gateway.demo.calls.clear()
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site', origin: STRANGER },
      { 'sec-fetch-site': 'something-new' },
      { origin: STRANGER },
      { origin: 'null' },
      { origin: 'no origin at all' },
      { origin: 'http://127.0.0.1:1' },
      { origin: 'file://' },
    ]) {
      const answer = await ask(method, path, { ...headers, 'x-auth-token': token })
      expect(answer.status, JSON.stringify(headers)).toBe(403)
      expect(answer.body).toContain('PCIGRAPH_CORS_ORIGINS')
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
      expect(answer.headers['x-openstack-request-id']).toMatch(/^req-/)
    }
    expect(gateway.demo.calls.filter(() => true)).toEqual([])
  })

  it('is told so in the form of what it asked', async () => {
    const headers = { origin: STRANGER }
    expect(JSON.parse((await ask('POST', '/graphql', headers)).body)).toMatchObject({
      errors: [{ message: expect.stringContaining(STRANGER) as unknown, extensions: { code: 'FORBIDDEN' } }],
    })
    expect(JSON.parse((await ask('GET', '/v2.1/servers', headers)).body)).toMatchObject({ forbidden: { code: 403 } })
  })

  it('may lead to the page, and not frame it', async () => {
    const navigation = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', accept: 'text/html' }
    expect(await ask('GET', '/graphql', { ...navigation, 'sec-fetch-dest': 'document' })).toMatchObject({ status: 200 })
    expect(await ask('GET', '/', { ...navigation, 'sec-fetch-dest': 'document' })).toMatchObject({ status: 302 })
    expect(await ask('GET', '/graphql', { ...navigation, 'sec-fetch-dest': 'iframe' })).toMatchObject({ status: 403 })
    expect(await ask('POST', '/graphql', { ...navigation, 'sec-fetch-dest': 'document' })).toMatchObject({
      status: 403,
    })
    expect(await ask('GET', '/v2.1/servers', { ...navigation, 'sec-fetch-dest': 'document' })).toMatchObject({
      status: 403,
    })
  })

  it('may not even lead there where there is no page, for then it would be a question', async () => {
    await using without = await startGateway({ env: { PCIGRAPH_GRAPHIQL: 'false' } })
    const headers = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      accept: 'text/html',
    }
    expect((await ask('GET', '/graphql?query={__typename}', headers, { url: without.url })).status).toBe(403)
  })
})

describe('everybody else', () => {
  it.each([
    ['a program', {}],
    ['a page of our own', { 'sec-fetch-site': 'same-origin' }],
    ['a page of our own behind a proxy', { 'sec-fetch-site': 'same-origin', origin: 'https://pcigraph.example.org' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
  ])('is answered: %s', async (_who, headers) => {
    const token = await gateway.token('admin')
    expect((await ask('POST', '/graphql', { ...headers, 'x-auth-token': token })).status).toBe(200)
  })

  it('is answered where the origin is the host, as browsers say it of hosts without TLS', async () => {
    const token = await gateway.token('admin')
    for (const [host, origin] of [
      ['pcigraph.lan', 'http://pcigraph.lan'],
      ['pcigraph.lan:80', 'http://pcigraph.lan'],
      ['PCIGRAPH.lan', 'https://pcigraph.lan'],
    ] as const) {
      const answer = await ask('POST', '/graphql', { host, origin, 'x-auth-token': token })
      expect(answer.status).toBe(200)
    }
    const answer = await ask('POST', '/graphql', { host: 'pcigraph.lan:81', origin: 'http://pcigraph.lan' })
    expect(answer.status).toBe(403)
  })

  it('is never told to guess types, nor to name this address elsewhere', async () => {
    for (const path of ['/graphql', '/v2.1/servers', '/healthz', '/nowhere']) {
      const { headers } = await ask('GET', path, {})
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
    }
  })
})

describe('an origin on the list', () => {
  it('is told in a preflight which methods and headers it may send, and nothing of credentials', async () => {
    const preflight = {
      origin: FRIEND,
      'sec-fetch-site': 'cross-site',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-auth-token',
    }
    for (const path of ['/graphql', '/v2.1/os-pci']) {
      gateway.demo.calls.clear()
      const { status, headers } = await ask('OPTIONS', path, preflight)
      expect(status).toBe(204)
      expect(headers).toMatchObject({
        'access-control-allow-origin': FRIEND,
        'access-control-allow-methods': expect.stringContaining('POST') as unknown,
        'access-control-allow-headers': expect.stringMatching(
          /Content-Type.*X-Auth-Token.*X-Pcigraph-Receipt/,
        ) as unknown,
        vary: 'Origin',
      })
      expect(headers).not.toHaveProperty('access-control-allow-credentials')
      expect(gateway.demo.calls.filter(() => true)).toEqual([])
    }
  })

  it('asks the graph, and reads the id of its request', async () => {
    const token = await gateway.token('admin')
    const answer = await ask('POST', '/graphql', {
      origin: FRIEND,
      'sec-fetch-site': 'cross-site',
      'x-auth-token': token,
    })
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': FRIEND,
      'access-control-expose-headers': expect.stringContaining('X-OpenStack-Request-ID') as unknown,
    })
    expect(answer.headers.vary).toContain('Origin')
    expect((await ask('POST', '/graphql', { origin: FRIEND })).status).toBe(401)
  })

  it("asks Nova's API, whose own Vary is kept", async () => {
    const headers = { origin: FRIEND, 'x-auth-token': await gateway.token('admin') }
    for (const path of ['/v2.1/servers', '/v2.1/os-pci']) {
      const answer = await ask('GET', path, headers)
      expect(answer.status).toBe(200)
      expect(answer.headers['access-control-allow-origin']).toBe(FRIEND)
      expect(answer.headers.vary).toMatch(/Origin/)
    }
    expect((await ask('GET', '/v2.1/servers', headers)).headers.vary).toMatch(/API-Version.*, Origin$/)
  })

  it('may not sign anybody in: that is for our own page', async () => {
    const answer = await ask('POST', '/graphiql/session', { origin: FRIEND })
    expect(answer.status).toBe(403)
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('is that origin and no other that looks like it', async () => {
    for (const origin of [
      `${FRIEND}.evil.example`,
      `${FRIEND}:444`,
      FRIEND.toUpperCase(),
      FRIEND.replace('https', 'http'),
    ]) {
      expect((await ask('POST', '/graphql', { origin })).status).toBe(403)
    }
  })
})

describe('the demo cloud, which asks for no token', () => {
  it('is for names of this machine alone, should a name of the web be led here', async () => {
    await using demo = await startGateway({ isDemo: true, env: { PCIGRAPH_HOSTS: 'demo.example.org' } })
    const { url } = demo
    const here = new URL(url).host
    for (const host of [here, 'localhost', 'demo.example.org:4000']) {
      expect((await ask('POST', '/graphql', { host }, { url })).status).toBe(200)
      expect((await ask('GET', '/v2.1/servers', { host }, { url })).status).toBe(200)
    }
    for (const host of ['evil.example', '192.0.2.1']) {
      expect((await ask('POST', '/graphql', { host }, { url })).status).toBe(401)
      expect((await ask('GET', '/v2.1/servers', { host }, { url })).status).toBe(401)
    }
  })
})

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }

/** Not fetch, which writes Host and Sec-Fetch-Site as it likes. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string>,
  { url }: { readonly url: string } = gateway,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const body = method === 'POST' ? QUERY : ''
    const request = httpRequest(
      new URL(path, url),
      {
        method,
        headers: { ...(body && { 'content-type': 'application/json', 'content-length': body.length }), ...headers },
      },
      (response) => {
        text(response).then(
          (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
          reject,
        )
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}
