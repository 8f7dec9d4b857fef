import type { Call } from '../model/call.ts'
import type { Aggregate } from '../model/aggregate.ts'
import type { ComputeService } from '../model/compute-service.ts'
import type { Flavor } from '../model/flavor.ts'
import type { Hypervisor, HypervisorStats } from '../model/hypervisor.ts'
import type { Access } from '../policy/access.ts'
import type { Nova } from '../sources/nova/nova.ts'
import type { Placement } from '../sources/placement/placement.ts'
import { once } from './once.ts'
import { createPeekLoader, type PeekLoader } from './peek-loader.ts'

export type HypervisorLoaders = {
  readonly hypervisor: PeekLoader<string, Hypervisor | null>
  readonly hypervisorByHostname: PeekLoader<string, Hypervisor | null>
  /** Capacity from Placement, for clouds whose Nova no longer tells it. */
  readonly placementStats: PeekLoader<string, HypervisorStats | null>
  /** By service host. */
  readonly computeService: PeekLoader<string, ComputeService | null>
  readonly aggregatesByHost: PeekLoader<string, readonly Aggregate[]>
  /** By name: what a server embeds of its flavor has no id. */
  readonly flavorByName: PeekLoader<string, Flavor | null>
  readonly flavor: PeekLoader<string, Flavor | null>
  /** Some will be looked for by a key that nobody knows yet: what is fetched for any of them may be fetched from now on. */
  expectHypervisors(): void
  /** Every hypervisor: they are few. */
  listHypervisors(): Promise<readonly Hypervisor[]>
}

export function createHypervisorLoaders(
  nova: Nova,
  placement: Placement,
  call: Call,
  access: Access,
): HypervisorLoaders {
  // Found by one name, known by the other too.
  const hypervisor = createPeekLoader(async (ids: readonly string[]) =>
    remember(await nova.findHypervisorsByIds(call, ids)),
  )
  const hypervisorByHostname = createPeekLoader(async (hostnames: readonly string[]) =>
    remember(await nova.findHypervisorsByHostnames(call, hostnames)),
  )
  function remember<Found extends Hypervisor | null | Error>(found: readonly Found[]): readonly Found[] {
    for (const one of found) {
      if (one === null || one instanceof Error) continue
      hypervisor.prime(one.id, one)
      if (one.hostname !== null) hypervisorByHostname.prime(one.hostname, one)
    }
    return found
  }

  const services = once(() => nova.listComputeServices(call))
  const aggregates = once(() => nova.listAggregates(call))
  const flavors = once(() =>
    nova.listFlavors(call, { allFlavors: access.may('os_compute_api:servers:detail:get_all_tenants') }),
  )
  return {
    hypervisor,
    hypervisorByHostname,
    placementStats: createPeekLoader((ids: readonly string[]) => placement.findStatsByIds(call, ids)),
    computeService: createPeekLoader(async (hosts: readonly string[]) => {
      const byHost = new Map((await services()).map((service) => [service.host, service]))
      return hosts.map((host) => byHost.get(host) ?? null)
    }),
    aggregatesByHost: createPeekLoader(async (hosts: readonly string[]) => {
      const all = await aggregates()
      return hosts.map((host) => all.filter((aggregate) => aggregate.hosts.includes(host)))
    }),
    flavorByName: createPeekLoader(async (names: readonly string[]) => {
      const byName = new Map((await flavors()).map((flavor) => [flavor.name, flavor]))
      return names.map((name) => byName.get(name) ?? null)
    }),
    flavor: createPeekLoader(async (ids: readonly string[]) => {
      const byId = new Map((await flavors()).map((flavor) => [flavor.id, flavor]))
      return ids.map((id) => byId.get(id) ?? null)
    }),
    expectHypervisors: () => {
      nova.expectHypervisors(call)
    },
    listHypervisors: once(async () => remember(await nova.listHypervisors(call))),
  }
}
