import { readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn } from '../support/graph.ts'
import { startFacade, type Answer, type Facade } from './support/facade.ts'

type Device = {
  id: number
  uuid: string
  status: string
  vendor_id: string
  product_id: string
  dev_type: string
  compute_node_id: number
  hypervisor_hostname: string
  instance_uuid: string | null
  numa_node: number | null
}
type Devices = { pci_devices: Device[]; pci_devices_links?: { rel: string; href: string }[] }

/** What a real Nova answered. */
function recorded(name: string): object {
  return JSON.parse(readFileSync(new URL(`../fixtures/demo/recorded/${name}.json`, import.meta.url), 'utf8')) as object
}

/** What an answer says of its version. */
function versionsIn({ headers }: Answer<object>): (string | null)[] {
  return ['openstack-api-version', 'x-openstack-nova-api-version', 'vary'].map((name) => headers.get(name))
}

describe('os-pci of one cell', () => {
  let facade: Facade
  let all: Device[]
  beforeAll(async () => {
    facade = await startFacade()
    all = (await facade.get<Devices>('/v2.1/os-pci/detail')).body.pci_devices
  })
  afterAll(() => facade[Symbol.asyncDispose]())

  const uuids = ({ pci_devices: devices }: Devices) => devices.map(({ uuid }) => uuid)

  describe('filters', () => {
    const owned = () => all.find((device) => device.instance_uuid !== null)
    const FILTERS: [query: () => string, holds: (device: Device) => boolean][] = [
      [() => 'status=available', ({ status }) => status === 'available'],
      [() => 'status=available&status=claimed', ({ status }) => status === 'available' || status === 'claimed'],
      [() => `vendor_id=${all[0]?.vendor_id.toUpperCase()}`, ({ vendor_id: id }) => id === all[0]?.vendor_id],
      [() => `product_id=${all[0]?.product_id}`, ({ product_id: id }) => id === all[0]?.product_id],
      [() => 'dev_type=type-VF', ({ dev_type: type }) => type === 'type-VF'],
      [() => 'compute_node_id=3', ({ compute_node_id: id }) => id === 3],
      [() => 'compute_node_id=3&compute_node_id=4', ({ compute_node_id: id }) => id === 3 || id === 4],
      [
        () => `hypervisor_hostname=${all[0]?.hypervisor_hostname}`,
        ({ hypervisor_hostname: name }) => name === all[0]?.hypervisor_hostname,
      ],
      [() => `instance_uuid=${owned()?.instance_uuid}`, ({ instance_uuid: id }) => id === owned()?.instance_uuid],
      [() => 'numa_node=1', ({ numa_node: node }) => node === 1],
      [
        () => 'dev_type=type-VF&status=allocated',
        ({ dev_type: type, status }) => type === 'type-VF' && status === 'allocated',
      ],
    ]
    it.each(FILTERS.map(([query, holds]) => [query.toString().replace(/^\(\) => /, ''), query, holds] as const))(
      'by %s',
      async (_name, query, holds) => {
        const { status, body } = await facade.get<Devices>(`/v2.1/os-pci/detail?${query()}`)
        expect(status).toBe(200)
        expect(body.pci_devices).toEqual(all.filter(holds))
        expect(body.pci_devices.length).toBeGreaterThan(0)
        expect(body.pci_devices.length).toBeLessThan(all.length)
      },
    )

    it('finds nothing by what no device has', async () => {
      for (const query of ['numa_node=99999999999', 'hypervisor_hostname=GPU-H01', 'vendor_id=ffff']) {
        const { status, body } = await facade.get(`/v2.1/os-pci?${query}`)
        expect({ status, body }).toEqual({ status: 200, body: { pci_devices: [] } })
      }
    })
  })

  describe('pages', () => {
    it('gives as many as were asked for, and the link of the next page where there is one', async () => {
      let path: string | undefined = '/v3/demo/os-pci/detail?status=available&limit=30'
      const walked: Device[] = []
      let pages = 0
      while (path !== undefined) {
        const { body }: Answer<Devices> = await facade.get<Devices>(path)
        walked.push(...body.pci_devices)
        pages++
        const href: string | undefined = body.pci_devices_links?.[0]?.href
        expect(href?.startsWith(`${facade.url}/v3/demo/os-pci/detail?status=available&limit=30&marker=`) ?? true).toBe(
          true,
        )
        path = href?.slice(facade.url.length)
      }
      const available = all.filter(({ status }) => status === 'available')
      expect(walked).toEqual(available)
      expect(pages).toBe(Math.ceil(available.length / 30))
    })

    it('goes on after a marker by uuid and by integer id, also without a limit', async () => {
      const marker = all[10]
      for (const name of [marker?.uuid, marker?.id]) {
        const { body } = await facade.get<Devices>(`/v2.1/os-pci/detail?marker=${name}`)
        expect(uuids(body)).toEqual(all.slice(11).map(({ uuid }) => uuid))
        expect(body.pci_devices_links).toBeUndefined()
      }
      const last = await facade.get(`/v2.1/os-pci?marker=${all.at(-1)?.uuid}`)
      expect(last.body).toEqual({ pci_devices: [] })
    })

    it('takes a limit above all for all, and none for none', async () => {
      expect((await facade.get('/v2.1/os-pci?limit=0')).body).toEqual({ pci_devices: [] })
      expect((await facade.get<Devices>('/v2.1/os-pci?limit=99999999')).body.pci_devices).toHaveLength(all.length)
    })
  })

  describe("refusals, in Nova's words", () => {
    it('400 for a parameter that there is not', async () => {
      for (const path of ['os-pci', 'os-pci/detail', `os-pci/${all[0]?.uuid}`]) {
        const { status, body } = await facade.get(`/v2.1/${path}?no_such=1`)
        expect({ status, body }).toEqual({ status: 400, body: recorded('error-400-unknown-query') })
      }
      const { body } = await facade.get('/v2.1/os-pci?a=1&b=2')
      expect(body).toMatchObject({
        badRequest: { message: "Additional properties are not allowed ('a', 'b' were unexpected)" },
      })
    })

    it.each([
      ['b=2&a=1&a=3', "Additional properties are not allowed ('a', 'b' were unexpected)"],
      ['=1', "Additional properties are not allowed ('' was unexpected)"],
      ['Limit=1', "Additional properties are not allowed ('Limit' was unexpected)"],
      ['limit=%ff', 'Query string is not UTF-8 encoded'],
      ['%c3=1', 'Query string is not UTF-8 encoded'],
      ['marker=', 'marker [] not found'],
      [
        'no_such=1&limit=many',
        "Invalid input for query parameters limit. Value: many. 'many' does not match '^[0-9]*$'",
      ],
    ])('400 for ?%s', async (query, message) => {
      const { status, body } = await facade.get(`/v2.1/os-pci?${query}`)
      expect([status, body]).toEqual([400, { badRequest: { code: 400, message } }])
    })

    it('400 for a limit or a marker that is none', async () => {
      const limit = await facade.get('/v2.1/os-pci?limit=-1', { microversion: '2.93' })
      expect([limit.status, limit.body]).toEqual([400, recorded('error-400-limit-negative')])
      const marker = await facade.get('/v2.1/os-pci?marker=00000000-0000-0000-0000-000000000000')
      expect([marker.status, marker.body]).toEqual([400, recorded('error-400-marker')])
      expect((await facade.get('/v2.1/os-pci?marker=nonsense')).body).toEqual({
        badRequest: { code: 400, message: 'marker [nonsense] not found' },
      })
    })

    it.each([
      ['limit=', "'' is too short"],
      ['limit', "'' is too short"],
      ['limit=1.5', "'1.5' does not match '^[0-9]*$'"],
      ['limit=+1', "' 1' does not match '^[0-9]*$'"],
      ["limit=it's", "\"it's\" does not match '^[0-9]*$'"],
      ['status=', "'' is not one of ['available', 'claimed', 'allocated', 'unavailable', 'unclaimable']"],
      ['dev_type=', "'' is not one of ['type-PCI', 'type-PF', 'type-VF', 'vdpa']"],
      ['vendor_id=', "'' does not match '^[0-9a-fA-F]{4}$'"],
      ['product_id=80861', "'80861' does not match '^[0-9a-fA-F]{4}$'"],
      ['compute_node_id=', "'' does not match '^[0-9]+$'"],
      ['compute_node_id=-1', "'-1' does not match '^[0-9]+$'"],
      ['hypervisor_hostname=', "'' is too short"],
      ['instance_uuid=', "'' is not a 'uuid'"],
      ['numa_node=', "'' does not match '^[0-9]+$'"],
      ['status=broken', "'broken' is not one of ['available', 'claimed', 'allocated', 'unavailable', 'unclaimable']"],
      ['dev_type=VF', "'VF' is not one of ['type-PCI', 'type-PF', 'type-VF', 'vdpa']"],
      ['vendor_id=0x8086', "'0x8086' does not match '^[0-9a-fA-F]{4}$'"],
      ['compute_node_id=one', "'one' does not match '^[0-9]+$'"],
      ['numa_node=-1', "'-1' does not match '^[0-9]+$'"],
      ['instance_uuid=web-1', "'web-1' is not a 'uuid'"],
    ])('400 for %s', async (query, why) => {
      const [name, value = ''] = query.replace('+', ' ').split('=')
      const { status, body } = await facade.get(`/v2.1/os-pci/detail?${query}`)
      const message = `Invalid input for query parameters ${name}. Value: ${value}. ${why}`
      expect([status, body]).toEqual([400, { badRequest: { code: 400, message } }])
    })

    it.each([
      ['limit=1&limit=2', 'limit', "['1', '2']"],
      ['marker=1&marker=2', 'marker', "['1', '2']"],
    ])('400 for %s: of these there is one', async (query, name, value) => {
      const { status, body } = await facade.get(`/v2.1/os-pci?${query}`)
      const message = `Invalid input for query parameters ${name}. Value: ${value}. ${value} is too long`
      expect([status, body]).toEqual([400, { badRequest: { code: 400, message } }])
    })

    it("400 for another project's id in the path", async () => {
      const other = 'a'.repeat(32)
      const { status, body } = await facade.get(`/v2.1/${other}/os-pci`)
      const message = `Malformed request URL: URL's project_id '${other}' doesn't match Context's project_id 'demo'`
      expect([status, body]).toEqual([400, { badRequest: { code: 400, message } }])
    })

    it('400 and 406 for versions, as Nova would', async () => {
      const malformed = await facade.get('/v2.1/os-pci', { microversion: 'two' })
      expect([malformed.status, malformed.body]).toEqual([400, recorded('error-400-microversion-malformed')])
      const unserved = await facade.get('/v2.1/os-pci', { microversion: '2.999' })
      expect([unserved.status, unserved.body]).toEqual([406, recorded('error-406-microversion')])
      expect(versionsIn(malformed)).toEqual([null, null, null])
      expect(versionsIn(unserved)).toEqual([
        'compute 2.999',
        '2.999',
        'OpenStack-API-Version, X-OpenStack-Nova-API-Version',
      ])
      // Where Nova itself is deaf to versions, so is this.
      expect((await facade.get('/v2/os-pci', { microversion: '2.999' })).status).toBe(200)
    })

    it('401 for no token, a bad one, and one on no project', async () => {
      const system = await signIn(facade.demo, 'admin', { system: { all: true } })
      for (const asked of [{ as: null }, { token: 'nonsense' }, { token: system }]) {
        const { status, headers, body } = await facade.get('/v2.1/os-pci', asked)
        expect([status, body]).toEqual([401, recorded('error-401-bad-token')])
        expect(headers.get('www-authenticate')).toBe(`Keystone uri="${facade.demo.authUrl}"`)
      }
    })

    it.each([
      ['os-pci', 'index'],
      ['os-pci/detail', 'detail'],
      ['os-pci/1', 'show'],
      ['os-pci/00000000-0000-4000-8000-000000000000', 'show'],
    ])('403 for a member at %s, naming the rule', async (path, rule) => {
      const { status, body } = await facade.get(`/v2.1/${path}`, { as: 'alice' })
      const message = `Policy doesn't allow os_compute_api:os-pci:${rule} to be performed.`
      expect([status, body]).toEqual([403, { forbidden: { code: 403, message } }])
    })

    it.each(['99999', '99999999999', '00000000-0000-4000-8000-000000000000', 'gpu-h01', '%zz', "1'--", '-1'])(
      '404 for os-pci/%s, which is none',
      async (id) => {
        const { status, body } = await facade.get(`/v2.1/os-pci/${id}`)
        expect([status, body]).toEqual([404, { itemNotFound: { code: 404, message: `PCI device ${id} not found` } }])
      },
    )

    it('404 for what os-pci is not, and methods that it has not: in the words of the router, since Nova is asked', async () => {
      for (const [method, path] of [
        ['GET', 'os-pci/1/driver'],
        ['GET', 'os-pci/'],
        ['GET', 'os-pcis'],
        ['POST', 'os-pci'],
        ['DELETE', 'os-pci/1'],
        ['GET', 'No-Project/os-pci'],
      ] as const) {
        const { status, body } = await facade.get(`/v2.1/${path}`, { method })
        expect([method, path, status, body]).toEqual([method, path, 404, recorded('error-404-os-pci')])
      }
    })
  })

  it('says which version was heard, and the name of the request', async () => {
    for (const [microversion, heard] of [
      [undefined, '2.1'],
      ['2.53', '2.53'],
      ['latest', '2.93'],
    ] as const) {
      const { headers } = await facade.get('/v2.1/os-pci?limit=1', microversion === undefined ? {} : { microversion })
      expect(headers.get('openstack-api-version')).toBe(`compute ${heard}`)
      expect(headers.get('x-openstack-nova-api-version')).toBe(heard)
      expect(headers.get('x-openstack-request-id')).toMatch(/^req-[0-9a-f-]{36}$/)
    }
    const legacy = await facade.get('/v2.1/os-pci?limit=1', { headers: { 'x-openstack-nova-api-version': '2.40' } })
    expect(legacy.headers.get('x-openstack-nova-api-version')).toBe('2.40')
    expect((await facade.get('/v2/os-pci')).headers.has('openstack-api-version')).toBe(false)
  })

  it('asks Nova for nothing', async () => {
    await facade.get('/v2.1/os-pci')
    facade.demo.calls.clear()
    await facade.get('/v2.1/os-pci/detail')
    await facade.get(`/v2.1/os-pci/${all[0]?.uuid}`)
    expect(facade.demo.calls.filter(({ service }) => service === 'nova')).toEqual([])
  })
})

