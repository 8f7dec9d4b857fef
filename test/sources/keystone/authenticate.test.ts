import { expect, it } from 'vitest'
import { Unauthenticated } from '../../../src/errors.ts'
import { createKeystone } from '../../../src/sources/keystone/create-keystone.ts'
import { startCall } from '../../support/upstream/call.ts'
import { recorded, RECORDED_RELEASES } from '../../support/upstream/recorded.ts'
import { startUpstream, type Handler } from '../../support/upstream/start-upstream.ts'
import { testUpstream } from '../../support/upstream/upstream.ts'

const signal = new AbortController().signal
/** Within the life of the recorded tokens. */
const RECORDED_AT = Date.parse('2026-11-22T15:36:30Z')

function tokenBody(token: object) {
  return { json: { token: { expires_at: '2030-01-01T00:00:00.000000Z', user: { id: 'u1', name: 'alice' }, ...token } } }
}

const onProject = { project: { id: 'p1', name: 'project-a', domain: { id: 'default' } }, roles: [{ name: 'Member' }] }

async function startKeystone(handler: Handler, now: () => number = Date.now) {
  const server = await startUpstream(handler)
  const keystone = createKeystone({ authUrl: server.url, upstream: testUpstream({ name: 'keystone' }), now })
  return {
    keystone,
    server,
    async [Symbol.asyncDispose]() {
      await keystone.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

it.each(RECORDED_RELEASES)("reads alice's token as %s's Keystone describes it", async (release) => {
  const body = recorded('keystone', release, 'token-alice')
  await using started = await startKeystone(
    () => ({ json: body }),
    () => RECORDED_AT,
  )
  const caller = await started.keystone.authenticate('token', { signal })
  expect(caller).toMatchObject({ userName: 'alice', projectName: 'project-a', projectDomainId: 'default' })
  expect(caller.roles).toContain('member')
})

it.each(RECORDED_RELEASES)("refuses the auditor's token, which is on the system (%s)", async (release) => {
  const body = recorded('keystone', release, 'token-auditor')
  await using started = await startKeystone(
    () => ({ json: body }),
    () => RECORDED_AT,
  )
  await expect(started.keystone.authenticate('token', { signal })).rejects.toThrow(/on the system/)
})

it('validates a token by itself, without the catalog, and asks to be shown those with access rules too', async () => {
  await using started = await startKeystone(() => tokenBody(onProject))
  const { call, counted } = startCall()
  expect(await started.keystone.authenticate('secret-1', { signal, receipt: call.receipt })).toMatchObject({
    token: 'secret-1',
    projectId: 'p1',
    roles: ['member'],
  })
  const asked = started.server.requests[0]
  expect(asked?.url.pathname + (asked?.url.search ?? '')).toBe('/v3/auth/tokens?nocatalog')
  expect(asked?.headers).toMatchObject({
    'x-auth-token': 'secret-1',
    'x-subject-token': 'secret-1',
    'openstack-identity-access-rules': '1.0',
  })
  expect(counted).toMatchObject([{ upstream: 'keystone', keys: 1 }])
})

it('keeps an answer for ten seconds, and counts no call for it', async () => {
  let now = RECORDED_AT
  await using started = await startKeystone(
    () => tokenBody(onProject),
    () => now,
  )
  const { call, counted } = startCall()
  await started.keystone.authenticate('a', { signal, receipt: call.receipt })
  now += 9_999
  await started.keystone.authenticate('a', { signal, receipt: call.receipt })
  expect(started.server.requests).toHaveLength(1)
  now += 1
  await started.keystone.authenticate('a', { signal, receipt: call.receipt })
  expect(started.server.requests).toHaveLength(2)
  expect(counted).toHaveLength(2)
})

it('counts the ten seconds from the question, so that a slow Keystone does not make them more', async () => {
  let now = RECORDED_AT
  await using started = await startKeystone(
    () => {
      now += 4000
      return tokenBody(onProject)
    },
    () => now,
  )
  await started.keystone.authenticate('a', { signal })
  now += 5999
  await started.keystone.authenticate('a', { signal })
  expect(started.server.requests).toHaveLength(1)
  now += 1
  await started.keystone.authenticate('a', { signal })
  expect(started.server.requests).toHaveLength(2)
})

it('does not keep an answer beyond the end of the token', async () => {
  let now = Date.parse('2029-12-31T23:59:58Z')
  await using started = await startKeystone(
    () => tokenBody(onProject),
    () => now,
  )
  await started.keystone.authenticate('a', { signal })
  now += 3000
  await expect(started.keystone.authenticate('a', { signal })).rejects.toThrow('expired')
})

it('asks once for all who come with the same token at once', async () => {
  await using started = await startKeystone(() => tokenBody(onProject))
  await Promise.all(Array.from({ length: 20 }, () => started.keystone.authenticate('a', { signal })))
  expect(started.server.requests).toHaveLength(1)
})

it('never takes one token for another that comes at the same time', async () => {
  await using started = await startKeystone(({ headers }) => {
    const token = String(headers['x-subject-token'])
    return tokenBody({ ...onProject, project: { id: `project of ${token}` }, user: { id: `user of ${token}` } })
  })
  const tokens = Array.from({ length: 60 }, (_, index) => `token-${index % 3}`)
  const callers = await Promise.all(tokens.map((token) => started.keystone.authenticate(token, { signal })))
  expect(callers.map(({ token, userId, projectId }) => [token, userId, projectId])).toEqual(
    tokens.map((token) => [token, `user of ${token}`, `project of ${token}`]),
  )
  expect(started.server.requests).toHaveLength(3)
})

it.each([
  ['unscoped', {}],
  ['on a domain', { domain: { id: 'default' } }],
  ['on the system', { system: { all: true } }],
  ['unscoped', { project: {} }],
])('refuses a token that is %s', async (reason, scope) => {
  await using started = await startKeystone(() => tokenBody(scope))
  const refusal = started.keystone.authenticate('a', { signal })
  await expect(refusal).rejects.toThrow(Unauthenticated)
  await expect(refusal).rejects.toThrow(reason)
})

it.each([
  [
    'those that it has',
    [{ id: 'r1', service: 'compute', method: 'GET', path: '/v2.1/servers' }],
    [{ service: 'compute', method: 'GET', path: '/v2.1/servers' }],
  ],
  ['none where the list is empty, which allows nothing', [], []],
  ['none of what cannot be read', [{ service: 'compute', path: '/v2.1/servers' }, 'GET', null], []],
  ['none of what is no list', 'everything', []],
])("tells an application credential's access rules: %s", async (_, rules, expected) => {
  const credential = { id: 'c1', name: 'reader', restricted: true, access_rules: rules }
  await using started = await startKeystone(() => tokenBody({ ...onProject, application_credential: credential }))
  expect((await started.keystone.authenticate('a', { signal })).accessRules).toEqual(expected)
})

it('lets an application credential without access rules in', async () => {
  const credential = { id: 'c1', name: 'reader', restricted: true }
  await using started = await startKeystone(() => tokenBody({ ...onProject, application_credential: credential }))
  expect(await started.keystone.authenticate('a', { signal })).toMatchObject({ projectId: 'p1', accessRules: null })
})

it.each([401, 404])(
  'takes %i for an unknown token, asks again next time, and never repeats the token',
  async (status) => {
    await using started = await startKeystone(() => ({ status, json: { error: { code: status, message: 'no' } } }))
    for (const _ of [1, 2]) {
      const refusal = started.keystone.authenticate('very-secret', { signal })
      await expect(refusal).rejects.toThrow(Unauthenticated)
      await expect(refusal).rejects.not.toThrow(/very-secret/)
    }
    expect(started.server.requests).toHaveLength(2)
  },
)

it.each(['', 'a b', 'a\nb', 'ü', 'x'.repeat(8193)])('refuses %j without asking anybody', async (token) => {
  await using started = await startKeystone(() => tokenBody(onProject))
  await expect(started.keystone.authenticate(token, { signal })).rejects.toThrow(Unauthenticated)
  expect(started.server.requests).toHaveLength(0)
})

it('tells a Keystone that is down from a token that is bad', async () => {
  await using started = await startKeystone(() => ({ status: 503, text: 'down' }))
  await expect(started.keystone.authenticate('a', { signal })).rejects.toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
    upstream: 'keystone',
  })
})

it('calls a description without a user an invalid response', async () => {
  await using started = await startKeystone(() => ({ json: { token: { project: { id: 'p' } } } }))
  await expect(started.keystone.authenticate('a', { signal })).rejects.toMatchObject({
    code: 'UPSTREAM_INVALID_RESPONSE',
  })
})
