import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askForToken, byApplicationCredential, openDemoCallers, revokeToken } from '../support/callers.ts'
import { issueToken, passwordOf, startGateway, type Gateway } from './gateway.ts'

const QUESTION = '{ servers(first: 1) { nodes { id pciDevices { id } } } }'

let gateway: Gateway
beforeEach(async () => {
  // Time is a test's to move; the cloud and the gateway go by the same clock.
  vi.useFakeTimers({ toFake: ['Date'] })
  gateway = await startGateway()
})
afterEach(async () => {
  vi.useRealTimers()
  await gateway[Symbol.asyncDispose]()
})

describe('who is refused', () => {
  async function expectRefusal(token: string | null, words: RegExp): Promise<void> {
    gateway.demo.calls.clear()
    for (const accept of ['application/graphql-response+json', 'application/json', '*/*']) {
      const reply = await gateway.ask(QUESTION, { as: null, ...(token !== null && { token }), headers: { accept } })
      expect(reply.status).toBe(401)
      expect(reply.headers.get('www-authenticate')).toBe('Keystone')
      expect(reply.data).toBeUndefined()
      expect(reply.errors).toMatchObject([
        { message: expect.stringMatching(words) as unknown, extensions: { code: 'UNAUTHENTICATED' } },
      ])
    }
    expect(gateway.callsTo('nova')).toEqual([])
    expect(gateway.callsTo('placement')).toEqual([])
    for (const call of gateway.callsTo('keystone')) expect(call).toBe('GET /v3/auth/tokens')
    for (const line of gateway.logged.filter(({ message }) => message === 'answered')) {
      expect(line.attributes).toMatchObject({ status: 401, statements: 0 })
    }
  }

  it('nobody is let in without a token, and nothing at all is asked', async () => {
    await expectRefusal(null, /No token: send a project-scoped Keystone token as X-Auth-Token/)
    expect(gateway.demo.calls).toHaveLength(0)
  })

  it('a token that Keystone does not know', () => expectRefusal('gAAAAABmade-up', /unknown, expired or revoked/))

  it('a token that is absurdly long, of which Keystone is not even asked', async () => {
    await expectRefusal('x'.repeat(9000), /no Keystone token/)
    expect(gateway.demo.calls).toHaveLength(0)
  })

  it('an unscoped token', async () => {
    const token = await issueToken(gateway.demo, { identity: passwordOf(gateway.demo, 'alice') })
    await expectRefusal(token, /is unscoped.*sign in with a project/)
  })

  it("a token on the system, be it an admin's", async () => {
    const token = await issueToken(gateway.demo, {
      identity: passwordOf(gateway.demo, 'admin'),
      scope: { system: { all: true } },
    })
    await expectRefusal(token, /is on the system/)
  })

  it("a token on a domain, be it an admin's", async () => {
    const token = await issueToken(gateway.demo, {
      identity: passwordOf(gateway.demo, 'admin'),
      scope: { domain: { id: 'default' } },
    })
    await expectRefusal(token, /is on a domain/)
  })

  it('a token that was revoked before it came here', async () => {
    const token = await issueToken(gateway.demo, onProject('alice'))
    gateway.demo.revokeTokens()
    await expectRefusal(token, /unknown, expired or revoked/)
  })

  it('a token that has expired', async () => {
    const token = await issueToken(gateway.demo, onProject('alice'))
    vi.setSystemTime(Date.now() + 3_601_000)
    await expectRefusal(token, /unknown, expired or revoked|has expired/)
  })

  it('a token of a user who was disabled', async () => {
    const token = await issueToken(gateway.demo, onProject('alice'))
    gateway.demo.people.disableUser('alice')
    await expectRefusal(token, /unknown, expired or revoked/)
  })

  it('a token on a project that was disabled', async () => {
    const token = await issueToken(gateway.demo, onProject('alice'))
    gateway.demo.people.disableProject(String(gateway.demo.users.alice.projectId))
    await expectRefusal(token, /unknown, expired or revoked/)
  })

  it('an application credential whose owner has lost the role', async () => {
    const identity = byApplicationCredential('alice-script', 'alice-secret')
    const token = await askForToken(gateway.demo, { identity })
    gateway.demo.people.removeRoles('alice')
    await expectRefusal(token, /unknown, expired or revoked/)
  })

  it('refuses before it reads the document, which may be no GraphQL at all', async () => {
    const reply = await gateway.ask('this is not GraphQL', { as: null })
    expect(reply.status).toBe(401)
  })
})

