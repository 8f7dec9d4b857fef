import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn } from '../support/graph.ts'
import { startFacade, type Facade } from './support/facade.ts'

const KEY = 'os-pci:pci_devices'
type Server = { id: string; status: string; name?: string; [KEY]?: { id: number }[] }
type Servers = { servers: Server[] }

/** Nova's own answer, without the facade between. */
async function fromNova(facade: Facade, path: string, headers: Record<string, string>): Promise<unknown> {
  const nova = new URL('/compute', facade.demo.authUrl).href
  const response = await fetch(`${nova}${path}`, {
    headers: { 'x-auth-token': await facade.token('admin'), ...headers },
  })
  return response.json()
}

/** Without what the facade adds, and with links as Nova itself makes them. */
function withoutOurs(body: unknown, facade: Facade): unknown {
  const nova = new URL('/compute', facade.demo.authUrl).href
  const text = JSON.stringify(body, (key, value: unknown) =>
    [KEY, 'os-pci:pci_stats', 'pci_stats'].includes(key) ? undefined : value,
  )
  return JSON.parse(text.replaceAll(`"href":"${facade.url}`, `"href":"${nova}`))
}

describe('servers and os-hypervisors', () => {
  let facade: Facade
  beforeAll(async () => {
    facade = await startFacade()
  })
  afterAll(() => facade[Symbol.asyncDispose]())

  it.each(['2.1', '2.53', '2.93'])("are Nova's own at %s but for the keys", async (microversion) => {
    const headers = { 'openstack-api-version': `compute ${microversion}` }
    for (const path of [
      '/v2.1/servers/detail?all_tenants=1&limit=20&sort_key=display_name',
      '/v2.1/servers?all_tenants=1',
      '/v2.1/os-hypervisors/detail',
      '/v2.1/os-hypervisors',
      '/v2.1/demo/servers/detail',
    ]) {
      const ours = await facade.get(path, { headers })
      expect(ours.status).toBe(200)
      expect(ours.headers.get('openstack-api-version')).toBe(`compute ${microversion}`)
      expect(ours.headers.get('content-length')).toBe(String(Buffer.byteLength(ours.text)))
      expect(withoutOurs(ours.body, facade)).toEqual(await fromNova(facade, path, headers))
      expect(ours.text).not.toContain('/compute')
    }
  })

  it('give every server of the list the key, empty for none, and the plain index none', async () => {
    const { body } = await facade.get<Servers>('/v2.1/servers/detail?all_tenants=1')
    expect(body.servers.every((server) => Array.isArray(server[KEY]))).toBe(true)
    expect(body.servers.some((server) => server[KEY]?.length === 0)).toBe(true)
    expect(body.servers.some((server) => (server[KEY]?.length ?? 0) > 1)).toBe(true)
    const index = await facade.get<Servers>('/v2.1/servers?all_tenants=1')
    expect(index.body.servers.some((server) => KEY in server)).toBe(false)
  })

  it("tell a project's user the devices of its servers, the same that an admin is told", async () => {
    const { body } = await facade.get<Servers>('/v2.1/servers/detail', { as: 'alice' })
    expect(body.servers.length).toBeGreaterThan(0)
    const { body: all } = await facade.get<Servers>('/v2.1/servers/detail?all_tenants=1')
    const told = new Map(all.servers.map((server) => [server.id, server[KEY]]))
    for (const server of body.servers) expect(server[KEY]).toEqual(told.get(server.id))
    expect(body.servers.flatMap((server) => server[KEY]).length).toBeGreaterThan(0)
    const [first] = body.servers
    const one = await facade.get<{ server: Server }>(`/v2.1/servers/${first?.id}`, { as: 'alice' })
    expect(one.body.server[KEY]).toEqual(first?.[KEY])
  })

  it('ask Nova nothing of the servers that it has just shown', async () => {
    facade.demo.calls.clear()
    await facade.get<Servers>('/v2.1/servers/detail', { as: 'alice' })
    expect(facade.demo.calls.filter(({ service }) => service === 'nova').map(({ path }) => path)).toEqual([
      '/v2.1/servers/detail',
    ])
  })

  it('leave the key out for whom the policy denies it', async () => {
    await using facade = await startFacade({ policy: '"os_compute_api:os-pci:pci_servers": "rule:context_is_admin"' })
    const { status, body } = await facade.get<Servers>('/v2.1/servers/detail', { as: 'alice' })
    expect(status).toBe(200)
    expect(body.servers.length).toBeGreaterThan(0)
    expect(body.servers.some((server) => KEY in server)).toBe(false)
    const one = await facade.get<{ server: Server }>(`/v2.1/servers/${body.servers[0]?.id}`, { as: 'alice' })
    expect(Object.keys(one.body.server)).not.toContain(KEY)
  })

  it("give on Nova's refusals as they are", async () => {
    const hypervisors = await facade.get('/v2.1/os-hypervisors/detail', { as: 'alice' })
    expect([hypervisors.status, hypervisors.body]).toMatchObject([403, { forbidden: { code: 403 } }])
    const unknown = await facade.get('/v2.1/servers/00000000-0000-0000-0000-000000000000')
    expect([unknown.status, unknown.body]).toMatchObject([404, { itemNotFound: { code: 404 } }])
    const nobody = await facade.get('/v2.1/servers/detail', { as: null })
    expect([nobody.status, nobody.body]).toMatchObject([401, { error: { code: 401 } }])
    const version = await facade.get('/v2.1/servers/detail', { microversion: '2.999' })
    expect([version.status, version.body]).toMatchObject([406, { computeFault: { code: 406 } }])
  })

  it('add nothing for a token on no project, which Nova takes and the graph does not', async () => {
    const token = await signIn(facade.demo, 'admin', { system: { all: true } })
    const { status, body } = await facade.get<Servers>('/v2.1/servers/detail', { token, microversion: '2.93' })
    expect(status).toBe(200)
    expect(body.servers.some((server) => KEY in server)).toBe(false)
  })

  it('ask Nova once for servers, and the store alone for their devices', async () => {
    await facade.get('/v2.1/servers/detail?all_tenants=1')
    facade.demo.calls.clear()
    await facade.get('/v2.1/servers/detail?all_tenants=1')
    expect(facade.demo.calls.filter(({ service }) => service === 'nova')).toHaveLength(1)
  })

  describe('a hypervisor by its hostname', () => {
    it.each([undefined, '2.1', '2.33', '2.52', '2.53', '2.93', 'latest'])('at version %s', async (microversion) => {
      const version = microversion === undefined ? {} : { microversion }
      const list = await facade.get<{ hypervisors: { id: unknown; hypervisor_hostname: string }[] }>(
        '/v2.1/os-hypervisors',
        version,
      )
      for (const { id, hypervisor_hostname: hostname } of list.body.hypervisors.slice(0, 3)) {
        const byName = await facade.get(`/v2.1/os-hypervisors/${hostname}`, version)
        const byId = await facade.get(`/v2.1/os-hypervisors/${String(id)}`, version)
        expect(byName.status).toBe(200)
        expect(byName.body).toEqual(byId.body)
        expect(byName.body).toMatchObject({ hypervisor: { id, hypervisor_hostname: hostname } })
      }
    })

    it('is matched as a whole; a name that none has is refused by Nova in its own words', async () => {
      for (const [microversion, status] of [
        ['2.1', 404],
        ['2.53', 400],
      ] as const) {
        for (const name of ['gpu', 'no-such-host', 'GPU-H01', '%25']) {
          expect((await facade.get(`/v2.1/os-hypervisors/${name}`, { microversion })).status).toBe(status)
        }
      }
      expect((await facade.get('/v2.1/os-hypervisors/gpu-h01', { as: 'alice' })).status).toBe(403)
    })

    it('is found on a later page too', async () => {
      await using many = await startFacade({ hypervisors: 40, servers: 60, maxLimit: 7 })
      for (const microversion of ['2.33', '2.52', '2.53']) {
        const all = await many.get<{ hypervisors: { hypervisor_hostname: string }[] }>('/v2.1/os-hypervisors', {
          microversion: '2.1',
        })
        const hostname = all.body.hypervisors.at(-1)?.hypervisor_hostname
        const { status, body } = await many.get(`/v2.1/os-hypervisors/${hostname}`, { microversion })
        expect([status, body]).toMatchObject([200, { hypervisor: { hypervisor_hostname: hostname } }])
      }
    })
  })

  it('keep statistics and whatever else is below them for Nova', async () => {
    expect(await facade.get('/v2.1/os-hypervisors/statistics')).toMatchObject({
      status: 200,
      body: { hypervisor_statistics: { count: 11 } },
    })
  })
})

