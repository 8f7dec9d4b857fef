import { createConnection } from 'mysql2/promise'
import { beforeAll, describe, expect, it } from 'vitest'
import type { DeviceRow } from '../contract/truth/cell.ts'
import { readTruthEnvironment } from '../contract/truth/environment.ts'
import type { Truth } from '../contract/truth/truth.ts'
import { readTruth } from '../contract/truth/truth.ts'

// The ground under the suites that compare the gateway with the cloud: is this the cloud that the seed describes?

let truth: Truth
beforeAll(async () => {
  truth = await readTruth(readTruthEnvironment(process.env))
})

const novaMajor = Number(process.env.OPENSTACK_NOVA_MAJOR)

const SERVERS_OF_A = [
  ['dpdk-1', 'ACTIVE'],
  ['notebook-1', 'SHUTOFF'],
  ['router-1', 'ACTIVE'],
  ['train-1', 'ACTIVE'],
  ['train-2', 'ACTIVE'],
  ['web-1', 'ACTIVE'],
]
const SERVERS_OF_B = [
  ['edge-1', 'ACTIVE'],
  ['infer-1', 'ACTIVE'],
  ['infer-2', 'VERIFY_RESIZE'],
  ['llm-1', 'ACTIVE'],
  ['llm-2', 'ERROR'],
  ['render-1', 'ACTIVE'],
  ['router-2', 'PAUSED'],
  ['vpn-1', 'ACTIVE'],
]

describe('the PCI devices in the database', () => {
  it('are 63, of which 30 are allocated and 5 blocked', () => {
    expect(countBy(truth.cell.devices, (device) => device.status)).toEqual({
      allocated: 30,
      available: 28,
      unavailable: 5,
    })
  })

  it('stand on the seven hosts of the inventory', () => {
    expect(countBy(truth.cell.devices, (device) => device.nodeHost ?? '')).toEqual({
      'gpu-a01': 8,
      'gpu-a02': 8,
      'gpu-b01': 4,
      'gpu-b02': 4,
      'mix-d01': 13,
      'net-c01': 16,
      'nic-e01': 10,
    })
  })

  it('are owned by a living server exactly where they are allocated', () => {
    for (const device of truth.cell.devices) {
      expect(device.instanceUuid !== null, device.address).toBe(device.status === 'allocated')
      expect(device.ownerDeleted, device.address).toBe(device.status === 'allocated' ? 0 : null)
    }
  })

  it('belong to as many as each server asked for', () => {
    expect(countBy(owned(), (device) => nameOf(device.instanceUuid))).toEqual({
      'dpdk-1': 1,
      'edge-1': 1,
      'infer-1': 2,
      'infer-2': 3,
      'llm-1': 8,
      'notebook-1': 1,
      'render-1': 2,
      'router-1': 2,
      'router-2': 2,
      'train-1': 2,
      'train-2': 2,
      'vpn-1': 4,
    })
  })

  it('of a server that waits for its resize to be confirmed are on two hosts, and it runs on one of them', () => {
    const devices = owned().filter((device) => nameOf(device.instanceUuid) === 'infer-2')
    expect(new Set(devices.map((device) => device.nodeHost)).size).toBe(2)
    const here = devices.filter(
      (device) => device.nodeHost === device.ownerHost && device.nodeHypervisorHostname === device.ownerNode,
    )
    // One A100 before the resize, two after it.
    expect([here.length, devices.length - here.length]).toEqual([2, 1])
  })

  it('make their virtual functions unavailable when a physical function is taken', () => {
    const pf = owned().find((device) => nameOf(device.instanceUuid) === 'dpdk-1')
    expect(pf?.devType).toBe('type-PF')
    expect(virtualFunctionsOf(pf).map((device) => device.status)).toEqual(Array(4).fill('unavailable'))
  })

  it('make their physical function unavailable when one virtual function is taken, and leave its siblings free', () => {
    const vf = owned().find((device) => nameOf(device.instanceUuid) === 'edge-1')
    expect(vf?.devType).toBe('type-VF')
    const pf = truth.cell.devices.find((device) => device.nodeId === vf?.nodeId && device.address === vf.parentAddress)
    expect(pf).toMatchObject({ devType: 'type-PF', status: 'unavailable', instanceUuid: null })
    expect(
      virtualFunctionsOf(pf)
        .map((device) => device.status)
        .sort(),
    ).toEqual(['allocated', 'available', 'available', 'available'])
  })

  it('are counted free in pools that agree with the rows', () => {
    for (const node of truth.cell.computeNodes) {
      const free = truth.cell.devices.filter((device) => device.nodeId === node.id && device.status === 'available')
      expect(freeInPools(node.pciStats), node.host ?? '').toBe(free.length)
    }
  })
})

