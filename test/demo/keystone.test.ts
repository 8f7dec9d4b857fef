import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { clientOf, originOf, post, read, requestToken, signIn } from './client.ts'
import { keysOf, part, recorded, shapeOf } from './shape.ts'

describe("the demo cloud's Keystone", () => {
  let demo: DemoCloud
  beforeAll(async () => {
    demo = await startDemoCloud({ servers: 5, hypervisors: 3 })
  })
  afterAll(() => demo.close())

  it('gives a token whose body has the keys of a real one', async () => {
    const { admin } = demo.users
    const answer = await requestToken(demo, admin, admin.password, { project: { id: 'demo' } })
    expect(answer.status).toBe(201)
    const real = part(recorded('token-admin'), 'token')
    expect(keysOf(answer.at('token'))).toEqual(keysOf(real))
    expect(keysOf(answer.at('token', 'catalog', 0))).toEqual(keysOf(part(real, 'catalog', 0)))
    expect(keysOf(answer.at('token', 'catalog', 0, 'endpoints', 0)).sort()).toEqual(
      keysOf(part(real, 'catalog', 0, 'endpoints', 0)).sort(),
    )
    expect(answer.at('token', 'project')).toEqual({
      domain: { id: 'default', name: 'Default' },
      id: 'demo',
      name: 'demo',
    })
    const lifetime = Date.parse(String(answer.at('token', 'expires_at'))) - Date.now()
    expect(lifetime).toBeGreaterThan(3_500_000)
    expect(lifetime).toBeLessThanOrEqual(3_601_000)
  })

  it('has endpoints in the catalog that lead back to it', async () => {
    const { admin } = demo.users
    const answer = await requestToken(demo, admin, admin.password, { project: { id: 'demo' } })
    const urls = answer.list('token', 'catalog').map((service) => [service.type, part(service, 'endpoints', 0, 'url')])
    expect(Object.fromEntries(urls)).toEqual({
      placement: `${originOf(demo)}/placement`,
      identity: demo.authUrl,
      compute: `${originOf(demo)}/compute/v2.1`,
    })
  })

  it('gives tokens on the system, on the domain and on nothing', async () => {
    const { admin, auditor } = demo.users
    const system = await requestToken(demo, auditor, auditor.password, { system: { all: true } })
    expect(keysOf(system.at('token'))).toEqual(keysOf(part(recorded('token-auditor'), 'token')))
    expect(system.at('token', 'system')).toEqual({ all: true })

    const domain = await requestToken(demo, admin, admin.password, { domain: { id: 'default' } })
    expect(domain.at('token', 'domain')).toEqual({ id: 'default', name: 'Default' })

    const unscoped = await requestToken(demo, admin, admin.password, 'unscoped')
    expect(unscoped.status).toBe(201)
    for (const key of ['project', 'roles', 'catalog', 'system']) expect(unscoped.at('token', key)).toBeUndefined()
  })

  it('makes a token on a project from one that is on nothing', async () => {
    const { alice } = demo.users
    const unscoped = await signIn(demo, alice, 'unscoped')
    const identity = { methods: ['token'], token: { id: unscoped.token } }
    const answer = await post(demo, {
      auth: { identity, scope: { project: { name: alice.projectName, domain: { name: 'Default' } } } },
    })
    expect(answer.at('token', 'project', 'id')).toBe(alice.projectId)
    expect(answer.at('token', 'methods')).toEqual(['token', 'password'])
  })

  it('signs in an application credential on the project that it was made for', async () => {
    const { alice } = demo.users
    const answer = await post(demo, {
      auth: {
        identity: { methods: ['application_credential'], application_credential: alice.applicationCredential },
      },
    })
    expect(answer.status).toBe(201)
    expect(answer.at('token', 'project', 'id')).toBe(alice.projectId)
    expect(answer.at('token', 'methods')).toEqual(['application_credential'])
  })

  it('describes an application credential with access rules as a real one does, to whoever knows of such rules', async () => {
    const credential = demo.users.alice.restrictedApplicationCredential
    const answer = await post(demo, {
      auth: { identity: { methods: ['application_credential'], application_credential: credential } },
    })
    const real = part(recorded('token-restricted-application-credential'), 'token')
    expect(shapeOf(answer.at('token', 'application_credential'))).toEqual(shapeOf(part(real, 'application_credential')))
    expect(keysOf(answer.at('token')).sort()).toEqual(keysOf(real).sort())

    const restricted = clientOf(demo, String(answer.headers.get('x-subject-token')))
    const subject = { 'x-subject-token': restricted.token }
    const known = await restricted.keystone('/auth/tokens', { ...subject, 'openstack-identity-access-rules': '1.0' })
    expect(known.at('token', 'application_credential')).toEqual(answer.at('token', 'application_credential'))
    const unknown = await restricted.keystone('/auth/tokens', subject)
    expect([unknown.status, unknown.at()]).toEqual([404, recorded('error-404-keystone-access-rules-without-header')])
    expect((await restricted.keystone('/auth/tokens', subject, 'DELETE')).status).toBe(404)
  })

  it('lets Nova and Placement answer 401 to what its access rules leave out, as real ones do', async () => {
    const identity = {
      methods: ['application_credential'],
      application_credential: demo.users.alice.restrictedApplicationCredential,
    }
    const answer = await post(demo, { auth: { identity } })
    const restricted = clientOf(demo, String(answer.headers.get('x-subject-token')))
    expect((await restricted.nova('servers')).status).toBe(200)
    expect((await restricted.nova('servers/detail')).status).toBe(200)
    const flavors = await restricted.nova('flavors')
    expect([flavors.status, flavors.at()]).toEqual([401, recorded('error-401-nova-access-rules')])
    const providers = await restricted.placement('/resource_providers')
    expect([providers.status, providers.at()]).toEqual([401, recorded('error-401-placement-access-rules')])
    expect((await restricted.keystone('/auth/projects')).status).toBe(200)
  })

  it('answers 404 to an application credential that is not there, in the words of a real one', async () => {
    const identity = { methods: ['application_credential'], application_credential: { id: 'none', secret: 'none' } }
    const answer = await post(demo, { auth: { identity } })
    expect([answer.status, answer.at()]).toEqual([404, recorded('error-404-keystone-application-credential')])
  })

  it.each(['token-domain-admin', 'token-unscoped'] as const)(
    'describes a %s as a real one is described',
    async (name) => {
      const { erin, alice } = demo.users
      const answer =
        name === 'token-unscoped'
          ? await requestToken(demo, alice, alice.password, 'unscoped')
          : await requestToken(demo, erin, erin.password, { domain: { id: 'default' } })
      expect(keysOf(answer.at('token')).sort()).toEqual(keysOf(part(recorded(name), 'token')).sort())
    },
  )

  it('ends the tokens of users and projects that are disabled, and of users who lose their roles', async () => {
    const { alice, bob, carol } = demo.users
    const [ofAlice, ofBob, ofCarol] = await Promise.all([signIn(demo, alice), signIn(demo, bob), signIn(demo, carol)])
    const statuses = () =>
      Promise.all(
        [ofAlice, ofBob, ofCarol].map(async (client) => [
          (await client.nova('servers')).status,
          (await client.keystone('/auth/projects')).status,
        ]),
      )
    demo.people.disableUser('alice')
    expect(await statuses()).toEqual([
      [401, 401],
      [200, 200],
      [200, 200],
    ])
    expect((await requestToken(demo, alice, alice.password, { project: { id: alice.projectId } })).status).toBe(401)
    demo.people.restore()
    demo.people.disableProject(String(bob.projectId))
    demo.people.removeRoles('carol')
    expect(await statuses()).toEqual([
      [200, 200],
      [401, 401],
      [401, 401],
    ])
    expect((await requestToken(demo, carol, carol.password, { project: { id: carol.projectId } })).status).toBe(401)
    demo.people.restore()
  })

  it('answers 401 to a wrong password, in the words of a real one', async () => {
    const answer = await requestToken(demo, demo.users.alice, 'wrong', { project: { id: demo.users.alice.projectId } })
    expect(answer.status).toBe(401)
    expect(answer.at()).toEqual(recorded('error-401-keystone-wrong-password'))
    expect(answer.headers.get('www-authenticate')).toBe(`Keystone uri="${demo.authUrl}"`)
  })

  it('answers 401 to a user who has no role on the project', async () => {
    const answer = await requestToken(demo, demo.users.bob, demo.users.bob.password, { project: { id: 'demo' } })
    expect(answer.status).toBe(401)
  })

  it('validates a token by itself, without the catalog where it is not wanted', async () => {
    const alice = await signIn(demo, demo.users.alice)
    const subject = { 'x-subject-token': alice.token }
    const whole = await alice.keystone('/auth/tokens', subject)
    expect(whole.status).toBe(200)
    expect(whole.list('token', 'catalog')).toHaveLength(3)
    expect(whole.headers.get('x-subject-token')).toBe(alice.token)
    const brief = await alice.keystone('/auth/tokens?nocatalog', subject)
    expect(brief.at('token', 'catalog')).toBeUndefined()
    expect(brief.at('token', 'project', 'name')).toBe('genomics')
    const head = await alice.keystone('/auth/tokens', subject, 'HEAD')
    expect([head.status, head.text]).toEqual([200, ''])
  })

  it('answers 401 to a bad token of the caller, 404 to a bad subject and 403 to a stranger', async () => {
    const [alice, bob, admin] = await Promise.all([
      signIn(demo, demo.users.alice),
      signIn(demo, demo.users.bob),
      signIn(demo, demo.users.admin),
    ])
    const bad = clientOf(demo, 'no-token')
    expect((await bad.keystone('/auth/tokens', { 'x-subject-token': 'no-token' })).status).toBe(401)
    expect((await alice.keystone('/auth/tokens', { 'x-subject-token': 'no-token' })).status).toBe(404)
    expect((await bob.keystone('/auth/tokens', { 'x-subject-token': alice.token })).status).toBe(403)
    expect((await admin.keystone('/auth/tokens', { 'x-subject-token': alice.token })).status).toBe(200)
  })

  it('forgets a token that was revoked', async () => {
    const alice = await signIn(demo, demo.users.alice)
    expect((await alice.keystone('/auth/tokens', { 'x-subject-token': alice.token }, 'DELETE')).status).toBe(204)
    expect((await alice.keystone('/auth/projects')).status).toBe(401)
    expect((await alice.nova('servers')).status).toBe(401)
  })

  it('lists all projects for an admin and a reader of the system, own ones for everybody', async () => {
    const [admin, alice, auditor] = await Promise.all([
      signIn(demo, demo.users.admin),
      signIn(demo, demo.users.alice),
      signIn(demo, demo.users.auditor, { system: { all: true } }),
    ])
    const names = (await admin.keystone('/projects')).list('projects').map((project) => project.name)
    expect(names).toEqual(expect.arrayContaining(['demo', 'genomics', 'render-farm']))
    expect(names).toHaveLength(8)
    expect((await auditor.keystone('/projects')).status).toBe(200)
    expect((await alice.keystone('/projects')).status).toBe(403)
    const own = (await alice.keystone('/auth/projects')).list('projects')
    expect(own.map((project) => project.name)).toEqual(['genomics'])
    expect((await alice.keystone(`/projects/${demo.users.alice.projectId}`)).status).toBe(200)
    expect((await alice.keystone('/projects/demo')).status).toBe(403)
    expect((await admin.keystone('/projects/none')).status).toBe(404)
  })

  it('tells its version to anybody', async () => {
    const answer = await read(await fetch(demo.authUrl))
    expect(answer.at('version', 'id')).toBe('v3.14')
    expect((await fetch(demo.authUrl.replace('/v3', ''))).status).toBe(300)
  })
})