describe('os-pci of two cells', () => {
  let facade: Facade
  let all: Device[]
  beforeAll(async () => {
    facade = await startFacade({ cells: 2, limits: { maxPageSize: 50 } })
    all = (await facade.get<Devices>('/v2.1/os-pci/detail')).body.pci_devices
  })
  afterAll(() => facade[Symbol.asyncDispose]())

  it('lists both, each device once, whatever the size of a page', () => {
    expect(all.length).toBeGreaterThan(150)
    expect(new Set(all.map(({ uuid }) => uuid)).size).toBe(all.length)
    expect(new Set(all.map(({ id }) => id)).size).toBeLessThan(all.length)
  })

  it('409 for an integer id that two devices have, naming both', async () => {
    const same = all.filter(({ id }) => id === 1)
    expect(same).toHaveLength(2)
    for (const path of ['/v2.1/os-pci/1', '/v2.1/os-pci?marker=1']) {
      const { status, body } = await facade.get<{ conflictingRequest: { code: number; message: string } }>(path)
      expect([status, body.conflictingRequest.code]).toEqual([409, 409])
      for (const { uuid } of same) expect(body.conflictingRequest.message).toContain(uuid)
    }
    for (const device of same) {
      expect((await facade.get(`/v2.1/os-pci/${device.uuid}`)).body).toEqual({ pci_device: device })
    }
  })

  it('takes an integer id that is one device alone', async () => {
    const single = all.find(({ id }) => all.filter((other) => other.id === id).length === 1)
    expect((await facade.get(`/v2.1/os-pci/${single?.id}`)).body).toEqual({ pci_device: single })
  })

  it('goes on into the next cell after a marker', async () => {
    const edge = all.findLastIndex(({ id }, index) => id === 1 && index > 0)
    for (const index of [edge - 2, edge - 1, edge]) {
      const { body } = await facade.get<Devices>(`/v2.1/os-pci/detail?marker=${all[index]?.uuid}`)
      expect(body.pci_devices).toEqual(all.slice(index + 1))
    }
  })
})