describe('the servers', () => {
  it('are fourteen in the statuses that the seed brought them to', () => {
    expect(statuses(truth.callers.admin.serversOfAllProjects.value)).toEqual([...SERVERS_OF_A, ...SERVERS_OF_B].sort())
  })

  it('are shown to a member and to a reader when they are of the own project', () => {
    expect(statuses(truth.callers.alice.servers.value)).toEqual(SERVERS_OF_A)
    expect(statuses(truth.callers.carol.servers.value)).toEqual(SERVERS_OF_A)
    expect(statuses(truth.callers.bob.servers.value)).toEqual(SERVERS_OF_B)
    expect(statuses(truth.callers.admin.servers.value)).toEqual([])
  })

  it('of all projects are refused to whoever is no admin', () => {
    for (const name of ['alice', 'bob', 'carol', 'unscoped'] as const) {
      expect(truth.callers[name].serversOfAllProjects.status, name).toBe(403)
    }
  })

  it('of everybody are shown as stubs to a token without a project, up to Nova 26', () => {
    const { servers } = truth.callers.unscoped
    if (novaMajor >= 31) {
      expect(servers.status).toBe(403)
      return
    }
    expect(servers.value?.map((server) => [server.name, server.status])).toEqual(Array(14).fill([undefined, 'UNKNOWN']))
  })

  it('are shown or refused to the reader on the system as each release has it', () => {
    const { servers, serversOfAllProjects } = truth.callers.auditor
    const expected = novaMajor >= 31 ? [403, 403] : novaMajor >= 26 ? [200, 403] : [200, 200]
    expect([servers.status, serversOfAllProjects.status]).toEqual(expected)
  })

  it('that found no host are in cell0, on no host', () => {
    expect(truth.cell0?.map(({ name, host, vmState }) => ({ name, host, vmState }))).toEqual([
      { name: 'llm-2', host: null, vmState: 'error' },
    ])
  })
})

describe('the hypervisors', () => {
  it('are seven, all up, with their capacity, one out of service', () => {
    const hypervisors = truth.callers.admin.hypervisors.value ?? []
    expect(hypervisors.map((hypervisor) => hypervisor.hypervisor_hostname).sort()).toEqual([
      'gpu-a01',
      'gpu-a02',
      'gpu-b01',
      'gpu-b02',
      'mix-d01',
      'net-c01',
      'nic-e01',
    ])
    for (const hypervisor of hypervisors) {
      expect(hypervisor).toMatchObject({
        state: 'up',
        status: hypervisor.hypervisor_hostname === 'nic-e01' ? 'disabled' : 'enabled',
      })
      expect(hypervisor.vcpus, hypervisor.hypervisor_hostname).toBeGreaterThan(0)
    }
  })

  it('have the uuid of their row, and of their resource provider', () => {
    const ids = truth.callers.admin.hypervisors.value?.map((hypervisor) => hypervisor.id).sort()
    expect(truth.cell.computeNodes.map((node) => node.uuid).sort()).toEqual(ids)
    expect(
      roots()
        .map((provider) => provider.uuid)
        .sort(),
    ).toEqual(ids)
  })

  it('are refused to whoever is no admin, but for the reader on the system of Nova 22', () => {
    const answers = Object.entries(truth.callers).map(([name, caller]) => [name, caller.hypervisors.status])
    const auditor = novaMajor >= 26 ? 403 : 200
    expect(Object.fromEntries(answers)).toEqual({
      admin: 200,
      alice: 403,
      bob: 403,
      carol: 403,
      auditor,
      unscoped: 403,
    })
  })

  it('have a service that sends heartbeats', () => {
    const computes = truth.cell.services.filter((service) => service.binary === 'nova-compute')
    expect(computes.map((service) => service.host)).toEqual(truth.cell.computeNodes.map((node) => node.host))
    for (const service of computes) {
      const ageSeconds = (Date.now() - Date.parse(`${service.lastSeenUp?.replace(' ', 'T')}Z`)) / 1000
      expect(ageSeconds, service.host).toBeLessThan(60)
    }
  })

  it('of two aggregates make the availability zone gpu', () => {
    expect(
      truth.callers.admin.aggregates.value?.map(({ name, hosts, availability_zone }) => [
        name,
        hosts,
        availability_zone,
      ]),
    ).toEqual([
      ['h100-nodes', ['gpu-a01', 'gpu-a02'], 'gpu'],
      ['a100-nodes', ['gpu-b01', 'gpu-b02'], 'gpu'],
    ])
  })
})

