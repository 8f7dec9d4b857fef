import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startGateway, type Gateway } from './gateway.ts'

const ALICE = { method: 'password', user: 'alice', password: 'alice-pass', project: 'genomics' }

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())
beforeEach(() => {
  gateway.demo.interfere(null)
  gateway.demo.calls.clear()
})

describe('signing in', () => {
  it('takes user and password to Keystone and gives the page a token on the project', async () => {
    const { status, headers, body } = await post(ALICE)
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('set-cookie')).toBeNull()
    expect(body).toMatchObject({ user: { name: 'alice' }, project: { name: 'genomics' } })
    expect(Date.parse(body.expiresAt ?? '')).toBeGreaterThan(Date.now())
    const reply = await gateway.ask('{ servers(first: 1) { nodes { project { name } } } }', { token: body.token ?? '' })
    expect(reply.errors).toEqual([])
  })

  it('takes domains by their names, and application credentials by id or by name', async () => {
    const credential = gateway.demo.users.alice.applicationCredential
    const { id, secret } = credential ?? { id: '', secret: '' }
    for (const form of [
      { ...ALICE, userDomain: 'Default', projectDomain: 'Default' },
      { method: 'application credential', id, secret },
      { method: 'named application credential', name: 'alice-script', user: 'alice', secret },
    ]) {
      expect(await post(form)).toMatchObject({ status: 200, body: { project: { name: 'genomics' } } })
    }
  })

  it('says the same whether the user, the password, the domain or the project is wrong', async () => {
    const wrong = [
      { user: 'nobody' },
      { password: 'wrong' },
      { userDomain: 'elsewhere' },
      { project: 'render-farm' },
      { project: 'none' },
    ]
    const messages = new Set<string | undefined>()
    for (const part of wrong) {
      const { status, body } = await post({ ...ALICE, ...part })
      expect(status, JSON.stringify(part)).toBe(401)
      messages.add(body.message)
    }
    expect([...messages]).toEqual([expect.stringContaining('check user, password, domains and project')])
  })

  it('says what is missing, and never what was sent', async () => {
    expect(await post({ ...ALICE, project: ' ' })).toMatchObject({
      status: 400,
      body: { message: 'Name a project: only a token on a project is accepted here.' },
    })
    expect((await post({ ...ALICE, password: '' })).body.message).toContain('password')
    expect((await post({ method: 'magic' })).body.message).toContain('Send method')
    expect((await post({ ...ALICE, hush: 'hush-hush' })).status).toBe(400)
    for (const text of ['{"password": "hush', '"hush"', 'null', '']) {
      const answer = await send('POST', text, { 'content-type': 'application/json' })
      expect(answer.status).toBe(400)
      expect(answer.text).not.toContain('hush')
    }
    expect(gateway.callsTo('keystone')).toEqual([])
  })

  it('reads JSON and no more than credentials have', async () => {
    expect((await send('POST', 'user=alice', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415)
    expect((await send('POST', JSON.stringify(ALICE), { 'content-type': 'text/plain' })).status).toBe(415)
    const long = JSON.stringify({ ...ALICE, password: 'x'.repeat(1_000_000) })
    expect((await send('POST', long, { 'content-type': 'application/json' })).status).toBe(413)
    expect((await send('PUT', '', {})).status).toBe(405)
    expect((await fetch(`${gateway.url}/graphiql/session`)).headers.get('allow')).toBe('POST, DELETE')
  })

  it('is a 503 while Keystone is down, breaks, or talks nonsense', async () => {
    for (const status of [500, 503]) {
      gateway.demo.interfere((call) =>
        call.service === 'keystone' ? { kind: 'answer', status, body: 'broken' } : null,
      )
      const { status: told, body } = await post(ALICE)
      expect(told).toBe(503)
      expect(body.message).toContain('Keystone')
    }
  })

  it('logs nothing of it', async () => {
    await post({ ...ALICE, password: 'hush-hush' })
    const { body } = await post(ALICE)
    await remove(body.token ?? '')
    const logged = gateway.logged.map(({ text }) => text).join('\n')
    for (const secret of ['hush-hush', ALICE.password, body.token ?? '-']) expect(logged).not.toContain(secret)
  })
})

describe('signing out', () => {
  it('has Keystone revoke the token, which is over at once', async () => {
    const { body } = await post(ALICE)
    const token = body.token ?? ''
    expect((await gateway.ask('{ __typename }', { token })).status).toBe(200)
    expect((await remove(token)).status).toBe(204)
    expect(gateway.callsTo('keystone')).toContain('DELETE /v3/auth/tokens')
    expect((await gateway.ask('{ __typename }', { token })).status).toBe(401)
  })

  it('is no error twice, and needs a token', async () => {
    const { body } = await post(ALICE)
    await remove(body.token ?? '')
    expect((await remove(body.token ?? '')).status).toBe(204)
    expect((await remove('')).status).toBe(400)
  })

  it('says so where Keystone could not be told', async () => {
    const { body } = await post(ALICE)
    gateway.demo.interfere((call) => (call.service === 'keystone' ? { kind: 'answer', status: 503, body: '' } : null))
    expect((await remove(body.token ?? '')).status).toBe(503)
  })
})

describe('the names of the gateway', () => {
  it('are needed to sign in, should a name of the web be led here', async () => {
    await using named = await startGateway({ env: { PCIGRAPH_HOSTS: 'pcigraph.example.org' } })
    const statusAt = (host: string) =>
      new Promise((resolve, reject) => {
        const headers = { host, 'content-type': 'application/json' }
        const request = httpRequest(`${named.url}/graphiql/session`, { method: 'POST', headers }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        request.on('error', reject)
        request.end(JSON.stringify(ALICE))
      })
    expect(await statusAt('evil.example')).toBe(403)
    for (const host of ['pcigraph.example.org', 'localhost:4000', '192.0.2.1:4000'])
      expect(await statusAt(host)).toBe(200)
  })

  it('do not help where there is no page', async () => {
    await using without = await startGateway({ env: { PCIGRAPH_GRAPHIQL: 'false' } })
    expect((await fetch(`${without.url}/graphiql/session`, { method: 'POST' })).status).toBe(404)
  })
})

type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: { token?: string; expiresAt?: string; message?: string }
}

const post = (form: object) => send('POST', JSON.stringify(form), { 'content-type': 'application/json' })
const remove = (token: string) => send('DELETE', null, { 'x-auth-token': token })

async function send(method: string, body: string | null, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${gateway.url}/graphiql/session`, { method, body, headers })
  const text = await response.text()
  // What the page gets is JSON of this form; each test says what it expects of it.
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
  }
}
