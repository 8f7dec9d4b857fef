import { expect, it } from 'vitest'
import { UpstreamError } from '../../../src/errors.ts'
import type { CloudConfig } from '../../../src/sources/keystone/cloud-config.ts'
import { createOwnSession, withOwnToken } from '../../../src/sources/keystone/own-session.ts'
import { silentLog } from '../../support/upstream/call.ts'
import { recorded } from '../../support/upstream/recorded.ts'
import { startUpstream, type Handler } from '../../support/upstream/start-upstream.ts'
import { testUpstream } from '../../support/upstream/upstream.ts'

const signal = new AbortController().signal
const T0 = Date.parse('2026-11-22T12:00:00Z')

async function startSession(options: { cloud?: Partial<CloudConfig>; now?: () => number; handler?: Handler } = {}) {
  let signIns = 0
  const { now = () => T0 } = options
  const server = await startUpstream(
    options.handler ??
      (() => ({
        status: 201,
        headers: { 'x-subject-token': `own-${++signIns}` },
        json: { token: { ...catalog, expires_at: new Date(now() + 3_600_000).toISOString() } },
      })),
  )
  const session = createOwnSession({
    cloud: {
      name: 'test',
      authUrl: new URL('/v3', server.url),
      identity: {
        method: 'password',
        user: { name: 'svc', domain: { id: 'default' } },
        password: 'pw-secret',
        scope: { project: { name: 'service', domain: { name: 'Default' } } },
      },
      regionName: null,
      interface: 'public',
      endpointOverrides: {},
      tls: {},
      ...options.cloud,
    },
    upstream: testUpstream({ name: 'keystone' }),
    log: silentLog,
    now,
  })
  return {
    session,
    server,
    async [Symbol.asyncDispose]() {
      await session.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

it.each([
  ['a day ahead', 86_400_000],
  ['a day behind', -86_400_000],
])('signs in once in a token’s life where the own clock is %s', async (_name, skewMs) => {
  let now = T0 + skewMs
  await using started = await startSession({
    now: () => now,
    handler: () => ({
      status: 201,
      headers: { 'x-subject-token': 'own' },
      json: {
        token: {
          ...catalog,
          issued_at: new Date(now - skewMs).toISOString(),
          expires_at: new Date(now - skewMs + 3_600_000).toISOString(),
        },
      },
    }),
  })
  for (let i = 0; i < 5; i++) await started.session.token(signal)
  expect(started.server.requests).toHaveLength(1)
  now += 3_500_000
  await started.session.token(signal)
  expect(started.server.requests).toHaveLength(2)
})

const catalog = {
  catalog: [
    { type: 'compute_legacy', name: 'nova', endpoints: [endpoint('public', 'One', 'http://legacy/v2')] },
    {
      type: 'compute',
      name: 'anything',
      endpoints: [
        endpoint('internal', 'One', 'http://internal-one/v2.1'),
        endpoint('public', 'One', 'http://public-one/v2.1'),
        endpoint('public', 'Two', 'http://public-two/v2.1'),
      ],
    },
  ],
}

function endpoint(offered: string, region: string, url: string) {
  return { interface: offered, region_id: region, region, url }
}

it('signs in once for all who wait, and keeps the token', async () => {
  await using started = await startSession()
  const tokens = await Promise.all(Array.from({ length: 10 }, () => started.session.token(signal)))
  expect(new Set(tokens)).toEqual(new Set(['own-1']))
  await started.session.token(signal)
  expect(started.server.requests.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
    'POST /v3/auth/tokens',
  ])
})

it('signs in anew two minutes before the token ends', async () => {
  let now = T0
  await using started = await startSession({ now: () => now })
  expect(await started.session.token(signal)).toBe('own-1')
  now = T0 + 3_600_000 - 120_001
  expect(await started.session.token(signal)).toBe('own-1')
  now += 1
  expect(await started.session.token(signal)).toBe('own-2')
})

it('signs in again once, for all whose token was refused', async () => {
  await using started = await startSession()
  const refusedOnce = (token: string) =>
    token === 'own-1'
      ? Promise.reject(new UpstreamError('UNAUTHENTICATED', 'no', { upstream: 'nova', status: 401 }))
      : Promise.resolve(token)
  const work = () => withOwnToken(started.session, signal, refusedOnce)
  expect(await Promise.all([work(), work(), work()])).toEqual(['own-2', 'own-2', 'own-2'])
  expect(started.server.requests).toHaveLength(2)
})

it('fails when the new token is refused as well', async () => {
  await using started = await startSession()
  const refused = new UpstreamError('UNAUTHENTICATED', 'no', { upstream: 'nova', status: 401 })
  await expect(withOwnToken(started.session, signal, () => Promise.reject(refused))).rejects.toBe(refused)
  expect(started.server.requests).toHaveLength(2)
})

it("says that the gateway's own credentials are wrong, and not that the caller's are", async () => {
  const body = recorded('keystone', 'nova-26', 'error-401-bad-token')
  await using started = await startSession({ handler: () => ({ status: 401, json: body }) })
  const failure = started.session.token(signal)
  await expect(failure).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', upstream: 'keystone' })
  await expect(failure).rejects.not.toThrow(/pw-secret/)
})

it('says so too where its application credential is gone, which Keystone answers with 404', async () => {
  const json = { error: { code: 404, message: 'Could not find Application Credential: c1.', title: 'Not Found' } }
  await using started = await startSession({ handler: () => ({ status: 404, json }) })
  await expect(started.session.token(signal)).rejects.toThrow(/own credentials/)
})

it('sends wrong credentials again only after ten seconds, lest Keystone lock the account', async () => {
  let now = T0
  const handler: Handler = () => ({ status: 401, json: { error: { code: 401, message: 'no' } } })
  await using started = await startSession({ handler, now: () => now })
  for (const elapsedMs of [0, 5000, 4999]) {
    now += elapsedMs
    await expect(started.session.token(signal)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
  }
  expect(started.server.requests).toHaveLength(1)
  now += 1
  await expect(started.session.token(signal)).rejects.toThrow(/own credentials/)
  expect(started.server.requests).toHaveLength(2)
})

it('finds endpoints by type, interface and region', async () => {
  await using anywhere = await startSession()
  expect((await anywhere.session.endpoint('compute', signal)).href).toBe('http://public-one/v2.1')
  await using two = await startSession({ cloud: { regionName: 'Two' } })
  expect((await two.session.endpoint('compute', signal)).href).toBe('http://public-two/v2.1')
  await using internal = await startSession({ cloud: { interface: 'internal' } })
  expect((await internal.session.endpoint('compute', signal)).href).toBe('http://internal-one/v2.1')
})

it('says what the catalog has where it lacks the endpoint', async () => {
  await using started = await startSession({ cloud: { regionName: 'Three' } })
  await expect(started.session.endpoint('compute', signal)).rejects.toThrow(
    /no public endpoint of compute in region Three \(it has: internal in One, public in One, public in Two\)/,
  )
})

it('takes an endpoint override without signing in', async () => {
  const compute = new URL('http://override:8774/v2.1')
  await using started = await startSession({ cloud: { endpointOverrides: { compute } } })
  expect(await started.session.endpoint('compute', signal)).toBe(compute)
  expect(started.server.requests).toHaveLength(0)
})

it('signs in by password with names and domains', async () => {
  await using started = await startSession()
  await started.session.token(signal)
  expect(started.server.requests[0]?.body).toEqual({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: 'svc', domain: { id: 'default' }, password: 'pw-secret' } },
      },
      scope: { project: { name: 'service', domain: { name: 'Default' } } },
    },
  })
})

it('signs in by application credential without a scope', async () => {
  const identity = { method: 'application credential', id: 'ac', secret: 's' } as const
  await using started = await startSession({ cloud: { identity } })
  await started.session.token(signal)
  expect(started.server.requests[0]?.body).toEqual({
    auth: { identity: { methods: ['application_credential'], application_credential: { id: 'ac', secret: 's' } } },
  })
})

it("signs in by an application credential's name and its user", async () => {
  const user = { name: 'svc', domain: { name: 'Default' } }
  const identity = { method: 'application credential', name: 'gateway', user, secret: 's' } as const
  await using started = await startSession({ cloud: { identity } })
  await started.session.token(signal)
  expect(started.server.requests[0]?.body).toMatchObject({
    auth: { identity: { application_credential: { name: 'gateway', secret: 's', user } } },
  })
})

it('signs in by token with a scope', async () => {
  const identity = { method: 'token', token: 'unscoped', scope: { project: { id: 'p1' } } } as const
  await using started = await startSession({ cloud: { identity } })
  await started.session.token(signal)
  expect(started.server.requests[0]?.body).toEqual({
    auth: { identity: { methods: ['token'], token: { id: 'unscoped' } }, scope: { project: { id: 'p1' } } },
  })
})