describe('Placement', () => {
  it('has a provider for every physical device of the hosts that report them, from Nova 26 on', () => {
    const pci = truth.providers.filter((provider) => provider.parentUuid !== null)
    expect(pci).toHaveLength(novaMajor >= 26 ? 32 : 0)
    for (const provider of pci) expect(provider.traits).toContain('COMPUTE_MANAGED_PCI_DEVICE')
  })

  it('agrees with Nova on the vCPUs that are used', () => {
    const used = (uuid: string) => truth.providers.find((provider) => provider.uuid === uuid)?.usages.VCPU
    for (const hypervisor of truth.callers.admin.hypervisors.value ?? []) {
      expect(used(hypervisor.id) ?? 0, hypervisor.hypervisor_hostname).toBe(hypervisor.vcpus_used)
    }
  })
})

describe("the gateway's database user", () => {
  it('reads the columns that the gateway documents', async () => {
    await using connection = await connectAsGateway()
    const [rows] = await connection.query(`
      SELECT d.id, n.uuid, n.pci_stats, s.last_seen_up, i.project_id, i.task_state
      FROM pci_devices d
      JOIN compute_nodes n ON n.id = d.compute_node_id AND n.deleted = 0
      JOIN services s ON s.host = n.host AND s.\`binary\` = 'nova-compute' AND s.deleted = 0
      LEFT JOIN instances i ON i.uuid = d.instance_uuid
      WHERE d.deleted = 0`)
    expect(rows).toHaveLength(63)
  })

  it.each([
    'SELECT display_name FROM instances',
    'SELECT cpu_info FROM compute_nodes',
    'SELECT version FROM services',
    'SELECT * FROM migrations',
    'SELECT * FROM nova_api.cell_mappings',
    "UPDATE pci_devices SET status = 'available'",
  ])('is refused: %s', async (statement) => {
    await using connection = await connectAsGateway()
    await expect(connection.query(statement)).rejects.toThrow(/denied/)
  })
})

async function connectAsGateway() {
  const connection = await createConnection({ uri: process.env.OPENSTACK_GATEWAY_CELL_URL ?? '' })
  return {
    query: (statement: string) => connection.query(statement),
    [Symbol.asyncDispose]: () => connection.end(),
  }
}

function owned(): DeviceRow[] {
  return truth.cell.devices.filter((device) => device.instanceUuid !== null)
}

function virtualFunctionsOf(pf: DeviceRow | undefined): DeviceRow[] {
  return truth.cell.devices.filter((device) => device.nodeId === pf?.nodeId && device.parentAddress === pf.address)
}

function roots() {
  return truth.providers.filter((provider) => provider.parentUuid === null)
}

function nameOf(serverId: string | null): string {
  const servers = truth.callers.admin.serversOfAllProjects.value
  return servers?.find((server) => server.id === serverId)?.name ?? `unknown ${serverId}`
}

function statuses(servers: readonly { readonly name?: string | undefined; readonly status: string }[] | null) {
  return servers?.map((server) => [server.name, server.status]).sort()
}

function countBy<Item>(items: readonly Item[], key: (item: Item) => string): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(items, key)].map(([name, group]) => [name, group.length]))
}

/** Every `count` of the serialised pools, whatever object version wraps them. */
function freeInPools(pciStats: string | null): number {
  return [...(pciStats ?? '').matchAll(/"count": (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0)
}
