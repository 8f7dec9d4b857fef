import type { DemoHost, DemoProject, DemoServer } from './cloud.ts'
import { createRandom, type Random } from './random.ts'
import type { Order } from './host-models.ts'
import type { ServerFactory, ServerPlan } from './server-factory.ts'
import { tellStories } from './seed-stories.ts'

const FIRST_CREATED_MS = Date.UTC(2026, 2, 2, 8)
const LAST_CREATED_MS = Date.UTC(2026, 8, 28, 16)
const HOUR_MS = 3_600_000

/**
 * That many servers that live, in order of creation. The stories are created last, so that they lead Nova's listings,
 * but choose first among the devices.
 */
export function seedServers(factory: ServerFactory, options: { seed: number; count: number }): DemoServer[] {
  const random = createRandom(options.seed, 'everyday servers')
  const stories = tellStories(factory, options.count)
  const everyday = fillHosts(factory, options.count - stories.length, random)
  const servers = [...everyday, ...stories.toReversed()]

  const stepMs = (LAST_CREATED_MS - FIRST_CREATED_MS) / Math.max(servers.length, 1)
  const ids = new Map<string | null, number>()
  servers.forEach((server, index) => {
    // Nova keeps whole seconds.
    server.createdAtMs = Math.floor((FIRST_CREATED_MS + index * stepMs) / 1000) * 1000
    server.updatedAtMs = server.createdAtMs + (server.status === 'ACTIVE' ? 9000 : HOUR_MS * (1 + random.integer(48)))
    const databaseId = (ids.get(server.cell) ?? 0) + 1
    ids.set(server.cell, databaseId)
    server.databaseId = databaseId
  })
  return servers
}

function fillHosts(factory: ServerFactory, count: number, random: Random): DemoServer[] {
  const servers: DemoServer[] = []
  const name = createNamer(factory)
  const hosts = random.shuffle(factory.hosts)
  for (let index = 0; servers.length < count && hosts.length > 0; index++) {
    const host = hosts[index % hosts.length]
    if (host === undefined) break
    const project = pickProject(factory.people.projects, random)
    const server = place(factory, host, { project, name: name(project), ...pickLooks(random) }, random)
    servers.push(server)
  }
  return servers
}

/** With devices where the host has them free, else an ordinary server. */
function place(
  factory: ServerFactory,
  host: DemoHost,
  plan: Omit<ServerPlan, 'flavor' | 'host'>,
  random: Random,
): DemoServer {
  if (plan.status === 'SHELVED_OFFLOADED') {
    const shelved = factory.build({ ...plan, flavor: 'cpu.large', host: null, cell: host.cell })
    if (shelved !== null) return shelved
  }
  // A crowded host gets small servers only, as the scheduler would see to it.
  const isCrowded = host.servers.reduce((sum, server) => sum + server.flavor.memoryMib, 0) > host.model.memoryMib * 0.8
  for (const order of isCrowded ? [] : random.shuffle(ordersFor(host)).slice(0, 2)) {
    const ports = order.ports === undefined ? {} : { ports: order.ports }
    const server = factory.build({ ...plan, flavor: order.flavor, ...ports, host })
    if (server !== null) return server
  }
  const plain = factory.build({ ...plan, flavor: 'cpu.small', host })
  if (plain === null) throw new Error('a server without devices fits on every host')
  return plain
}

/** Where cards were plugged in beyond what the racks hold, there are servers that want them. */
function ordersFor(host: DemoHost): readonly Order[] {
  const hasExtraCards = host.devices.some((device) => !device.address.startsWith('0000:'))
  return hasExtraCards ? [...host.model.orders, ...EXTRA_ORDERS] : host.model.orders
}

const EXTRA_ORDERS: readonly Order[] = [{ flavor: 'net.vf.8' }, { flavor: 'net.vf.8' }, { flavor: 'net.vf.4' }]

/** The first projects are the largest. */
function pickProject(projects: readonly DemoProject[], random: Random): DemoProject {
  const index = Math.min(random.integer(projects.length), random.integer(projects.length + 2))
  return projects[index] ?? random.pick(projects)
}

function createNamer(factory: ServerFactory): (project: DemoProject) => string {
  const turns = new Map<string, number>()
  return (project) => {
    const turn = turns.get(project.id) ?? 0
    turns.set(project.id, turn + 1)
    const themes = factory.people.themesOf.get(project.id) ?? ['vm']
    const theme = themes[turn % themes.length] ?? 'vm'
    return `${theme}-${String(Math.floor(turn / themes.length) + 1).padStart(2, '0')}`
  }
}

function pickLooks(random: Random): Pick<ServerPlan, 'status' | 'traits'> {
  const dice = random.integer(100)
  const status =
    dice < 90 ? 'ACTIVE' : dice < 96 ? 'SHUTOFF' : dice < 98 ? 'PAUSED' : dice < 99 ? 'SUSPENDED' : 'SHELVED_OFFLOADED'
  return {
    status,
    traits: {
      metadata: random.chance(0.3) ? { environment: random.pick(['production', 'staging', 'test']) } : {},
      tags: random.chance(0.2) ? [random.pick(['batch', 'interactive', 'nightly'])] : [],
      keyName: random.chance(0.5) ? 'ops' : null,
      volumeIds: random.chance(0.15) ? [random.uuid()] : [],
    },
  }
}
