import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createKeystone } from '../../src/sources/keystone/create-keystone.ts'
import { ACCEPTED_KINDS, askForToken, revokeToken, type CallerKind } from '../support/callers.ts'
import { testUpstream } from '../support/upstream/upstream.ts'
import { openRealCallers, withPolicy } from './callers.ts'
import { startGateway, type Gateway } from './gateway.ts'
import { makePerson, type Person } from './person.ts'

// Who is let in and for how long, with Keystone's own tokens; the demo cloud's test is test/http/who-may-ask.test.ts.

const authUrl = process.env.OPENSTACK_AUTH_URL ?? ''
const novaMajor = Number(process.env.OPENSTACK_NOVA_MAJOR)
const callers = openRealCallers()
let gateway: Gateway
beforeAll(async () => {
  // The gateway's time is a test's to move; Keystone's is the real one.
  vi.useFakeTimers({ toFake: ['Date'] })
  gateway = await startGateway()
})
afterAll(async () => {
  vi.useRealTimers()
  await gateway[Symbol.asyncDispose]()
})

type Told = {
  readonly status: number
  readonly data?: Record<string, unknown> | null
  readonly errors: readonly { message: string; path?: unknown[]; extensions: Record<string, unknown> }[]
}

async function ask(token: string | null, query: string): Promise<Told> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(token !== null && { 'x-auth-token': token }),
    },
    body: JSON.stringify({ query }),
  })
  const body = (await response.json()) as Partial<Told>
  return { errors: [], ...body, status: response.status }
}

const SERVERS = '{ servers { nodes { name projectId pciDevices { id productId } } } }'

it.each<[kind: CallerKind, words: RegExp]>([
  ['unscoped', /is unscoped/],
  ['domainAdmin', /is on a domain/],
  ['systemAdmin', /is on the system/],
  ['systemReader', /is on the system/],
  ['revoked', /unknown, expired or revoked/],
  ['none', /No token/],
])('refuses the caller %s with 401', async (kind, words) => {
  const told = await ask(await callers.token(kind), SERVERS)
  expect(told).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  expect(told.errors[0]?.message).toMatch(words)
  expect(told.data).toBeUndefined()
})

it.each(ACCEPTED_KINDS)('lets the caller %s in', async (kind) => {
  expect(await ask(await callers.token(kind), '{ cloud { name } }')).toMatchObject({ status: 200 })
})

