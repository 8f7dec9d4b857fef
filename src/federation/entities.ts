import { z } from 'zod'
import { BadUserInput, Forbidden } from '../errors.ts'
import type { PciDevice } from '../model/pci-device.ts'
import { isUuid } from '../model/uuid.ts'
import type { GraphContext } from '../schema/builder.ts'

const Representation = z.looseObject({ __typename: z.string() })
/** No entity has an id that is no text of Unicode: it could not even be asked for. */
const ById = z.looseObject({ id: z.string().refine((id) => id.isWellFormed()) })
const BySlot = z.looseObject({ slot: z.looseObject({ host: z.string(), address: z.string() }) })

/**
 * One entity by a key, through the loaders that every other field uses: equal keys are asked once, all of them together.
 * Null is unknown, and not this caller's to see: a router's client learns nothing from the difference.
 *
 * Async, so that what is wrong with one representation is an error of its own: a throw amid the list would leave the
 * promises made before it to nobody.
 */
export async function resolveEntity(
  representation: unknown,
  /** Names of the types that are entities to this caller's graph. */
  entities: readonly string[],
  context: GraphContext,
): Promise<object | null> {
  const parsed = Representation.safeParse(representation)
  if (!parsed.success) {
    throw new BadUserInput('A representation has no __typename.', { argument: 'representations' })
  }
  if (!entities.includes(parsed.data.__typename)) throw noEntity(parsed.data.__typename)
  return await load(parsed.data, context)
}

async function load(representation: { __typename: string }, context: GraphContext): Promise<object | null> {
  const { loaders, access } = context
  const { __typename } = representation
  const id = ById.safeParse(representation).data?.id
  const slot = BySlot.safeParse(representation).data?.slot
  switch (__typename) {
    case 'Server':
      return named(__typename, id !== undefined && isUuid(id) ? await loaders.server.get(id.toLowerCase()) : null)
    case 'Hypervisor':
      if (!access.may('os_compute_api:os-hypervisors:list-detail')) return null
      return named(__typename, id !== undefined && isUuid(id) ? await loaders.hypervisor.get(id.toLowerCase()) : null)
    case 'PciDevice':
      return named(__typename, await loadDevice(id, slot, context))
    case 'Project':
      return named(__typename, id === undefined ? null : await loaders.project.get(id))
    case 'Flavor':
      return named(__typename, id === undefined ? null : await loaders.flavor.get(id))
    default:
      throw noEntity(__typename)
  }
}

/**
 * Where a device sits is a key for who may see where devices sit; to others, an answer would tell that there is one. By its id an
 * owner may ask again for what its servers' lists have.
 */
async function loadDevice(
  id: string | undefined,
  slot: { readonly host: string; readonly address: string } | undefined,
  { loaders, access }: GraphContext,
): Promise<PciDevice | null> {
  const mayShow = access.may('os_compute_api:os-pci:show')
  if (id !== undefined) {
    if (!isUuid(id)) return null
    if (mayShow) return loaders.pciDevice.get(id)
    return access.may('os_compute_api:os-pci:pci_servers') ? loadOwnedDevice(id, loaders) : null
  }
  const maySeeSlots = mayShow && access.may('pcigraph:device:host_details')
  return slot !== undefined && maySeeSlots ? loaders.pciDeviceBySlot.get(slot) : null
}

/** Shown as on its server's list: so Nova has to show the server first, to this caller and now. */
async function loadOwnedDevice(id: string, loaders: GraphContext['loaders']): Promise<PciDevice | null> {
  const device = await loaders.pciDeviceOfServers.get(id)
  if (!device?.serverId) return null
  try {
    const server = await loaders.server.get(device.serverId)
    return server === null || server.isStub ? null : device
  } catch (error) {
    if (error instanceof Forbidden) return null
    throw error
  }
}

function noEntity(typeName: string): BadUserInput {
  return new BadUserInput(`${typeName} is no entity of this subgraph.`, { argument: 'representations' })
}

const typeNames = new WeakMap<object, string>()

/** The union is told apart by name: the models themselves bear none. */
function named(typeName: string, entity: object | null): object | null {
  if (entity !== null) typeNames.set(entity, typeName)
  return entity
}

/** Of an entity that was resolved here. */
export function typeNameOf(entity: object): string | undefined {
  return typeNames.get(entity)
}
