import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGateway, type Gateway } from './gateway.ts'

const CLOSE = 'Connection: close\r\n\r\n'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

describe('what is at which path', () => {
  it('is alive, without asking anybody', async () => {
    gateway.demo.calls.clear()
    const response = await fetch(`${gateway.url}/healthz`)
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
    expect(gateway.demo.calls).toHaveLength(0)
  })

  it('is ready when Keystone, Nova and the store are', async () => {
    const response = await fetch(`${gateway.url}/readyz`)
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'ready', checks: { keystone: 'ok', nova: 'ok', 'pci store': 'ok' } },
    ])
  })

  it('leads a browser from / to the graph, and tells a client of OpenStack the versions', async () => {
    const browser = await fetch(gateway.url, { redirect: 'manual', headers: { accept: 'text/html' } })
    expect([browser.status, browser.headers.get('location')]).toEqual([302, '/graphql'])
    const client = await fetch(gateway.url)
    expect([client.status, await client.json()]).toEqual([200, { versions: [expect.anything(), expect.anything()] }])
  })

  it('shows a browser the page, which needs no token', async () => {
    const response = await fetch(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
    await response.body?.cancel()
  })

  it('has nothing elsewhere, and says so in JSON', async () => {
    for (const path of ['/nothing', '/graphql/', '/graphqlx', '/graphql/..%2f', '/%']) {
      const response = await fetch(`${gateway.url}${path}`)
      expect([path, response.status]).toEqual([path, 404])
      expect(await response.json()).toMatchObject({ message: expect.stringContaining('/graphql') as unknown })
    }
  })
})

describe('what nobody sends by accident', () => {
  it.each([
    ['//', 404],
    ['/%', 404],
    ['/%00', 404],
    ['/\\..\\', 404],
    ['*', 404],
    ['http://[', 404],
    ['/graphql?query=%', 400],
    ['/graphql?%&&==', 400],
    ['/graphql?query={cloud{name}}&variables=%ff', 400],
  ])('GET %s', async (target, status) => {
    const token = await gateway.token('admin')
    expect(
      await raw(
        `GET ${target} HTTP/1.1\r\nHost: x\r\nAccept: application/graphql-response+json\r\nX-Auth-Token: ${token}\r\n${CLOSE}`,
      ),
    ).toMatch(`HTTP/1.1 ${status} `)
    await expectAlive()
  })

  it('a path of any length', async () => {
    const long = await fetch(`${gateway.url}/${'a'.repeat(10_000)}`)
    expect([long.status, (await long.text()).length < 300]).toEqual([404, true])
    expect(await raw(`GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n${CLOSE}`)).toMatch('HTTP/1.1 431 ')
    await expectAlive()
  })

  it.each([
    ['a Host that is none', `GET /graphql?query={cloud{name}} HTTP/1.1\r\nHost: ][:::\r\n${CLOSE}`],
    ['no Host', `GET /graphql HTTP/1.1\r\n${CLOSE}`],
    ['two lengths', `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    ['a length that is no number', `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n`],
    ['no HTTP', '\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n'],
    ['another version', `GET / HTTP/9.9\r\nHost: x\r\n\r\n`],
  ])('%s', async (_what, request) => {
    const answer = await raw(request)
    expect(answer).toMatch(/^HTTP\/1\.1 (400|401|404|505) /)
    expect(answer).not.toMatch(/\.[jt]s:\d/)
    await expectAlive()
  })

  it('outlives clients that leave in the middle of a body', async () => {
    const token = await gateway.token('admin')
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
        socket.on('error', () => undefined)
        socket.write(
          `POST /graphql HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${token}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"query"`,
        )
        await new Promise((resolve) => setTimeout(resolve, 30))
        socket.resetAndDestroy()
      }),
    )
    await expectAlive()
    expect(gateway.logged.filter(({ level }) => level === 'error')).toEqual([])
  })
})

async function expectAlive(): Promise<void> {
  const reply = await gateway.ask('{ cloud { name } }')
  expect(reply.errors).toEqual([])
}

/** What comes back for these very bytes. */
function raw(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => socket.write(request))
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('data', (part: string) => (answer += part))
    socket.on('end', () => resolve(answer))
    socket.on('close', () => resolve(answer))
    // After a refusal the server may cut the rest of what is sent.
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)))
  })
}