describe('somebody who may no longer', () => {
  let person: Person
  beforeEach(async () => {
    person = await makePerson(authUrl, String(await callers.token('admin')))
  })
  afterEach(() => person.remove())

  const ENDS: Readonly<Record<string, (token: string) => Promise<void>>> = {
    'the token was revoked': (token) => revokeToken(authUrl, token),
    'the user was disabled': () => person.setUserEnabled(false),
    'the project was disabled': () => person.setProjectEnabled(false),
    'the role was taken away': () => person.removeRole(),
  }

  it.each(Object.keys(ENDS))('is refused at once by whoever has not asked before, when %s', async (what) => {
    const token = await person.token()
    await ENDS[what]?.(token)
    expect((await ask(token, SERVERS)).status).toBe(401)
  })

  it.each(Object.keys(ENDS))('is refused ten seconds later at the latest, when %s', async (what) => {
    const token = await person.token()
    expect((await ask(token, '{ cloud { name } }')).status).toBe(200)
    await ENDS[what]?.(token)
    vi.setSystemTime(Date.now() + 9000)
    expect((await ask(token, '{ cloud { name } }')).status).toBe(200)
    vi.setSystemTime(Date.now() + 1000)
    expect((await ask(token, '{ cloud { name } }')).status).toBe(401)
  })

  it('is refused with an application credential whose owner lost the role', async () => {
    const credential = await person.makeApplicationCredential()
    const token = await askForToken({ authUrl }, credential.auth)
    expect((await ask(token, SERVERS)).status).toBe(200)
    await person.removeRole()
    const again = await fetch(`${authUrl}/auth/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ auth: credential.auth }),
    })
    expect(again.status).toBeOneOf([401, 404])
    vi.setSystemTime(Date.now() + 10_000)
    expect((await ask(token, SERVERS)).status).toBe(401)
  })

  // Victoria's Keystone lets a token outlive the application credential that it was made of.
  it.runIf(novaMajor >= 26)('is refused once the token has expired, cached or not', async () => {
    const credential = await person.makeApplicationCredential({ expiresAt: new Date(realNow() + 15_000) })
    vi.setSystemTime(realNow())
    const token = await askForToken({ authUrl }, credential.auth)
    expect((await ask(token, '{ cloud { name } }')).status).toBe(200)
    await expect.poll(() => realNow() > credential.expiresAtMs, { timeout: 30_000 }).toBe(true)
    vi.setSystemTime(realNow())
    expect((await ask(token, '{ cloud { name } }')).status).toBe(401)
  })
})

describe('an application credential', () => {
  it('shows what its owner is shown', async () => {
    const plain = await ask(await callers.token('applicationCredential'), SERVERS)
    expect(plain).toEqual(await ask(await callers.token('member'), SERVERS))
  })

  it('with access rules shows what they let Nova show', async () => {
    const restricted = await ask(await callers.token('restrictedApplicationCredential'), SERVERS)
    expect(restricted.errors).toEqual([])
    expect(restricted).toEqual(await ask(await callers.token('member'), SERVERS))
  })

  it('with access rules is denied the field that Nova refuses for them, and that one alone', async () => {
    const told = await ask(
      await callers.token('restrictedApplicationCredential'),
      '{ hypervisors { nodes { id } } servers(first: 1) { nodes { id } } }',
    )
    expect(told).toMatchObject({
      status: 200,
      data: { hypervisors: null, servers: { nodes: [{}] } },
      errors: [{ path: ['hypervisors'], extensions: { code: 'FORBIDDEN', upstream: 'nova' } }],
    })
    expect(told.errors[0]?.message).toMatch(/GET \/v2\.1\/os-hypervisors\/detail: the access rules/)
  })
})

describe('signing in', () => {
  const alice = { name: 'alice', domain: { name: 'Default' } }
  const password = process.env.OPENSTACK_ALICE_PASSWORD ?? ''
  const scope = { project: { name: 'project-a', domain: { name: 'Default' } } }
  const { signal } = new AbortController()
  const keystone = createKeystone({ authUrl: new URL(authUrl), upstream: testUpstream({ name: 'keystone' }) })
  afterAll(() => keystone.close())

  it('makes a token of a password, and ends it', async () => {
    const caller = await keystone.signIn({ method: 'password', user: alice, password, scope }, signal)
    expect(caller).toMatchObject({ userName: 'alice', projectName: 'project-a', accessRules: null })
    expect(await keystone.authenticate(caller.token, { signal })).toEqual(caller)
    await keystone.signOut(caller.token, signal)
    await expect(keystone.authenticate(caller.token, { signal })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('makes a token of an application credential, and tells its access rules', async () => {
    const plain = {
      method: 'application credential',
      name: 'alice-script',
      user: alice,
      secret: 'alice-secret',
    } as const
    expect(await keystone.signIn(plain, signal)).toMatchObject({ projectName: 'project-a', accessRules: null })
    const restricted = { ...plain, name: 'alice-servers-only', secret: 'alice-servers-only-secret' }
    const caller = await keystone.signIn(restricted, signal)
    expect(caller.accessRules).toEqual(
      expect.arrayContaining([
        { service: 'compute', method: 'GET', path: '/v2.1/servers' },
        { service: 'compute', method: 'GET', path: '/v2.1/servers/*' },
      ]),
    )
    expect(caller.accessRules).toHaveLength(2)
    // Keystone revokes no such token: signing out makes it forgotten, and no more.
    await keystone.signOut(caller.token, signal)
    expect(await keystone.authenticate(caller.token, { signal })).toEqual(caller)
  })

  it.each([
    ['a wrong password', { method: 'password', user: alice, password: 'wrong', scope }],
    ['a project that is not hers', { method: 'password', user: alice, password, scope: onProject('project-b') }],
    ['an unknown application credential', { method: 'application credential', id: 'none', secret: 'none' }],
  ] as const)('is refused for %s', async (_, credentials) => {
    await expect(keystone.signIn(credentials, signal)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(/^Keystone refuses to sign you in/) as unknown,
    })
  })
})

/** What Nova shows to a role that it does not know: before the new defaults, any role on a project is enough. */
const isRoleEnough = novaMajor < 27 && process.env.OPENSTACK_POLICY !== 'strict'

it(`${isRoleEnough ? 'shows' : 'denies'} the servers of a project to a role that no service knows, as Nova does`, async () => {
  const told = await ask(await callers.token('customRole'), SERVERS)
  if (isRoleEnough) expect(told).toEqual(await ask(await callers.token('member'), SERVERS))
  else expectDenied(told)
})

// Nova 22 has no new defaults that fit a project's admin.
if (novaMajor >= 26) {
  it('denies them where scopes and new defaults are enforced, and shows members, readers and admins what is theirs', () =>
    withPolicy('strict', async () => {
      expectDenied(await ask(await callers.token('customRole'), SERVERS))
      const member = await ask(await callers.token('member'), SERVERS)
      expect(member.errors).toEqual([])
      expect(await ask(await callers.token('reader'), SERVERS)).toEqual(member)
      expect(await ask(await callers.token('restrictedApplicationCredential'), SERVERS)).toEqual(member)
      const admin = await ask(await callers.token('admin'), '{ hypervisors { nodes { hostname } } }')
      expect(admin).toMatchObject({
        status: 200,
        errors: [],
        data: { hypervisors: { nodes: expect.any(Array) as unknown } },
      })
      for (const kind of ['unscoped', 'domainAdmin', 'systemAdmin', 'systemReader'] as const) {
        expect((await ask(await callers.token(kind), SERVERS)).status).toBe(401)
      }
    }))
}

function expectDenied(told: Told): void {
  expect(told).toMatchObject({
    status: 200,
    data: { servers: null },
    errors: [{ extensions: { code: 'FORBIDDEN', upstream: 'nova', rule: 'os_compute_api:servers:detail' } }],
  })
}

function onProject(name: string) {
  return { project: { name, domain: { id: 'default' } } }
}

function realNow(): number {
  return performance.timeOrigin + performance.now()
}
