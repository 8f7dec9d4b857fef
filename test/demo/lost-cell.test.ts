import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { signIn, type Client } from './client.ts'

describe('a demo cloud whose Nova lost a cell', () => {
  let demo: DemoCloud
  let admin: Client
  let lost: string
  beforeAll(async () => {
    demo = await startDemoCloud({ cells: 2 })
    admin = await signIn(demo, demo.users.admin)
    // The second host, so in the second cell.
    lost = String((await admin.nova('servers?all_tenants=1&host=gpu-a01')).at('servers', 0, 'id'))
  })
  beforeEach(() => demo.loseCells('cell2'))
  afterAll(() => demo.close())

  it('sends stubs of its servers to who asks for all of them', async () => {
    const servers = (await admin.nova('servers/detail?all_tenants=1')).list('servers')
    expect(servers).toHaveLength(240)
    const stubs = servers.filter(({ status }) => status === 'UNKNOWN')
    expect(stubs.length).toBeGreaterThan(80)
    expect(Object.keys(stubs[0] ?? {})).toEqual(['id', 'status', 'tenant_id', 'created', 'links'])
    const brief = (await admin.nova('servers?all_tenants=1')).list('servers').find(({ status }) => status === 'UNKNOWN')
    expect(Object.keys(brief ?? {})).toEqual(['id', 'status', 'links'])
  })

  it('leaves them out, without a word, of pages, filters and older versions', async () => {
    for (const [query, version] of [
      ['&limit=1000', '2.93'],
      ['&sort_key=uuid', '2.93'],
      ['&name=.', '2.93'],
      ['', '2.68'],
    ] as const) {
      const servers = (await admin.nova(`servers/detail?all_tenants=1${query}`, version)).list('servers')
      expect(servers.filter(({ status }) => status === 'UNKNOWN')).toEqual([])
      expect(servers.length).toBeLessThan(160)
    }
  })

  it('shows what the API itself knows of one, and fails at a marker in it', async () => {
    const shown = await admin.nova(`servers/${lost}`)
    expect([shown.status, shown.at('server', 'status')]).toEqual([200, 'UNKNOWN'])
    expect((await admin.nova(`servers/${lost}`, '2.68')).status).toBe(500)
    expect((await admin.nova(`servers?all_tenants=1&marker=${lost}`)).status).toBe(500)
  })

  it('says UNKNOWN of its services, and cannot list hypervisors', async () => {
    const services = (await admin.nova('os-services')).list('services')
    const unknown = services.filter(({ status }) => status === 'UNKNOWN')
    expect(unknown).toHaveLength(20)
    expect(Object.keys(unknown[0] ?? {})).toEqual(['binary', 'host', 'status'])
    expect((await admin.nova('os-hypervisors/detail', '2.87')).status).toBe(500)
  })

  it('is whole again when the cell is found', async () => {
    demo.loseCells()
    const servers = (await admin.nova('servers/detail?all_tenants=1')).list('servers')
    expect(servers.filter(({ status }) => status === 'UNKNOWN')).toEqual([])
    expect((await admin.nova('os-hypervisors/detail', '2.87')).list('hypervisors')).toHaveLength(40)
  })
})
