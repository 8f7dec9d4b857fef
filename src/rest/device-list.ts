import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { deviceDetailItem, deviceIndexItem } from './device-body.ts'
import { afterMarker, afterMarkerOfList } from './device-marker.ts'
import type { DeviceQuery } from './device-query.ts'
import { DeviceDetailDocument, DeviceIndexDocument, type PciDeviceFilter } from './documents.generated.ts'
import type { Graph } from './graph.ts'

export type DeviceList = {
  readonly graph: Graph
  readonly query: DeviceQuery
  readonly detail: boolean
  /** Whether the caller may ask by cells. */
  readonly seesCells: boolean
  readonly headers: Readonly<Record<string, string>>
  /** Address of the same list after a marker. */
  nextLink(marker: string): string
}

/**
 * `{"pci_devices": […]}`, written page by page as the graph answers and the client reads, so that a list of any length costs
 * one page of memory. What goes wrong before the first page is thrown; what goes wrong after it breaks the connection off:
 * half a list must not pass for a whole one.
 */
export async function sendDevices(response: ServerResponse, list: DeviceList): Promise<void> {
  const { graph, query, headers } = list
  const goOn = list.seesCells ? afterMarker : afterMarkerOfList
  const filter = query.marker === null ? query.filter : await goOn(graph, query.marker, query.filter)
  const readPage = list.detail ? detailPage : indexPage
  const wanted = query.limit ?? Infinity
  let sent = 0
  let cursor: string | null = null
  do {
    const page: Page = await readPage(graph, { first: Math.min(graph.pageSize, wanted - sent), after: cursor, filter })
    if (sent === 0) {
      response.writeHead(200, { ...headers, 'content-type': 'application/json' })
      response.write('{"pci_devices": [')
    }
    // Put together at once: of parts that are put together again, V8 keeps a second copy.
    const lead = sent > 0 ? [''] : []
    const isRead = response.write([...lead, ...page.items.map((item) => JSON.stringify(item))].join(', '))
    sent += page.items.length
    cursor = page.next
    if (cursor === null || sent >= wanted) {
      const more = cursor === null || page.lastId === null ? '' : nextPage(list.nextLink(page.lastId))
      response.end(`]${more}}`)
      return
    }
    if (!isRead) await drained(response)
    // A page can come without any waiting: what was written goes out first, and others have their turn.
    await nextTurn()
  } while (!response.destroyed)
}

type Page = {
  readonly items: readonly object[]
  /** Cursor that the next page begins after; null: there is none. */
  readonly next: string | null
  readonly lastId: string | null
}
type PageVariables = { readonly first: number; readonly after: string | null; readonly filter: PciDeviceFilter }

async function indexPage(graph: Graph, variables: PageVariables): Promise<Page> {
  const { pciDevices } = await graph.ask(DeviceIndexDocument, variables)
  return pageOf(pciDevices, deviceIndexItem)
}

async function detailPage(graph: Graph, variables: PageVariables): Promise<Page> {
  const { pciDevices } = await graph.ask(DeviceDetailDocument, variables)
  return pageOf(pciDevices, deviceDetailItem)
}

function pageOf<Node extends { readonly id: string }>(
  connection: {
    readonly nodes: readonly Node[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  } | null,
  itemOf: (node: Node) => object,
): Page {
  if (connection === null) throw new Error('The graph has no list of devices and does not say why')
  const { nodes, pageInfo } = connection
  return {
    items: nodes.map(itemOf),
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
    lastId: nodes.at(-1)?.id ?? null,
  }
}

/** As Nova has it: there for a page that was asked for by `limit`, and only where more follows. */
function nextPage(href: string): string {
  return `, "pci_devices_links": ${JSON.stringify([{ rel: 'next', href }])}`
}

/** Waits until the client has read what was written, or is gone. */
async function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return
  const waited = new AbortController()
  try {
    await Promise.race([
      once(response, 'drain', { signal: waited.signal }),
      once(response, 'close', { signal: waited.signal }),
    ])
  } finally {
    waited.abort()
  }
}
