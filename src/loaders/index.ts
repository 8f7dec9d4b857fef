import type { Call } from '../model/call.ts'
import type { Project } from '../model/project.ts'
import type { Access } from '../policy/access.ts'
import type { Rule } from '../policy/rules.ts'
import type { Keystone } from '../sources/keystone/keystone.ts'
import type { Nova } from '../sources/nova/nova.ts'
import type { DevicePart, PciStore, Tenancy } from '../sources/pci/store.ts'
import type { Placement } from '../sources/placement/placement.ts'
import { createHypervisorLoaders, type HypervisorLoaders } from './hypervisor.ts'
import { createPciDeviceLoaders, type PciDeviceLoaders } from './pci-device.ts'
import type { PeekLoader } from './peek-loader.ts'
import { createProjectLoader } from './project.ts'
import { createServerLoaders, type ServerLoaders } from './server.ts'

/** The outside world, as the graph asks it. */
export type Sources = {
  readonly nova: Nova
  readonly keystone: Keystone
  readonly placement: Placement
  readonly pci: PciStore
}

export type Loaders = ServerLoaders &
  HypervisorLoaders &
  PciDeviceLoaders & { readonly project: PeekLoader<string, Project | null> }

/** One request's loaders: no answer outlives the token that it was fetched with. `deviceParts`: what its document reads. */
export function createLoaders(
  sources: Sources,
  call: Call,
  access: Access,
  deviceParts: ReadonlySet<DevicePart>,
): Loaders {
  const tenancyBy = (rule: Rule): Tenancy =>
    access.reach(rule) === 'all' ? 'every project' : { projectId: call.caller.projectId }
  return {
    ...createServerLoaders(sources.nova, call, access),
    ...createHypervisorLoaders(sources.nova, sources.placement, call, access),
    ...createPciDeviceLoaders(sources.pci.bringing(partsFor(sources.pci, deviceParts)), call, {
      index: tenancyBy('os_compute_api:os-pci:index'),
      show: tenancyBy('os_compute_api:os-pci:show'),
      ofServers: tenancyBy('os_compute_api:os-pci:pci_servers'),
    }),
    project: createProjectLoader(sources.keystone, call, access),
  }
}

/** Among several cells, the owner's row is what tells a whole list of devices from one whose rest is in a cell that is down. */
function partsFor(store: PciStore, asked: ReadonlySet<DevicePart>): ReadonlySet<DevicePart> {
  return store.cells.length > 1 ? new Set<DevicePart>([...asked, 'owner']) : asked
}