describe('os-pci where a policy lets owners list their devices', () => {
  const policy = [
    'os_compute_api:os-pci:index',
    'os_compute_api:os-pci:show',
    'os_compute_api:os-pci:detail',
    'pcigraph:device:host_details',
  ]
    .map((rule) => `"${rule}": "rule:admin_or_owner"`)
    .join('\n')

  it('leads them through their own, page by page by its own links, though cells are not for them', async () => {
    await using facade = await startFacade({ policy, cells: 2 })
    const own = await facade.get<Devices>('/v2.1/os-pci/detail', { as: 'alice' })
    const all = own.body.pci_devices
    expect(all.length).toBeGreaterThan(5)
    const walked: unknown[] = []
    let next: string | undefined = '/v2.1/os-pci/detail?limit=2'
    while (next !== undefined) {
      const { status, body }: Answer<Devices> = await facade.get<Devices>(next, { as: 'alice' })
      expect(status).toBe(200)
      walked.push(...body.pci_devices)
      next = body.pci_devices_links?.[0]?.href.replace(facade.url, '')
    }
    expect(walked).toEqual(all)
    const last = await facade.get<Devices>(`/v2.1/os-pci?marker=${all.at(-1)?.uuid}`, { as: 'alice' })
    expect(last.body).toEqual({ pci_devices: [] })
  })

  it('goes on after a marker that the filter leaves out, and knows none of others', async () => {
    await using facade = await startFacade({ policy, cells: 2 })
    const { body } = await facade.get<Devices>('/v2.1/os-pci/detail', { as: 'alice' })
    const [first, ...others] = body.pci_devices
    const type = others.map(({ dev_type }) => dev_type).find((one) => one !== first?.dev_type)
    const path = `/v2.1/os-pci/detail?dev_type=${type}&marker=${first?.uuid}`
    const { body: filtered } = await facade.get<Devices>(path, { as: 'alice' })
    expect(filtered.pci_devices).toEqual(others.filter(({ dev_type }) => dev_type === type))
    const everybodys = await facade.get<Devices>('/v2.1/os-pci/detail')
    const uuids = new Set(body.pci_devices.map(({ uuid }) => uuid))
    const strange = everybodys.body.pci_devices.find(({ uuid }) => !uuids.has(uuid))
    for (const marker of [strange?.uuid, '00000000-0000-0000-0000-000000000000', 'nonsense']) {
      const refused = await facade.get(`/v2.1/os-pci?marker=${marker}`, { as: 'alice' })
      expect([refused.status, refused.body]).toEqual([
        400,
        { badRequest: { code: 400, message: `marker [${marker}] not found` } },
      ])
    }
  })
})

