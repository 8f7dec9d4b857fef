import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { originOf, read, signIn, type Client } from './client.ts'
import { keysOf, part, recorded, shapeOf } from './shape.ts'

describe('what the demo cloud tells its operators', () => {
  let demo: DemoCloud
  let admin: Client
  let alice: Client
  beforeAll(async () => {
    demo = await startDemoCloud()
    admin = await signIn(demo, demo.users.admin)
    alice = await signIn(demo, demo.users.alice)
  })
  afterAll(() => demo.close())

  it.each(['2.1', '2.53', '2.88'])('has hypervisors of the shape that a real Nova sends at %s', async (version) => {
    const list = (await admin.nova('os-hypervisors/detail', version)).list('hypervisors')
    expect(list).toHaveLength(40)
    const real = part(recorded(`hypervisor-show-${version}`), 'hypervisor')
    const busy = list.find((hypervisor) => hypervisor.hypervisor_hostname === 'gpu-h01')
    expect(shapeOf({ ...busy, uptime: null })).toEqual(shapeOf({ ...(real as object), uptime: null }))
    const shown = await admin.nova(`os-hypervisors/${String(busy?.id)}`, version)
    expect(shown.at('hypervisor')).toEqual(busy)
  })

  it('lists hypervisors briefly, and with their servers', async () => {
    const brief = await admin.nova('os-hypervisors')
    expect(shapeOf(brief.at())).toEqual(shapeOf(recorded('hypervisors-list-2.93')))
    const real = part(recorded('hypervisors-detail-with_servers-2.93'), 'hypervisors', 1)
    const withServers = (await admin.nova('os-hypervisors/detail?with_servers=True')).list('hypervisors')
    expect(keysOf(withServers[0])).toEqual(keysOf(real))
    expect(shapeOf(withServers[0]?.servers)).toEqual(shapeOf(part(real, 'servers')))
  })

  it('adds up hypervisors, until 2.87', async () => {
    const sums = await admin.nova('os-hypervisors/statistics', '2.1')
    expect(keysOf(sums.at('hypervisor_statistics'))).toEqual(
      keysOf(part(recorded('hypervisors-statistics-2.1'), 'hypervisor_statistics')),
    )
    expect((await admin.nova('os-hypervisors/statistics', '2.88')).status).toBe(404)
  })

  it('pages hypervisors from 2.33 on, finds them by a part of the name from 2.53 on', async () => {
    const whole = (await admin.nova('os-hypervisors')).list('hypervisors').map(({ id }) => id)
    const first = await admin.nova('os-hypervisors?limit=20')
    expect(first.at('hypervisors_links', 0, 'href')).toMatch(/os-hypervisors\?limit=20&marker=/)
    const second = await admin.nova(`os-hypervisors?limit=20&marker=${String(whole[19])}`)
    expect(second.list('hypervisors').map(({ id }) => id)).toEqual(whole.slice(20))

    const found = await admin.nova('os-hypervisors?hypervisor_hostname_pattern=net-e')
    expect(found.list('hypervisors').map((each) => each.hypervisor_hostname)).toEqual(['net-e01.dc1.example.net'])
    expect((await admin.nova('os-hypervisors?hypervisor_hostname_pattern=nothing')).status).toBe(404)
    expect((await admin.nova('os-hypervisors?hypervisor_hostname_pattern=net&limit=1')).status).toBe(400)
  })

  it('counts what servers use, and what a resize holds back at its source', async () => {
    const list = (await admin.nova('os-hypervisors/detail?with_servers=True', '2.87')).list('hypervisors')
    const servers = (await admin.nova('servers/detail?all_tenants=1')).list('servers')
    for (const hypervisor of list) {
      const here = servers.filter(
        (server) => server['OS-EXT-SRV-ATTR:hypervisor_hostname'] === hypervisor.hypervisor_hostname,
      )
      expect(hypervisor.running_vms).toBe(here.length)
      const vcpus = here.reduce((sum, server) => sum + Number(part(server, 'flavor', 'vcpus')), 0)
      const held = { 'gpu-a01': 16, 'net-c01.dc1.example.net': 8 }[String(hypervisor.hypervisor_hostname)] ?? 0
      expect(hypervisor.vcpus_used).toBe(vcpus + held)
    }
  })

  it('has a host that is down and one that is out of service', async () => {
    const list = (await admin.nova('os-hypervisors/detail')).list('hypervisors')
    const unlike = list.filter((each) => each.state !== 'up' || each.status !== 'enabled')
    expect(unlike.map((each) => [each.hypervisor_hostname, each.state, each.status])).toEqual([
      ['gpu-t01', 'down', 'enabled'],
      ['net-e01.dc1.example.net', 'up', 'disabled'],
    ])
    const statuses = (await admin.nova('servers/detail?all_tenants=1')).list('servers').map((each) => each.host_status)
    expect(new Set(statuses)).toEqual(new Set(['UP', 'UNKNOWN', 'MAINTENANCE', '']))
  })

  it('has services with fresh heartbeats, but for the host that is down', async () => {
    const services = (await admin.nova('os-services')).list('services')
    expect(shapeOf(services)).toEqual(shapeOf(part(recorded('services-2.93'), 'services')))
    const stale = services.filter((each) => Date.now() - Date.parse(`${String(each.updated_at)}Z`) > 60_000)
    expect(stale.map(({ host, state }) => [host, state])).toEqual([['gpu-t01', 'down']])
    const one = (await admin.nova('os-services?binary=nova-compute&host=net-e01')).list('services')
    expect(one.map((each) => each.disabled_reason)).toEqual(['NIC firmware upgrade, ticket OPS-1742'])
    expect(typeof (await admin.nova('os-services', '2.52')).at('services', 0, 'id')).toBe('number')
  })

  it('has aggregates and zones', async () => {
    const aggregates = await admin.nova('os-aggregates')
    expect(shapeOf(aggregates.at('aggregates'))).toEqual(shapeOf(part(recorded('aggregates-2.93'), 'aggregates')))
    expect(aggregates.list('aggregates').map(({ name }) => name)).toContain('h100-nodes')
    const zones = await alice.nova('os-availability-zone')
    expect(zones.list('availabilityZoneInfo').map(({ zoneName }) => zoneName)).toEqual([
      'edge',
      'gpu',
      'nova',
      'render',
    ])
    expect(shapeOf(zones.at())).toEqual(shapeOf(recorded('availability-zones-member-2.93')))
    expect((await admin.nova('os-availability-zone/detail')).list('availabilityZoneInfo')).toHaveLength(5)
  })

  it.each(['2.1', '2.93'])('has flavors of the shape that a real Nova sends at %s', async (version) => {
    const flavors = (await alice.nova('flavors/detail', version)).list('flavors')
    const plain = flavors.find(({ name }) => name === 'cpu.small')
    expect(shapeOf(plain)).toEqual(shapeOf(part(recorded(`flavors-detail-${version}`), 'flavors', 0)))
  })

  it('shows the private flavor to an admin who asks for all', async () => {
    const publicOnes = (await admin.nova('flavors')).list('flavors').map(({ name }) => name)
    const all = (await admin.nova('flavors?is_public=None')).list('flavors')
    expect(all.map(({ name }) => name).filter((name) => !publicOnes.includes(name))).toEqual(['gpu.h100.8.reserved'])
    const id = String(all.find(({ name }) => name === 'gpu.h100.8.reserved')?.id)
    expect((await admin.nova(`flavors/${id}`)).status).toBe(200)
    expect((await alice.nova(`flavors/${id}`)).status).toBe(404)
    expect((await alice.nova('flavors?is_public=None')).list('flavors')).toHaveLength(publicOnes.length)
  })

  it('refuses members, readers and readers of the system by name of the rule', async () => {
    const carol = await signIn(demo, demo.users.carol)
    const auditor = await signIn(demo, demo.users.auditor, { system: { all: true } })
    for (const client of [alice, carol, auditor]) {
      const refused = await client.nova('os-hypervisors/detail')
      expect([refused.status, refused.at()]).toEqual([403, recorded('error-403-hypervisors-alice')])
      for (const path of ['os-services', 'os-aggregates', 'os-hypervisors', 'os-availability-zone/detail']) {
        expect((await client.nova(path)).status).toBe(403)
      }
    }
    expect((await alice.nova('os-services')).at()).toEqual(recorded('error-403-services-alice'))
  })

  it('tells its versions to anybody', async () => {
    const versions = await read(await fetch(`${originOf(demo)}/compute/`))
    expect(shapeOf(versions.at('versions', 1))).toEqual(shapeOf(part(recorded('versions'), 'versions', 1)))
    const current = await read(await fetch(`${originOf(demo)}/compute/v2.1/`))
    expect(shapeOf(current.at())).toEqual(shapeOf(recorded('version-v2.1')))
    expect(current.at('version', 'version')).toBe('2.93')
    expect((await fetch(`${originOf(demo)}/compute/v3/servers`)).status).toBe(300)
  })

  describe('refuses in the words of a real Nova', () => {
    const none = '00000000-0000-0000-0000-000000000000'
    it.each([
      ['error-400-hypervisor-id-is-no-uuid', 'os-hypervisors/1', '2.93'],
      ['error-400-limit-negative', 'servers/detail?limit=-1', '2.93'],
      ['error-400-marker-hypervisors', `os-hypervisors/detail?marker=${none}`, '2.93'],
      ['error-400-marker', `servers/detail?all_tenants=1&marker=${none}`, '2.93'],
      ['error-400-microversion-malformed', 'servers', 'two'],
      ['error-400-unknown-query', 'os-hypervisors/detail?no_such=1', '2.93'],
      ['error-404-hypervisor', `os-hypervisors/${none}`, '2.93'],
      ['error-404-os-pci', 'os-pci', '2.1'],
      ['error-404-path', 'no-such-thing', '2.93'],
      ['error-404-server', `servers/${none}`, '2.93'],
      ['error-406-microversion', 'servers', '2.999'],
    ])('%s', async (name, path, version) => {
      const answer = await admin.nova(path, version)
      expect(answer.at()).toEqual(recorded(name))
      expect(answer.status).toBe(Number(name.split('-')[1]))
    })

    it('a token that is none', async () => {
      const answer = await read(
        await fetch(`${originOf(demo)}/compute/v2.1/servers`, { headers: { 'x-auth-token': 'x' } }),
      )
      expect([answer.status, answer.at()]).toEqual([401, recorded('error-401-bad-token')])
      expect(answer.headers.get('www-authenticate')).toBe(`Keystone uri="${demo.authUrl}"`)
    })

    it("a hypervisor's uuid before 2.53", async () => {
      const id = String((await admin.nova('os-hypervisors')).at('hypervisors', 0, 'id'))
      const answer = await admin.nova(`os-hypervisors/${id}`, '2.52')
      expect([answer.status, answer.at('itemNotFound', 'message')]).toEqual([
        404,
        `Hypervisor with ID '${id}' could not be found.`,
      ])
    })

    it('an unknown parameter from 2.75 on, and ignores it before', async () => {
      expect((await admin.nova('servers?no_such=1', '2.74')).status).toBe(200)
      expect((await admin.nova('servers?no_such=1', '2.75')).status).toBe(400)
    })
  })
})
