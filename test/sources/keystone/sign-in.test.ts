import { expect, it } from 'vitest'
import { BadUserInput, Unauthenticated } from '../../../src/errors.ts'
import type { SignInCredentials } from '../../../src/sources/keystone/cloud-config.ts'
import { createKeystone } from '../../../src/sources/keystone/create-keystone.ts'
import { startUpstream, type Handler } from '../../support/upstream/start-upstream.ts'
import { testUpstream } from '../../support/upstream/upstream.ts'

const signal = new AbortController().signal
const alice: SignInCredentials = {
  method: 'password',
  user: { name: 'alice', domain: { name: 'Default' } },
  password: 'alice-pass',
  scope: { project: { name: 'project-a', domain: { id: 'default' } } },
}
const described = {
  expires_at: '2030-01-01T00:00:00.000000Z',
  user: { id: 'u1', name: 'alice' },
  project: { id: 'p1', name: 'project-a', domain: { id: 'default' } },
  roles: [{ name: 'member' }],
}

async function startKeystone(handler: Handler) {
  const server = await startUpstream(handler)
  const keystone = createKeystone({ authUrl: server.url, upstream: testUpstream({ name: 'keystone' }) })
  return {
    keystone,
    server,
    async [Symbol.asyncDispose]() {
      await keystone.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

const issue: Handler = () => ({ status: 201, headers: { 'x-subject-token': 'new-token' }, json: { token: described } })

it('signs in with a password on a project, and says who it is', async () => {
  await using started = await startKeystone(issue)
  expect(await started.keystone.signIn(alice, signal)).toEqual({
    token: 'new-token',
    userId: 'u1',
    userName: 'alice',
    projectId: 'p1',
    projectName: 'project-a',
    projectDomainId: 'default',
    roles: ['member'],
    accessRules: null,
    expiresAt: new Date('2030-01-01T00:00:00Z'),
  })
  const [asked] = started.server.requests
  expect(asked?.method).toBe('POST')
  expect(asked?.url.pathname + (asked?.url.search ?? '')).toBe('/v3/auth/tokens?nocatalog')
  expect(asked?.body).toEqual({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: 'alice', domain: { name: 'Default' }, password: 'alice-pass' } },
      },
      scope: { project: { name: 'project-a', domain: { id: 'default' } } },
    },
  })
})

it.each<[string, SignInCredentials, object]>([
  ['its id', { method: 'application credential', id: 'c1', secret: 's' }, { id: 'c1', secret: 's' }],
  [
    'its name and its owner',
    { method: 'application credential', name: 'script', user: { id: 'u1' }, secret: 's' },
    { name: 'script', secret: 's', user: { id: 'u1' } },
  ],
])('signs in with an application credential by %s, without a scope', async (_, credentials, sent) => {
  await using started = await startKeystone(issue)
  await started.keystone.signIn(credentials, signal)
  expect(started.server.requests[0]?.body).toEqual({
    auth: { identity: { methods: ['application_credential'], application_credential: sent } },
  })
})

it('refuses what Keystone refuses, never repeats the password, and asks anew each time', async () => {
  await using started = await startKeystone(() => ({ status: 401, json: { error: { code: 401, message: 'no' } } }))
  for (const _ of [1, 2]) {
    const refusal = started.keystone.signIn(alice, signal)
    await expect(refusal).rejects.toThrow(Unauthenticated)
    await expect(refusal).rejects.toThrow(/check user, password/)
    await expect(refusal).rejects.not.toThrow(/alice-pass/)
  }
  expect(started.server.requests).toHaveLength(2)
})

it.each([
  'Could not find Application Credential: c1.',
  'Unable to validate token because project 295aa36d5cad44a48c72dbdd9135013c is disabled',
])("takes Keystone's 404 for a refusal too: %s", async (message) => {
  await using started = await startKeystone(() => ({ status: 404, json: { error: { code: 404, message } } }))
  const credentials = { method: 'application credential', id: 'c1', secret: 's' } as const
  const refusal = started.keystone.signIn(credentials, signal)
  await expect(refusal).rejects.toThrow(Unauthenticated)
  await expect(refusal).rejects.toThrow(/secret of the application credential/)
})

it("calls Keystone's 400 the fault of what the user typed", async () => {
  const fault = { error: { code: 400, message: 'Expecting to find domain in user.', title: 'Bad Request' } }
  await using started = await startKeystone(() => ({ status: 400, json: fault }))
  await expect(started.keystone.signIn(alice, signal)).rejects.toThrow(BadUserInput)
})

it('takes no token that is on no project', async () => {
  const { project, ...unscoped } = described
  await using started = await startKeystone(() => ({
    status: 201,
    headers: { 'x-subject-token': 'new-token' },
    json: { token: { ...unscoped, formerly: project.id } },
  }))
  await expect(started.keystone.signIn(alice, signal)).rejects.toThrow(/unscoped/)
})

it('says so when Keystone is down', async () => {
  await using started = await startKeystone(() => ({ status: 503, text: 'down' }))
  await expect(started.keystone.signIn(alice, signal)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
})

/** A Keystone that knows the token until somebody revokes it. */
function revocable(): Handler {
  let isRevoked = false
  return ({ method }) => {
    if (isRevoked) return { status: 401, json: { error: { code: 401, message: 'no' } } }
    if (method !== 'DELETE') return { json: { token: described } }
    isRevoked = true
    return { status: 204 }
  }
}

it('ends a token at Keystone and here at once, however fresh the answer about it is', async () => {
  await using started = await startKeystone(revocable())
  await started.keystone.authenticate('a', { signal })
  await started.keystone.signOut('a', signal)
  expect(started.server.requests[1]).toMatchObject({
    method: 'DELETE',
    headers: { 'x-auth-token': 'a', 'x-subject-token': 'a' },
  })
  await expect(started.keystone.authenticate('a', { signal })).rejects.toThrow(Unauthenticated)
})

it('keeps no answer that was on its way when the token was signed out', async () => {
  const held = Promise.withResolvers<undefined>()
  const revoked = revocable()
  let asked = 0
  await using started = await startKeystone(async (request, response) => {
    const reply = await revoked(request, response)
    if (++asked === 1) await held.promise
    return reply
  })
  const first = started.keystone.authenticate('a', { signal })
  await expect.poll(() => asked).toBe(1)
  await started.keystone.signOut('a', signal)
  held.resolve(undefined)
  await first
  await expect(started.keystone.authenticate('a', { signal })).rejects.toThrow(Unauthenticated)
})

it.each([401, 404])('takes %i for a token that is over already', async (status) => {
  await using started = await startKeystone(() => ({ status, json: { error: { code: status, message: 'no' } } }))
  await started.keystone.signOut('a', signal)
  expect(started.server.requests).toHaveLength(1)
})

it('forgets the token also where Keystone cannot be told', async () => {
  let isDown = false
  await using started = await startKeystone(() =>
    isDown ? { status: 503, text: 'down' } : { json: { token: described } },
  )
  await started.keystone.authenticate('a', { signal })
  isDown = true
  await expect(started.keystone.signOut('a', signal)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
  await expect(started.keystone.authenticate('a', { signal })).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
})

it('has nothing to sign out where there is no token', async () => {
  await using started = await startKeystone(revocable())
  await started.keystone.signOut('', signal)
  expect(started.server.requests).toHaveLength(0)
})
