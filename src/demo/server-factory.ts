import { pickDevices, requestsOf, take } from './claim-devices.ts'
import type { DemoHost, DemoProject, DemoRelease, DemoServer } from './cloud.ts'
import type { DemoFlavor } from './flavors.ts'
import type { Order } from './host-models.ts'
import { createRandom } from './random.ts'
import type { People } from './seed-people.ts'

export type ServerPlan = {
  readonly project: DemoProject
  readonly name: string
  readonly flavor: string
  readonly ports?: Order['ports']
  /** Null: on no host. */
  readonly host: DemoHost | null
  /** ACTIVE where none is named. */
  readonly status?: keyof typeof STATES
  /** Null: cell0. */
  readonly cell?: string | null
  readonly taskState?: string
  readonly devices?: 'allocated' | 'claimed'
  readonly traits?: Partial<
    Pick<DemoServer, 'fault' | 'metadata' | 'tags' | 'description' | 'lockedReason' | 'keyName' | 'volumeIds'>
  >
  /** An unfinished resize or migration, which holds something on two hosts. */
  readonly isMoving?: boolean
}

export type ServerFactory = {
  readonly people: People
  readonly hosts: readonly DemoHost[]
  /** Null: the host has not the devices that this server needs; nothing was changed. */
  build(plan: ServerPlan): DemoServer | null
  /** What a server holds at another place than its host. Null: nothing free there. */
  hold(server: DemoServer, host: DemoHost, flavor: string, status: 'claimed' | 'allocated'): boolean
  flavor(name: string): DemoFlavor
}

/** Status of the API: vm_state, power_state (0 none, 1 running, 3 paused, 4 shut down, 7 suspended). */
const STATES = {
  ACTIVE: ['active', 1],
  BUILD: ['building', 0],
  ERROR: ['error', 0],
  MIGRATING: ['active', 1],
  PAUSED: ['paused', 3],
  SHELVED_OFFLOADED: ['shelved_offloaded', 4],
  SHUTOFF: ['stopped', 4],
  SUSPENDED: ['suspended', 7],
  VERIFY_RESIZE: ['resized', 1],
  DELETED: ['deleted', 0],
} as const

export function createServerFactory(options: {
  readonly seed: number
  readonly release: DemoRelease
  readonly people: People
  readonly hosts: readonly DemoHost[]
  readonly flavors: readonly DemoFlavor[]
}): ServerFactory {
  const { people, hosts } = options
  const flavors = new Map(options.flavors.map((flavor) => [flavor.name, flavor]))
  const random = createRandom(options.seed, 'servers')
  // Nova 22 forgets which request a device serves.
  const requestIds = options.release === '2.87' ? null : createRandom(options.seed, 'pci requests')
  let built = 0

  function flavor(name: string): DemoFlavor {
    const found = flavors.get(name)
    if (found === undefined) throw new Error(`no flavor is called ${name}`)
    return found
  }

  return {
    people,
    hosts,
    flavor,
    build(plan) {
      const planned = flavor(plan.flavor)
      const holds = plan.host !== null && plan.status !== 'SHELVED_OFFLOADED' && plan.status !== 'DELETED'
      const picked = holds ? pickDevices(plan.host, requestsOf(planned, plan.ports)) : []
      if (picked === null) return null
      const status = plan.status ?? 'ACTIVE'
      const [vmState, powerState] = STATES[status]
      const server: DemoServer = {
        id: random.uuid(),
        databaseId: 0,
        name: plan.name,
        project: plan.project,
        user: people.memberOf.get(plan.project.id) ?? { id: random.hex(32) },
        flavor: planned,
        host: plan.host,
        cell: plan.cell === undefined ? (plan.host?.cell ?? null) : plan.cell,
        status,
        vmState,
        taskState: plan.taskState ?? null,
        powerState,
        fault: plan.traits?.fault ?? null,
        metadata: plan.traits?.metadata ?? {},
        tags: plan.traits?.tags ?? [],
        description: plan.traits?.description ?? null,
        lockedReason: plan.traits?.lockedReason ?? null,
        keyName: plan.traits?.keyName ?? null,
        volumeIds: plan.traits?.volumeIds ?? [],
        address:
          plan.host === null
            ? null
            : {
                ip: `172.${16 + ((built >> 16) & 15)}.${(built >> 8) & 255}.${built & 255}`,
                mac: `fa:16:3e:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`,
              },
        reservationId: `r-${random.hex(8)}`,
        migrationId: plan.isMoving ? random.uuid() : null,
        createdAtMs: 0,
        updatedAtMs: 0,
        deletedAtMs: null,
      }
      built++
      take(picked, server.id, plan.devices ?? 'allocated', requestIds)
      if (plan.status !== 'DELETED') plan.host?.servers.push(server)
      return server
    },
    hold(server, host, flavorName, status) {
      const held = flavor(flavorName)
      const picked = pickDevices(host, requestsOf(held))
      if (picked === null) return false
      take(picked, server.id, status, requestIds)
      return true
    },
  }
}
