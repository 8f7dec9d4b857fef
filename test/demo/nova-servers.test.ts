import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { clientOf, signIn, type Answer, type Client } from './client.ts'
import { keysOf, part, recorded, shapeOf } from './shape.ts'

describe("the demo cloud's servers", () => {
  let demo: DemoCloud
  let admin: Client
  let alice: Client
  beforeAll(async () => {
    demo = await startDemoCloud()
    admin = await signIn(demo, demo.users.admin)
    alice = await signIn(demo, demo.users.alice)
  })
  afterAll(() => demo.close())

  const ids = (answer: Answer) => answer.list('servers').map((server) => String(server.id))
  const names = (answer: Answer) => answer.list('servers').map((server) => String(server.name))
  const named = (answer: Answer, name: string) => answer.list('servers').find((server) => server.name === name)

  describe.each(['2.1', '2.93'])('at %s', (version) => {
    it('have the keys that a real Nova sends an admin', async () => {
      const answer = await admin.nova('servers/detail?all_tenants=1', version)
      const real = part(recorded(`servers-detail-admin-${version}`), 'servers')
      expect(keysOf(named(answer, 'sequencer-gateway'))).toEqual(keysOf(part(real, 1)))
      expect(shapeOf(named(answer, 'sequencer-gateway'))).toEqual(shapeOf(part(real, 1)))
      expect(keysOf(named(answer, 'llm-pretrain-02'))).toEqual(keysOf(part(real, 0)))
    })

    it('have the keys that a real Nova sends a member', async () => {
      const answer = await alice.nova('servers/detail', version)
      const real = part(recorded(`servers-detail-member-${version}`), 'servers', 0)
      expect(keysOf(named(answer, 'sequencer-gateway'))).toEqual(keysOf(real))
    })
  })

  it.each(['2.87', '2.100'] as const)('have the keys of the release whose newest version is %s', async (release) => {
    await using other = await startDemoCloud({ maxMicroversion: release })
    const operator = await signIn(other, other.users.admin)
    const answer = await operator.nova('servers/detail?all_tenants=1', release)
    const real = part(recorded(`servers-detail-admin-${release}`), 'servers', 1)
    expect(keysOf(named(answer, 'sequencer-gateway'))).toEqual(keysOf(real))
    expect((await operator.nova('servers', '2.101')).status).toBe(406)
  })

  it('show one with the keys of a real one', async () => {
    const list = await admin.nova('servers/detail?all_tenants=1')
    const running = await admin.nova(`servers/${String(named(list, 'sequencer-gateway')?.id)}`)
    expect(keysOf(running.at('server'))).toEqual(keysOf(part(recorded('server-show-admin-2.93'), 'server')))
    const failed = await admin.nova(`servers/${String(named(list, 'llm-pretrain-02')?.id)}`)
    expect(keysOf(failed.at('server'))).toEqual(keysOf(part(recorded('server-show-error-2.93'), 'server')))
    expect(keysOf(failed.at('server', 'fault')).sort()).toEqual(
      keysOf(part(recorded('server-show-error-2.93'), 'server', 'fault')).sort(),
    )
    const own = await alice.nova(`servers/${String(named(list, 'sequencer-gateway')?.id)}`)
    expect(keysOf(own.at('server'))).toEqual(keysOf(part(recorded('server-show-member-2.93'), 'server')))
  })

  it('name version and request in the headers', async () => {
    const { headers } = await admin.nova('servers?limit=1', '2.93')
    expect(headers.get('openstack-api-version')).toBe('compute 2.93')
    expect(headers.get('x-openstack-nova-api-version')).toBe('2.93')
    expect(headers.get('vary')).toContain('X-OpenStack-Nova-API-Version')
    expect(headers.get('x-compute-request-id')).toMatch(/^req-[0-9a-f-]{36}$/)
  })

  it("are the token's project's, an admin's too, unless all are asked for", async () => {
    const own = (await admin.nova('servers/detail')).list('servers')
    expect(own.length).toBeGreaterThan(10)
    expect(new Set(own.map((server) => server.tenant_id))).toEqual(new Set(['demo']))
    expect(ids(await admin.nova('servers/detail?all_tenants=1'))).toHaveLength(240)
    const refused = await alice.nova('servers/detail?all_tenants=1')
    expect([refused.status, refused.at()]).toEqual([403, recorded('error-403-all_tenants-alice')])
  })

  it('come newest first', async () => {
    const created = (await admin.nova('servers/detail?all_tenants=1')).list('servers').map(({ created }) => created)
    expect(created).toEqual(created.toSorted().reverse())
  })

  it('are paged by marker, with a link where a page is exactly full', async () => {
    const whole = ids(await admin.nova('servers?all_tenants=1'))
    const seen: string[] = []
    let pages = 0
    for (let marker = ''; ; pages++) {
      const answer = await admin.nova(`servers?all_tenants=1&limit=80${marker}`)
      const page = ids(answer)
      if (page.length === 0) break
      seen.push(...page)
      marker = `&marker=${String(page.at(-1))}`
      expect(answer.at('servers_links', 0, 'href')).toMatch(new RegExp(`servers\\?all_tenants=1&limit=80${marker}$`))
    }
    expect([pages, seen]).toEqual([3, whole])
    expect((await admin.nova('servers?all_tenants=1&limit=300')).at('servers_links')).toBeUndefined()
    expect(ids(await admin.nova('servers?limit=0'))).toEqual([])
  })

  it('link to the next page in the shape of a real Nova', async () => {
    const answer = await admin.nova('servers/detail?limit=3&all_tenants=1')
    const real = part(recorded('servers-detail-page-2.93'), 'servers_links', 0, 'href')
    const strip = (href: unknown) =>
      String(href)
        .replace(/^.*\/servers/, '')
        .replace(/[0-9a-f-]{36}/, 'ID')
    expect(strip(answer.at('servers_links', 0, 'href'))).toBe(strip(real))
  })

  it('never come more than the cap at once', async () => {
    await using small = await startDemoCloud({ servers: 25, hypervisors: 3, maxLimit: 10 })
    const operator = await signIn(small, small.users.admin)
    expect(ids(await operator.nova('servers?all_tenants=1'))).toHaveLength(10)
    expect(ids(await operator.nova('servers?all_tenants=1&limit=20'))).toHaveLength(10)
  })

  it('link back to the address that the client used', async () => {
    const origin = demo.authUrl.replace('/identity/v3', '')
    const answer = await admin.nova('servers/detail?limit=1')
    expect(answer.at('servers', 0, 'links', 0, 'href')).toBe(`${origin}/compute/v2.1/servers/${ids(answer)[0]}`)
    const proxied = await fetch(`${origin}/compute/v2.1/servers?limit=1`, {
      headers: { 'x-auth-token': admin.token, 'x-forwarded-proto': 'https' },
    })
    expect(await proxied.text()).toContain('"https://127.0.0.1')
  })

  it('are found by regular expression on their names', async () => {
    expect(names(await admin.nova('servers?all_tenants=1&name=^LLM-pretrain'))).toEqual([
      'llm-pretrain-01',
      'llm-pretrain-02',
    ])
    expect(names(await admin.nova('servers?all_tenants=1&name=no-such-server'))).toEqual([])
  })

  it('are found by one status or several, in any case', async () => {
    const found = await admin.nova('servers/detail?all_tenants=1&status=paused&status=VERIFY_RESIZE')
    expect(new Set(found.list('servers').map(({ status }) => status))).toEqual(new Set(['PAUSED', 'VERIFY_RESIZE']))
    expect((await admin.nova('servers?status=SLEEPY', '2.93')).status).toBe(400)
    expect(ids(await admin.nova('servers?status=SLEEPY', '2.37'))).toEqual([])
  })

  it('are found by project for an admin who asks for all', async () => {
    const { projectId } = demo.users.alice
    const found = await admin.nova(`servers/detail?all_tenants=1&project_id=${projectId}`)
    expect(ids(found).sort()).toEqual(ids(await alice.nova('servers')).sort())
    expect(ids(await admin.nova(`servers?project_id=${projectId}`))).toEqual(ids(await admin.nova('servers')))
  })

  it('are found by the last of several ids alone', async () => {
    const [first, second] = ids(await admin.nova('servers?all_tenants=1&limit=2'))
    expect(ids(await admin.nova(`servers?all_tenants=1&uuid=${first}&uuid=${second}`))).toEqual([second])
    expect(ids(await admin.nova(`servers?all_tenants=1&uuid=${first},${second}`))).toEqual([])
  })

  it('ignore in silence what a member may not filter by', async () => {
    expect(ids(await alice.nova('servers?host=gpu-h01&uuid=none'))).toEqual(ids(await alice.nova('servers')))
    const onHost = await admin.nova('servers/detail?all_tenants=1&host=gpu-h02')
    expect(new Set(onHost.list('servers').map((server) => server['OS-EXT-SRV-ATTR:host']))).toEqual(
      new Set(['gpu-h02']),
    )
  })

  it('are found by tags, zone, lock and flavor', async () => {
    expect(names(await admin.nova('servers?all_tenants=1&tags=training,keep'))).toEqual(['llm-pretrain-01'])
    expect(names(await admin.nova('servers?all_tenants=1&locked=true'))).toEqual(['cryo-em-broken'])
    const zone = await admin.nova('servers/detail?all_tenants=1&availability_zone=^render$')
    expect(new Set(zone.list('servers').map((server) => server['OS-EXT-AZ:availability_zone']))).toEqual(
      new Set(['render']),
    )
    const flavor = (await admin.nova('flavors')).list('flavors').find(({ name }) => name === 'gpu.h100.2')
    expect(names(await admin.nova(`servers?all_tenants=1&flavor=${String(flavor?.id)}`))).toContain('fold-01')
  })

  it('are sorted as asked for', async () => {
    const sorted = names(await admin.nova('servers?all_tenants=1&sort_key=display_name&sort_dir=asc'))
    expect(sorted).toEqual(sorted.toSorted())
    expect((await alice.nova('servers?sort_key=host')).status).toBe(403)
    expect((await alice.nova('servers?sort_key=colour')).status).toBe(400)
  })

  it('that were deleted are listed for an admin who asks, and shown to nobody', async () => {
    const deleted = await admin.nova('servers/detail?all_tenants=1&deleted=true')
    expect(names(deleted).sort()).toEqual(['blast-old', 'denoise-old'])
    expect(deleted.at('servers', 0, 'status')).toBe('DELETED')
    expect((await admin.nova(`servers/${ids(deleted)[0]}`)).status).toBe(404)
    expect(names(await admin.nova('servers?all_tenants=1&changes-since=2026-09-01T00:00:00Z'))).toContain('blast-old')
    expect(names(await alice.nova('servers?deleted=true'))).not.toContain('blast-old')
  })

  it('of another project are unknown to a member', async () => {
    const foreign = ids(await admin.nova('servers?limit=1'))[0]
    const answer = await alice.nova(`servers/${foreign}`)
    expect(answer.status).toBe(404)
    expect(answer.at('itemNotFound', 'message')).toBe(`Instance ${foreign} could not be found.`)
  })

  it("are stubs of everybody's for a token that is on no project", async () => {
    const auditor = await signIn(demo, demo.users.auditor, { system: { all: true } })
    const unscoped = await signIn(demo, demo.users.alice, 'unscoped')
    for (const client of [auditor, unscoped]) {
      const stubs = await client.nova('servers/detail')
      expect(ids(stubs)).toHaveLength(240)
      const real = part(recorded('servers-detail-system-reader-2.93'), 'servers', 0)
      expect(shapeOf(stubs.at('servers', 0))).toEqual(shapeOf(real))
      expect(ids(await client.nova('servers/detail?limit=5'))).toEqual([])
      expect(ids(await client.nova('servers/detail', '2.68'))).toEqual([])
      expect((await client.nova('servers/detail?all_tenants=1')).status).toBe(403)
    }
    await using newer = await startDemoCloud({ maxMicroversion: '2.100', servers: 3, hypervisors: 2 })
    const refused = await (await signIn(newer, newer.users.alice, 'unscoped')).nova('servers/detail', '2.100')
    expect([refused.status, refused.at()]).toEqual([403, recorded('error-403-servers-detail-system-reader-2.100')])
  })

  it('may be asked for with the project in the path, if it is the own one', async () => {
    const own = await alice.nova(`${demo.users.alice.projectId}/servers`)
    expect(ids(own)).toEqual(ids(await alice.nova('servers')))
    const foreign = await alice.nova('demo/servers')
    expect([foreign.status, String(foreign.at('badRequest', 'message'))]).toEqual([
      400,
      `Malformed request URL: URL's project_id 'demo' doesn't match Context's project_id '${demo.users.alice.projectId}'`,
    ])
  })

  it('are the same bytes for every reader of the same page', async () => {
    const first = await admin.nova('servers/detail?all_tenants=1')
    expect((await admin.nova('servers/detail?all_tenants=1')).text).toBe(first.text)
    expect((await clientOf(demo, admin.token).nova('servers/detail?all_tenants=1')).text).toBe(first.text)
  })
})