describe('os-pci without its store', () => {
  it('503 where no source is configured, saying what to set', async () => {
    await using facade = await startFacade({ withoutCells: true })
    for (const path of ['os-pci', 'os-pci/detail', 'os-pci/1']) {
      const { status, body } = await facade.get<{ serviceUnavailable: { message: string } }>(`/v2.1/${path}`)
      expect(status).toBe(503)
      expect(body.serviceUnavailable.message).toContain('PCIGRAPH_SOURCES')
    }
    expect((await facade.get('/v2.1/os-pci', { as: 'alice' })).status).toBe(403)
  })

  it('503 where a cell does not answer, never half a list that looks whole', async () => {
    await using facade = await startFacade({ cells: 2 })
    rmSync(facade.demo.database('cell2'))
    const one = await facade.get<{ serviceUnavailable: { message: string } }>('/v2.1/os-pci/99999')
    expect([one.status, one.body.serviceUnavailable.message]).toEqual([503, expect.stringContaining('cell2')])
    // The whole list fits into a page here, so that the fault comes before the first byte.
    expect((await facade.get('/v2.1/os-pci')).status).toBe(503)
  })

  it('503 where Nova is asked for its versions and does not say them in time', async () => {
    await using facade = await startFacade({ limits: { timeoutMs: 300 } })
    await facade.token('admin')
    facade.demo.interfere(({ service }) => (service === 'nova' ? { kind: 'hang' } : null))
    const { status, body } = await facade.get<{ serviceUnavailable: { message: string } }>('/v2.1/os-pci', {
      microversion: '2.53',
    })
    expect([status, body.serviceUnavailable.message]).toEqual([503, expect.stringContaining('within 0.3 s')])
  })

  it('503 where Keystone does not answer', async () => {
    await using facade = await startFacade()
    const token = await facade.token('admin')
    facade.demo.interfere(({ service }) =>
      service === 'keystone' ? { kind: 'answer', status: 500, body: 'broken' } : null,
    )
    const { status, body } = await facade.get<{ serviceUnavailable: object }>('/v2.1/os-pci', { token })
    expect([status, Object.keys(body)]).toEqual([503, ['serviceUnavailable']])
  })
})