describe('with cells lost', () => {
  it("leave the key off servers that Nova calls UNKNOWN, whose cell's database is gone for all", async () => {
    await using facade = await startFacade({ cells: 2 })
    facade.demo.loseCells('cell2')
    const path = '/v2.1/servers/detail?all_tenants=1'
    const { status, body } = await facade.get<Servers>(path, { microversion: '2.93' })
    expect(status).toBe(200)
    const lost = body.servers.filter((server) => server.status === 'UNKNOWN')
    expect(lost.length).toBeGreaterThan(0)
    expect(lost.some((server) => KEY in server)).toBe(false)
    expect(body.servers.every((server) => server.status === 'UNKNOWN' || KEY in server)).toBe(true)
    const one = await facade.get<{ server: Server }>(`/v2.1/servers/${lost[0]?.id}`, { microversion: '2.93' })
    expect(one).toMatchObject({ status: 200, body: { server: { status: 'UNKNOWN' } } })
  })

  it("do without keys where they cannot be known and Nova's own answer is in part already", async () => {
    await using facade = await startFacade({ cells: 2 })
    facade.demo.loseCells('cell2')
    rmSync(facade.demo.database('cell2'))
    const { status, body } = await facade.get<Servers>('/v2.1/servers/detail?all_tenants=1', { microversion: '2.93' })
    expect(status).toBe(200)
    expect(body.servers.some((server) => server.status === 'UNKNOWN')).toBe(true)
    // Of those that have devices in the living cell, which is where they live then.
    const told = body.servers.filter((server) => KEY in server)
    expect(told.length).toBeGreaterThan(0)
    await using whole = await startFacade({ cells: 2 })
    const all = await whole.get<Servers>('/v2.1/servers/detail?all_tenants=1', { microversion: '2.93' })
    for (const server of told) expect(server[KEY]).toEqual(all.body.servers.find(({ id }) => id === server.id)?.[KEY])
  })

  it('503 where Nova knows every server and the store does not answer: no key would say that it is denied', async () => {
    await using facade = await startFacade()
    rmSync(facade.demo.database('cell1'))
    const known = await facade.get<Servers>('/v2.1/servers?all_tenants=1')
    for (const path of [
      'servers/detail?all_tenants=1',
      `servers/${known.body.servers[0]?.id}`,
      'os-hypervisors/detail',
    ]) {
      const { status, body } = await facade.get(`/v2.1/${path}`)
      expect([path, status, Object.keys(body)]).toEqual([path, 503, ['serviceUnavailable']])
    }
    const { status, body } = await facade.get('/v2.1/servers/detail', { as: 'alice' })
    expect([status, JSON.stringify(body)]).toEqual([503, expect.not.stringContaining('cell1')])
    expect((await facade.get('/v2.1/flavors/detail')).status).toBe(200)
  })

  it('leave all keys out where no source is configured: this cloud has no such extension', async () => {
    await using facade = await startFacade({ withoutCells: true })
    const servers = await facade.get<Servers>('/v2.1/servers/detail?all_tenants=1')
    expect(servers.status).toBe(200)
    expect(servers.body.servers.some((server) => KEY in server)).toBe(false)
    const { status, text } = await facade.get('/v2.1/os-hypervisors/detail')
    expect(status).toBe(200)
    expect(text).not.toContain('pci_stats')
  })

  it('503 where Keystone cannot say who asks, which Nova knows already', async () => {
    await using facade = await startFacade()
    const token = await facade.token('admin')
    expect((await facade.get('/v2.1/flavors', { token })).status).toBe(200)
    facade.demo.interfere(({ service }) =>
      service === 'keystone' ? { kind: 'answer', status: 500, body: 'broken' } : null,
    )
    const { status } = await facade.get('/v2.1/servers/detail', { token })
    expect(status).toBe(503)
    expect(
      facade.demo.calls.filter(({ path, status: at }) => path.endsWith('/servers/detail') && at === 200),
    ).toHaveLength(1)
  })

  it('503 for a body above the limit, saying to page', async () => {
    await using facade = await startFacade({ limits: { maxBufferedBytes: 5000 } })
    const { status, text } = await facade.get('/v2.1/servers/detail?all_tenants=1')
    expect(status).toBe(503)
    expect(text).toContain('limit and marker')
    expect((await facade.get('/v2.1/servers/detail?all_tenants=1&limit=1')).status).toBe(200)
  })
})
