import { isUuid } from '../model/uuid.ts'
import {
  CellNamesDocument,
  DeviceIdsDocument,
  DevicePlacesDocument,
  type DeviceIdsQuery,
  type PciDeviceFilter,
} from './documents.generated.ts'
import { RestFault } from './faults.ts'
import type { Graph } from './graph.ts'

/**
 * The devices of a list that come after one that is named: those of later rows in its cell, and those of later cells. That is
 * the graph's own order without an `orderBy`.
 * @throws RestFault 400 where there is no such device, 409 where an integer id has several
 */
export async function afterMarker(graph: Graph, marker: string, filter: PciDeviceFilter): Promise<PciDeviceFilter> {
  const [place, ...others] = await findPlaces(graph, marker)
  if (place === undefined) throw notFound(marker)
  if (others.length > 0) throw ambiguous(marker, [place, ...others])
  const { cell, databaseId } = place
  if (cell === null || databaseId === null) throw new Error('A device came without its cell or its row')
  const cells = (await graph.ask(CellNamesDocument, {})).cloud.cells?.map(({ name }) => name) ?? []
  const later = cells.slice(cells.indexOf(cell.name) + 1)
  return {
    and: [filter, { or: [{ cell: { eq: cell.name }, databaseId: { gt: databaseId } }, { cell: { in: later } }] }],
  }
}

/**
 * The same for who may not see cells, and so cannot ask by them: whoever is shown nothing but the devices of his own servers has few
 * enough to go through. A page's own link leads here.
 * @throws RestFault as `afterMarker` does
 */
export async function afterMarkerOfList(
  graph: Graph,
  marker: string,
  filter: PciDeviceFilter,
): Promise<PciDeviceFilter> {
  const row = rowId(marker)
  const named: { readonly id: string }[] = []
  const later: string[] = []
  let cursor: string | null = null
  do {
    const { pciDevices }: DeviceIdsQuery = await graph.ask(DeviceIdsDocument, { first: graph.pageSize, after: cursor })
    for (const { id, databaseId } of pciDevices?.nodes ?? []) {
      if (named.length > 0) later.push(id)
      if (id === marker.toLowerCase() || (row !== null && databaseId === row)) named.push({ id })
    }
    cursor = pciDevices?.pageInfo.hasNextPage ? pciDevices.pageInfo.endCursor : null
  } while (cursor !== null)
  if (named.length === 0) throw notFound(marker)
  if (named.length > 1) throw ambiguous(marker, named)
  return { and: [filter, { id: { in: later } }] }
}

/** The devices that go by a name: one by its uuid, and as many as there are cells by an integer id. */
export async function findPlaces(graph: Graph, name: string) {
  const filter = filterByName(name)
  if (filter === null) return []
  // More than this many cells cannot all be named in one answer anyway.
  const { pciDevices } = await graph.ask(DevicePlacesDocument, { first: Math.min(100, graph.pageSize), filter })
  return pciDevices?.nodes ?? []
}

function notFound(marker: string): RestFault {
  return new RestFault(400, `marker [${marker}] not found`)
}

export function ambiguous(id: string, places: readonly { readonly id: string }[]): RestFault {
  return new RestFault(
    409,
    `PCI device ids are unique in a cell only, and ${id} is the id of ${places.length} devices. Use the uuid of the one that is meant: ` +
      places.map((place) => place.id).join(', '),
  )
}

function filterByName(name: string): PciDeviceFilter | null {
  if (isUuid(name)) return { id: { eq: name } }
  const row = rowId(name)
  return row === null ? null : { databaseId: { eq: row } }
}

/** Null: no integer, or one that no row can have. */
export function rowId(text: string): number | null {
  const id = /^[0-9]{1,10}$/.test(text) ? Number(text) : null
  return id === null || id > 0x7fffffff ? null : id
}
