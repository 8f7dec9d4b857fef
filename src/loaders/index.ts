import type { Call } from '../model/call.ts'
import type { Project } from '../model/project.ts'
import type { Decide } from '../policy/rules.ts'
import type { Keystone } from '../sources/keystone/keystone.ts'
import type { Nova } from '../sources/nova/nova.ts'
import type { DevicePart, PciStore } from '../sources/pci/store.ts'
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
  decide: Decide,
  deviceParts: ReadonlySet<DevicePart>,
): Loaders {
  const tenancy = decide('os_compute_api:os-pci:index') ? 'every project' : { projectId: call.caller.projectId }
  return {
    ...createServerLoaders(sources.nova, call, decide),
    ...createHypervisorLoaders(sources.nova, sources.placement, call, decide),
    ...createPciDeviceLoaders(sources.pci.bringing(partsFor(sources.pci, deviceParts)), call, tenancy),
    project: createProjectLoader(sources.keystone, call, decide),
  }
}

/** Among several cells, the owner's row is what tells a whole list of devices from one whose rest is in a cell that is down. */
function partsFor(store: PciStore, asked: ReadonlySet<DevicePart>): ReadonlySet<DevicePart> {
  return store.cells.length > 1 ? new Set<DevicePart>([...asked, 'owner']) : asked
}
