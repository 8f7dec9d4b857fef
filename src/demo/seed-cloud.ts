import type { Cloud, DemoAggregate, DemoDevice, DemoHost, DemoRelease, DemoServer } from './cloud.ts'
import { seedFlavors } from './flavors.ts'
import { createRandom } from './random.ts'
import { seedHosts } from './seed-hosts.ts'
import { seedPeople } from './seed-people.ts'
import { seedServers } from './seed-servers.ts'
import { createServerFactory, type ServerFactory } from './server-factory.ts'

const DAY_MS = 86_400_000

export type CloudSize = {
  readonly seed: number
  readonly release: DemoRelease
  readonly region: string
  /** Servers that live: two more were deleted. */
  readonly servers: number
  /** Rows that live; null: what the racks hold. */
  readonly devices: number | null
  readonly hypervisors: number
  readonly projects: number
  readonly cells: number
}

/** The same size and seed give the same cloud. */
export function seedCloud(size: CloudSize): Cloud {
  const { seed, release } = size
  const cells = Array.from({ length: Math.max(size.cells, 1) }, (_, index) => `cell${index + 1}`)
  const hosts = seedHosts({ seed, release, cells, hypervisors: size.hypervisors, devices: size.devices })
  const flavors = seedFlavors(createRandom(seed, 'flavors'))
  const people = seedPeople(seed, size.projects)
  stopHosts(hosts)

  const factory = createServerFactory({ seed, release, people, hosts, flavors })
  const deleted = deleteServers(factory)
  leakDevices(factory, deleted, createRandom(seed, 'leaks'))
  const servers = seedServers(factory, { seed, count: hosts.length === 0 ? 0 : size.servers })
  const all = [...servers, ...numberDeleted(deleted, servers)]

  spoilRows(hosts, createRandom(seed, 'spoiled rows'))
  dateDevices(hosts, all)
  numberDevices(hosts)
  return {
    release,
    region: size.region,
    cells,
    projects: people.projects,
    users: people.users,
    flavors,
    hosts,
    aggregates: seedAggregates(seed, hosts),
    servers: all,
    imageId: createRandom(seed, 'images').uuid(),
  }
}

/** One host is down, another is out of service on purpose. */
function stopHosts(hosts: readonly DemoHost[]): void {
  const down = hosts.find((host) => host.model.prefix === 'gpu-t')
  if (down !== undefined) down.service.isDown = true
  const disabled = hosts.find((host) => host.model.prefix === 'net-e')
  if (disabled !== undefined) disabled.service.disabledReason = 'NIC firmware upgrade, ticket OPS-1742'
}

function deleteServers(factory: ServerFactory): DemoServer[] {
  const host = factory.hosts.find((each) => each.model.prefix === 'gpu-l')
  const [, genomics, renderFarm] = factory.people.projects
  if (host === undefined || genomics === undefined || renderFarm === undefined) return []
  return [
    factory.build({ project: renderFarm, name: 'denoise-old', flavor: 'gpu.l40s.1', host, status: 'DELETED' }),
    factory.build({ project: genomics, name: 'blast-old', flavor: 'cpu.large', host, status: 'DELETED' }),
  ].filter((server) => server !== null)
}

/** Devices whose owner is gone: one was deleted, of the other the database knows no longer. */
function leakDevices(factory: ServerFactory, deleted: readonly DemoServer[], random: { uuid(): string }): void {
  const host = factory.hosts.find((each) => each.model.prefix === 'gpu-l')
  const [first, second] = host?.devices.filter((device) => device.status === 'available') ?? []
  const owner = deleted[0]
  if (first !== undefined && owner !== undefined) leak(first, owner.id)
  if (second !== undefined) leak(second, random.uuid())

  function leak(device: DemoDevice, serverId: string): void {
    device.status = 'allocated'
    device.serverId = serverId
    device.requestId = random.uuid()
  }
}

function numberDeleted(deleted: readonly DemoServer[], living: readonly DemoServer[]): DemoServer[] {
  const newest = living.at(-1)?.createdAtMs ?? Date.UTC(2026, 2, 2)
  return deleted.map((server, index) => {
    const inCell = living.filter((other) => other.cell === server.cell).length
    server.databaseId = inCell + index + 1
    server.createdAtMs = newest + (index + 1) * 60_000
    server.deletedAtMs = server.createdAtMs + DAY_MS
    server.updatedAtMs = server.deletedAtMs
    return server
  })
}

/** What real databases hold as well: a row that got no uuid yet, and one of a device that was taken out. */
function spoilRows(hosts: readonly DemoHost[], random: { uuid(): string }): void {
  const young = hosts.flatMap((host) => host.devices).find((device) => device.parentAddress && !device.serverId)
  if (young !== undefined) young.uuid = null
  const replaced = hosts.flatMap((host) => host.devices).find((device) => device.model.type === 'type-PCI')
  if (replaced === undefined) return
  replaced.host.devices.push({
    ...replaced,
    uuid: random.uuid(),
    status: 'available',
    serverId: null,
    requestId: null,
    createdAtMs: replaced.createdAtMs - 30 * DAY_MS,
    updatedAtMs: null,
    deletedAtMs: replaced.createdAtMs - DAY_MS,
  })
}

/** A row changes when a server takes it, or a relative of it. */
function dateDevices(hosts: readonly DemoHost[], servers: readonly DemoServer[]): void {
  const byId = new Map(servers.map((server) => [server.id, server]))
  for (const host of hosts) {
    for (const device of host.devices) {
      if (device.status === 'available') continue
      const owner = device.serverId === null ? undefined : byId.get(device.serverId)
      device.updatedAtMs = owner === undefined ? device.createdAtMs + DAY_MS : owner.createdAtMs + 4000
    }
  }
}

/** A host's rows are together, as its nova-compute wrote them when it first started. */
function numberDevices(hosts: readonly DemoHost[]): void {
  const ids = new Map<string, number>()
  for (const host of hosts) {
    for (const device of host.devices) {
      const databaseId = (ids.get(host.cell) ?? 0) + 1
      ids.set(host.cell, databaseId)
      device.databaseId = databaseId
    }
  }
}

function seedAggregates(seed: number, hosts: readonly DemoHost[]): DemoAggregate[] {
  const random = createRandom(seed, 'aggregates')
  const groups: readonly (readonly [name: string, prefixes: readonly string[], zone: string | null])[] = [
    ['h100-nodes', ['gpu-h'], 'gpu'],
    ['a100-nodes', ['gpu-a'], 'gpu'],
    ['t4-nodes', ['gpu-t'], 'gpu'],
    ['render-nodes', ['gpu-l'], 'render'],
    ['fast-network', ['net-c', 'net-e', 'net-v', 'dpu-b'], 'edge'],
    // No zone of its own: only a mark for the scheduler.
    ['local-nvme', ['sto-n', 'mix-d'], null],
  ]
  return groups.map(([name, prefixes, zone], index) => ({
    id: index + 1,
    uuid: random.uuid(),
    name,
    zone,
    hosts: hosts.filter((host) => prefixes.includes(host.model.prefix)),
    metadata: zone === null ? { local_disk: 'nvme' } : { availability_zone: zone },
  }))
}