describe('who is let in', () => {
  it('takes Authorization: Bearer as well', async () => {
    const token = await issueToken(gateway.demo, onProject('alice'))
    const reply = await gateway.ask(QUESTION, { as: null, headers: { authorization: `Bearer ${token}` } })
    expect(reply.status).toBe(200)
    expect(reply.data).toMatchObject({ servers: { nodes: [{ id: expect.any(String) as unknown }] } })
  })

  it('takes X-Auth-Token where both are sent', async () => {
    const good = await issueToken(gateway.demo, onProject('alice'))
    const first = await gateway.ask(QUESTION, { token: good, headers: { authorization: 'Bearer bad' } })
    const second = await gateway.ask(QUESTION, { token: 'bad', headers: { authorization: `Bearer ${good}` } })
    expect([first.status, second.status]).toEqual([200, 401])
  })

  it('takes a token that an application credential gave', async () => {
    const { applicationCredential } = gateway.demo.users.alice
    const token = await issueToken(gateway.demo, {
      identity: { methods: ['application_credential'], application_credential: applicationCredential },
    })
    expect((await gateway.ask(QUESTION, { token })).status).toBe(200)
  })

  it('asks Keystone once for ten seconds of questions, and again after them', async () => {
    const token = await issueToken(gateway.demo, onProject('alice'))
    gateway.demo.calls.clear()
    for (let second = 0; second < 10; second++) {
      await gateway.ask('{ cloud { name } }', { token })
      vi.setSystemTime(Date.now() + 999)
    }
    expect(gateway.callsTo('keystone')).toEqual(['GET /v3/auth/tokens'])
    vi.setSystemTime(Date.now() + 10)
    await gateway.ask('{ cloud { name } }', { token })
    expect(gateway.callsTo('keystone')).toHaveLength(2)
  })

  it.each<[what: string, end: (token: string) => void | Promise<void>]>([
    ['it was revoked', (token) => revokeToken(gateway.demo.authUrl, token)],
    ['its user was disabled', () => gateway.demo.people.disableUser('alice')],
    ['its project was disabled', () => gateway.demo.people.disableProject(String(gateway.demo.users.alice.projectId))],
    ['its user lost the role', () => gateway.demo.people.removeRoles('alice')],
  ])('refuses a token ten seconds after %s, at the latest', async (_, end) => {
    const token = await issueToken(gateway.demo, onProject('alice'))
    expect((await gateway.ask('{ cloud { name } }', { token })).status).toBe(200)
    await end(token)
    vi.setSystemTime(Date.now() + 9_999)
    expect((await gateway.ask('{ cloud { name } }', { token })).status).toBe(200)
    vi.setSystemTime(Date.now() + 1)
    expect((await gateway.ask('{ cloud { name } }', { token })).status).toBe(401)
  })

  it('shows nothing of Nova under a token that it still knows, once Nova takes it no longer', async () => {
    const token = await issueToken(gateway.demo, onProject('alice'))
    await gateway.ask('{ cloud { name } }', { token })
    await revokeToken(gateway.demo.authUrl, token)
    const reply = await gateway.ask(QUESTION, { token })
    expect(reply.data).toEqual({ servers: null })
    expect(reply.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED', upstream: 'nova' } }])
  })

  it('never asks Keystone to let an expired token pass', async () => {
    const token = await issueToken(gateway.demo, onProject('alice'))
    gateway.demo.calls.clear()
    await gateway.ask(QUESTION, { token })
    vi.setSystemTime(Date.now() + 3_601_000)
    expect((await gateway.ask(QUESTION, { token })).status).toBe(401)
    const asked = gateway.demo.calls.filter(({ service, path }) => service === 'keystone' && path === '/v3/auth/tokens')
    expect(asked.map(({ method, query }) => [method, query])).toEqual(
      expect.arrayContaining([
        ['GET', 'nocatalog'],
        ['GET', 'nocatalog'],
      ]),
    )
    for (const { query } of gateway.demo.calls) expect(query).not.toContain('allow_expired')
  })

  it('tells those who come at the same time apart, however long Keystone thinks', async () => {
    const tokens = await Promise.all((['alice', 'bob', 'carol'] as const).map((name) => gateway.token(name)))
    gateway.demo.calls.clear()
    gateway.demo.interfere(({ service }) => (service === 'keystone' ? { kind: 'delay', ms: 100 } : null))
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        gateway.ask('{ servers { nodes { projectId } } }', { token: tokens[index % 3] ?? '' }),
      ),
    )
    // Beside the gateway's own sign-in.
    expect(gateway.callsTo('keystone').filter((call) => call === 'GET /v3/auth/tokens')).toHaveLength(3)
    const { alice, bob } = gateway.demo.users
    replies.forEach(({ data }, index) => {
      const { servers } = data as { servers: { nodes: { projectId: string }[] } }
      const own = index % 3 === 1 ? bob.projectId : alice.projectId
      expect(new Set(servers.nodes.map(({ projectId }) => projectId))).toEqual(new Set([own]))
    })
  })

  it('serves what was asked under one token to nobody else', async () => {
    const names = new Map<string, unknown>()
    await Promise.all(
      (['alice', 'bob'] as const).map(async (as) => {
        const reply = await gateway.ask('{ servers { nodes { projectId } } }', { as })
        names.set(as, reply.data)
      }),
    )
    for (const user of ['alice', 'bob'] as const) {
      const { servers } = names.get(user) as { servers: { nodes: { projectId: string }[] } }
      expect(new Set(servers.nodes.map(({ projectId }) => projectId))).toEqual(
        new Set([gateway.demo.users[user].projectId]),
      )
    }
  })
})

