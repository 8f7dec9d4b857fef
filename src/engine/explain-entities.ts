import type { Access } from '../policy/access.ts'
import type { FetchName } from '../schema/fetch.ts'

/** Entities that a router asks for, by type. */
export type EntityCount = {
  readonly typeName: string
  readonly count: number
  /** Null: its key is all that is needed to begin with. */
  readonly what: FetchName | null
  /** What has to be known of the found ones before they are shown. */
  readonly then: FetchName | null
}

/** By which loaders representations are found; those that are not this caller's to see are not asked for. */
export function countEntities(representations: unknown, access: Access): readonly EntityCount[] {
  const counts = new Map<string, EntityCount>()
  for (const representation of Array.isArray(representations) ? representations : []) {
    const typeName = textIn(representation, '__typename')
    const what = typeName === null ? undefined : loaderOf(typeName, representation, access)
    // Of an owner's device Nova has to show the server.
    const then = what === 'devices by id' && !access.may('os_compute_api:os-pci:show') ? 'servers by id' : null
    if (typeName === null || what === undefined) continue
    const name = `${typeName} ${what ?? ''}`
    counts.set(name, { typeName, what, then, count: (counts.get(name)?.count ?? 0) + 1 })
  }
  return [...counts.values()]
}

function loaderOf(typeName: string, representation: unknown, access: Access): FetchName | null | undefined {
  const isById = textIn(representation, 'id') !== null
  switch (typeName) {
    case 'Server':
      return isById ? 'servers by id' : undefined
    case 'Hypervisor':
      return isById && access.may('os_compute_api:os-hypervisors:list-detail') ? 'hypervisors by id' : undefined
    case 'PciDevice':
      return deviceLoader(isById, access)
    case 'Project':
      return isById && access.may('identity:list_projects') ? 'projects by id' : null
    case 'Flavor':
      return isById ? 'flavors' : undefined
    default:
      return undefined
  }
}

function deviceLoader(isById: boolean, access: Access): FetchName | undefined {
  const mayShow = access.may('os_compute_api:os-pci:show')
  if (isById) return mayShow || access.may('os_compute_api:os-pci:pci_servers') ? 'devices by id' : undefined
  return mayShow && access.may('pcigraph:device:host_details') ? 'devices by slot' : undefined
}

function textIn(value: unknown, name: string): string | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
  const text: unknown = Object.entries(value).find(([key]) => key === name)?.[1]
  return typeof text === 'string' ? text : null
}
