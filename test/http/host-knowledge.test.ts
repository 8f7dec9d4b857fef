import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGateway, type Gateway, type Reply } from './gateway.ts'

/**
 * What is for admins alone of what only the PCI store knows, and of Nova: each is null with FORBIDDEN and its rule to
 * everybody else.
 */
const FOR_ADMINS: readonly (readonly [question: string, path: readonly (string | number)[], rule: string])[] = [
  ['{ pciDevices { nodes { id } } }', ['pciDevices'], 'os_compute_api:os-pci:index'],
  ['{ pciDevices { totalCount } }', ['pciDevices'], 'os_compute_api:os-pci:index'],
  ['{ pciDeviceGroups(by: [STATUS]) { nodes { count } } }', ['pciDeviceGroups'], 'os_compute_api:os-pci:index'],
  ['{ pciDevice(id: "DEVICE") { id } }', ['pciDevice'], 'os_compute_api:os-pci:show'],
  [
    '{ pciDeviceBySlot(slot: { host: "h", address: "0000:00:00.0" }) { id } }',
    ['pciDeviceBySlot'],
    'os_compute_api:os-pci:show',
  ],
  ['{ cloud { cells { name } } }', ['cloud', 'cells'], 'pcigraph:cloud:cells'],
  ['{ cloud { partial } }', ['cloud', 'partial'], 'pcigraph:cloud:cells'],
  ['{ cloud { freshness } }', ['cloud', 'freshness'], 'pcigraph:cloud:cells'],
  ['{ servers(scope: ALL) { nodes { id } } }', ['servers'], 'os_compute_api:servers:detail:get_all_tenants'],
  ['{ servers(orderBy: { field: HOST }) { nodes { id } } }', ['servers'], 'os_compute_api:servers:allow_all_filters'],
]

let gateway: Gateway
let deviceId: string
beforeAll(async () => {
  gateway = await startGateway()
  const reply = await gateway.ask('{ pciDevices(first: 1) { nodes { id } } }')
  deviceId = (reply.data as { pciDevices: { nodes: { id: string }[] } }).pciDevices.nodes[0]?.id ?? ''
})
afterAll(() => gateway[Symbol.asyncDispose]())

describe.each(['alice', 'bob', 'carol'] as const)('%s, who is no admin', (user) => {
  it.each(FOR_ADMINS)('is not told %s', async (question, path, rule) => {
    const reply = await gateway.ask(question.replace('DEVICE', deviceId), { as: user })
    expect(reply.status).toBe(200)
    expect(reply.errors).toMatchObject([{ path, extensions: { code: 'FORBIDDEN', rule } }])
    expect(valueAt(reply, path)).toBeNull()
    expect(reply.upstream?.sql).toEqual([])
  })

  it('sees own servers and no host, and no error for it', async () => {
    const reply = await gateway.ask('{ servers { nodes { projectId host hypervisor { id } } } }', { as: user })
    expect(reply.errors).toEqual([])
    const { servers } = reply.data as { servers: { nodes: object[] } }
    expect(servers.nodes.length).toBeGreaterThan(0)
    const { projectId } = gateway.demo.users[user]
    for (const server of servers.nodes) expect(server).toEqual({ projectId, host: null, hypervisor: null })
  })

  it("is told by Nova's own rule that hypervisors are not for it", async () => {
    const reply = await gateway.ask('{ hypervisors { nodes { id pciStats { free } } } }', { as: user })
    expect(reply.data).toEqual({ hypervisors: null })
    expect(reply.errors).toMatchObject([
      {
        path: ['hypervisors'],
        extensions: { code: 'FORBIDDEN', rule: expect.stringContaining('os-hypervisors') as unknown },
      },
    ])
  })
})

it.each(FOR_ADMINS)('tells an admin %s', async (question) => {
  const reply = await gateway.ask(question.replace('DEVICE', deviceId))
  expect(reply.errors).toEqual([])
})

function valueAt({ data }: Reply, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => (value === null ? null : Reflect.get(Object(value), key)), data)
}