describe('an application credential with access rules', () => {
  it('shows what they let Nova show, and of the store no more than belongs to it', async () => {
    const token = await openDemoCallers(gateway.demo).token('restrictedApplicationCredential')
    const question = '{ servers(first: 3) { nodes { name pciDevices { id productId } } } }'
    const reply = await gateway.ask(question, { token: String(token) })
    expect(reply.errors).toEqual([])
    expect(reply.data).toEqual((await gateway.ask(question, { as: 'alice' })).data)
  })

  it('denies the field that Nova refuses for them, and that one alone', async () => {
    const token = await openDemoCallers(gateway.demo).token('restrictedApplicationCredential')
    const question = '{ hypervisors { nodes { id } } servers(first: 1) { nodes { id } } cloud { name } }'
    const reply = await gateway.ask(question, { token: String(token) })
    expect(reply.status).toBe(200)
    expect(reply.data).toMatchObject({ hypervisors: null, servers: { nodes: [{}] }, cloud: { name: 'demo' } })
    expect(reply.errors).toMatchObject([
      {
        message: expect.stringMatching(
          /GET \/compute\/v2\.1\/os-hypervisors\/detail: the access rules of its application credential/,
        ) as unknown,
        path: ['hypervisors'],
        extensions: { code: 'FORBIDDEN', upstream: 'nova' },
      },
    ])
  })
})

describe('a role that no service knows', () => {
  const ROLE_QUESTION = '{ servers { nodes { projectId } } }'

  it('is enough for Nova 26, and so it is here', async () => {
    const token = await openDemoCallers(gateway.demo).token('customRole')
    const reply = await gateway.ask(ROLE_QUESTION, { token: String(token) })
    expect(reply.errors).toEqual([])
    expect(reply.data).toEqual((await gateway.ask(ROLE_QUESTION, { as: 'alice' })).data)
  })

  it('is nothing to Nova 31, which wants the role reader, and so it is here', async () => {
    await using newer = await startGateway({ maxMicroversion: '2.100' })
    const token = await openDemoCallers(newer.demo).token('customRole')
    const reply = await newer.ask(ROLE_QUESTION, { token: String(token) })
    expect(reply.data).toEqual({ servers: null })
    expect(reply.errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', upstream: 'nova', rule: 'os_compute_api:servers:detail' } },
    ])
  })
})

function onProject(user: 'alice') {
  return { identity: passwordOf(gateway.demo, user), scope: { project: { id: gateway.demo.users[user].projectId } } }
}
