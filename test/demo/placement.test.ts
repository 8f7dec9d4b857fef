import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { originOf, read, signIn, type Client } from './client.ts'
import { keysOf, recorded, shapeOf } from './shape.ts'

describe("the demo cloud's Placement", () => {
  let demo: DemoCloud
  let admin: Client
  beforeAll(async () => {
    demo = await startDemoCloud()
    admin = await signIn(demo, demo.users.admin)
  })
  afterAll(() => demo.close())

  const hypervisor = async (hostname: string) =>
    (await admin.nova('os-hypervisors/detail', '2.87'))
      .list('hypervisors')
      .find((each) => each.hypervisor_hostname === hostname)
  const provider = async (name: string) =>
    String(
      (await admin.placement(`/resource_providers?name=${encodeURIComponent(name)}`)).at(
        'resource_providers',
        0,
        'uuid',
      ),
    )

  it('has a root for every hypervisor, of the same id and name', async () => {
    const providers = (await admin.placement('/resource_providers')).list('resource_providers')
    const roots = providers.filter((each) => each.parent_provider_uuid === null)
    const hypervisors = (await admin.nova('os-hypervisors')).list('hypervisors')
    expect(roots.map(({ uuid, name }) => [uuid, name])).toEqual(
      hypervisors.map((each) => [each.id, each.hypervisor_hostname]),
    )
    expect(shapeOf({ ...roots[0], parent_provider_uuid: null })).toEqual(shapeOf(recorded('placement-rp-host')))
  })

  it.each(['inventories', 'usages', 'traits', 'allocations'])('answers %s in the shape of a real one', async (what) => {
    const host = await provider('gpu-h02')
    const answer = await admin.placement(`/resource_providers/${host}/${what}`)
    expect(answer.status).toBe(200)
    expect(keysOf(answer.at()).sort()).toEqual(keysOf(recorded(`placement-rp-host-${what}`)).sort())
    const card = await provider('net-c01.dc1.example.net_0000:5E:00.0')
    const own = await admin.placement(`/resource_providers/${card}/${what}`)
    expect(keysOf(own.at()).sort()).toEqual(keysOf(recorded(`placement-rp-pci-vf-parent-${what}`)).sort())
  })

  it('says of a host what Nova says at 2.87', async () => {
    for (const name of ['gpu-h02', 'gpu-a01', 'gpu-a02', 'net-c01.dc1.example.net', 'cpu-01.dc1.example.net']) {
      const nova = await hypervisor(name)
      const id = String(nova?.id)
      const inventories = await admin.placement(`/resource_providers/${id}/inventories`)
      expect(inventories.at('inventories', 'VCPU', 'total')).toBe(nova?.vcpus)
      expect(inventories.at('inventories', 'DISK_GB', 'total')).toBe(nova?.local_gb)
      const usages = await admin.placement(`/resource_providers/${id}/usages`)
      expect(usages.at('usages')).toEqual({
        VCPU: nova?.vcpus_used,
        MEMORY_MB: Number(nova?.memory_mb_used) - Number(inventories.at('inventories', 'MEMORY_MB', 'reserved')),
        DISK_GB: nova?.local_gb_used,
      })
    }
  })

  it('has a tree: a card is below its host, virtual functions are counted on it', async () => {
    const id = await provider('net-c01.dc1.example.net')
    const tree = (await admin.placement(`/resource_providers?in_tree=${id}`)).list('resource_providers')
    expect(tree.map(({ name }) => name)).toEqual([
      'net-c01.dc1.example.net',
      'net-c01.dc1.example.net_0000:5E:00.0',
      'net-c01.dc1.example.net_0000:D8:00.0',
    ])
    expect(tree.slice(1).every((each) => each.parent_provider_uuid === id && each.root_provider_uuid === id)).toBe(true)
    const card = await admin.placement(`/resource_providers/${String(tree[1]?.uuid)}/inventories`)
    expect(card.at('inventories', 'CUSTOM_PCI_15B3_101E', 'total')).toBe(16)
  })

  it('finds every PCI device by its trait, and none that Neutron manages', async () => {
    const found = (await admin.placement('/resource_providers?required=COMPUTE_MANAGED_PCI_DEVICE')).list(
      'resource_providers',
    )
    const names = found.map(({ name }) => String(name))
    expect(names).toContain('gpu-h01_0000:17:00.0')
    expect(names.filter((name) => /^(dpu-b|net-v|net-e)/.test(name))).toEqual([])
    const h100 = await admin.placement('/resource_providers?required=CUSTOM_GPU_H100')
    expect(h100.list('resource_providers')).toHaveLength(48)
  })

  it('lets a resize hold its source under the name of the migration', async () => {
    const server = (await admin.nova('servers?all_tenants=1&name=basecall-resized')).at('servers', 0, 'id')
    const own = await admin.placement(`/allocations/${String(server)}`)
    expect(keysOf(own.at())).toEqual(keysOf(recorded('placement-allocations-consumer-router-1')))
    expect(Object.keys(own.at('allocations') as object)).toContain((await hypervisor('gpu-a02'))?.id)
    expect(Object.keys(own.at('allocations') as object)).toHaveLength(3)
    const source = await admin.placement(`/resource_providers/${String((await hypervisor('gpu-a01'))?.id)}/allocations`)
    const consumers = Object.keys(source.at('allocations') as object)
    const held = await Promise.all(consumers.map((consumer) => admin.placement(`/allocations/${consumer}`)))
    expect(held.filter((answer) => answer.at('consumer_type') === 'MIGRATION')).toHaveLength(1)
    expect(consumers).not.toContain(server)
  })

  it('knows nothing of a consumer that has nothing', async () => {
    const answer = await admin.placement('/allocations/00000000-0000-0000-0000-000000000000')
    expect([answer.status, answer.at()]).toEqual([200, { allocations: {} }])
  })

  it('grows with its versions', async () => {
    const old = await admin.placement('/resource_providers?limit=1', '1.0')
    expect(old.at('resource_providers', 0, 'root_provider_uuid')).toBeUndefined()
    expect(old.headers.get('openstack-api-version')).toBe('placement 1.0')
    expect((await admin.placement('/resource_providers', '1.99')).status).toBe(406)
    const versions = await read(await fetch(`${originOf(demo)}/placement/`))
    expect(shapeOf(versions.at())).toEqual(shapeOf(recorded('placement-version')))
  })

  it('refuses in the words of a real one', async () => {
    const withoutId = (body: unknown) => JSON.stringify(body).replace(/req-[0-9a-f-]{36}/, '')
    const alice = await signIn(demo, demo.users.alice)
    const refused = await alice.placement('/resource_providers')
    expect([refused.status, withoutId(refused.at())]).toEqual([403, withoutId(recorded('error-403-placement-alice'))])
    const own = await alice.placement('/allocations/6a1e1d62-69f5-46e6-b86a-9ae7a894bbc8')
    expect(withoutId(own.at())).toBe(withoutId(recorded('error-403-placement-own-allocations-alice')))
    const unknown = await admin.placement('/resource_providers/00000000-0000-0000-0000-000000000000')
    expect([unknown.status, withoutId(unknown.at())]).toEqual([
      404,
      withoutId(recorded('error-404-placement-provider')),
    ])
  })

  it('lets a reader of the system look, in Zed alone', async () => {
    const auditor = await signIn(demo, demo.users.auditor, { system: { all: true } })
    expect((await auditor.placement('/resource_providers')).status).toBe(200)
    await using newer = await startDemoCloud({ maxMicroversion: '2.100', servers: 2, hypervisors: 2 })
    const reader = await signIn(newer, newer.users.auditor, { system: { all: true } })
    expect((await reader.placement('/resource_providers')).status).toBe(403)
  })

  it('is told of no PCI device by a Nova before Zed', async () => {
    await using older = await startDemoCloud({ maxMicroversion: '2.87', servers: 2, hypervisors: 2 })
    const operator = await signIn(older, older.users.admin)
    expect((await operator.placement('/resource_providers', '1.36')).list('resource_providers')).toHaveLength(2)
  })
})
