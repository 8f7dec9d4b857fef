import { RESERVED_MEMORY_MIB } from './capacity.ts'
import type { Cloud, DemoDevice, DemoHost, DemoServer } from './cloud.ts'
import type { DemoFlavor } from './flavors.ts'
import { isInPlacement } from './pci-stats.ts'
import { providerIdOf } from './provider-id.ts'

export type Provider = {
  readonly id: string
  readonly name: string
  readonly generation: number
  readonly parentId: string | null
  readonly rootId: string
  readonly inventories: Readonly<Record<string, Inventory>>
  readonly traits: readonly string[]
  /** By consumer: a server, or the migration that holds what a server leaves behind. */
  readonly allocations: ReadonlyMap<string, Resources>
}

export type Inventory = {
  readonly total: number
  readonly reserved: number
  readonly min_unit: number
  readonly max_unit: number
  readonly step_size: number
  readonly allocation_ratio: number
}

export type Resources = Record<string, number>

/** What Nova has reported: a root for each hypervisor and, from Zed on, a child for each physical function. */
export function describeProviders(cloud: Cloud): Provider[] {
  const servers = new Map(cloud.servers.map((server) => [server.id, server]))
  const providers: Provider[] = []
  for (const host of cloud.hosts) {
    providers.push(rootOf(host))
    if (cloud.release !== '2.87') providers.push(...childrenOf(host, servers))
  }
  return providers
}

function rootOf(host: DemoHost): Provider {
  const { model } = host
  const allocations = new Map<string, Resources>()
  const allocate = (server: DemoServer, flavor: DemoFlavor) =>
    allocations.set(consumerOn(host, server), {
      VCPU: flavor.vcpus,
      MEMORY_MB: flavor.memoryMib,
      DISK_GB: flavor.diskGib,
    })
  for (const server of host.servers) allocate(server, server.flavor)
  for (const { server, flavor } of host.halfway) allocate(server, flavor)
  return {
    id: host.id,
    name: host.hypervisorHostname,
    generation: allocations.size + 4,
    parentId: null,
    rootId: host.id,
    inventories: {
      VCPU: inventory(model.vcpus, 0, 16),
      MEMORY_MB: inventory(model.memoryMib, RESERVED_MEMORY_MIB, 1.5),
      DISK_GB: inventory(model.diskGib, 0, 1),
    },
    traits: ['COMPUTE_NODE', 'COMPUTE_DEVICE_TAGGING', 'COMPUTE_NET_ATTACH_INTERFACE', 'HW_CPU_X86_VMX'],
    allocations,
  }
}

function childrenOf(host: DemoHost, servers: ReadonlyMap<string, DemoServer>): Provider[] {
  const families = Map.groupBy(host.devices.filter(isInPlacement), (device) => device.parentAddress ?? device.address)
  return [...families].flatMap(([address, devices]) => {
    const [first] = devices
    if (first === undefined) return []
    const resourceClass = resourceClassOf(first)
    const allocations = new Map<string, Resources>()
    for (const device of devices) {
      if (device.serverId === null) continue
      const server = servers.get(device.serverId)
      const consumer = server === undefined ? device.serverId : consumerOn(host, server)
      const resources = allocations.get(consumer) ?? { [resourceClass]: 0 }
      resources[resourceClass] = (resources[resourceClass] ?? 0) + 1
      allocations.set(consumer, resources)
    }
    return [
      {
        id: providerIdOf(host, address),
        name: `${host.hypervisorHostname}_${address.toUpperCase()}`,
        generation: allocations.size + 2,
        parentId: host.id,
        rootId: host.id,
        inventories: { [resourceClass]: inventory(devices.length, 0, 1) },
        traits: ['COMPUTE_MANAGED_PCI_DEVICE', ...(first.model.traits?.split(',') ?? [])],
        allocations,
      },
    ]
  })
}

function resourceClassOf(device: DemoDevice): string {
  const { resourceClass, vendorId, productId } = device.model
  return resourceClass ?? `CUSTOM_PCI_${vendorId}_${productId}`.toUpperCase()
}

/** While a server moves, the migration holds what it has at the source. */
function consumerOn(host: DemoHost, server: DemoServer): string {
  if (server.migrationId === null) return server.id
  const isSource = server.status === 'MIGRATING' ? server.host === host : server.host !== host
  return isSource ? server.migrationId : server.id
}

function inventory(total: number, reserved: number, allocationRatio: number): Inventory {
  return { total, reserved, min_unit: 1, max_unit: total, step_size: 1, allocation_ratio: allocationRatio }
}
