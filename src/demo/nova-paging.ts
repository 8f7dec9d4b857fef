import { NovaFault } from './nova-fault.ts'
import type { NovaRequest } from './nova-request.ts'

export type Page<Item> = { readonly items: readonly Item[]; readonly links: object[] | null }

/** Nova's paging by marker: a `next` link only where the page is exactly full, whether or not more follows. */
export function pageOf<Item>(
  request: NovaRequest,
  items: readonly Item[],
  idOf: (item: Item) => string,
  /** Items that the marker may name too, though the listing leaves them out. */
  position: (marker: string) => number = (marker) => items.findIndex((item) => idOf(item) === marker),
): Page<Item> {
  const limit = limitOf(request)
  const marker = request.query.get('marker')
  let start = 0
  if (marker !== null) {
    const found = position(marker)
    if (found < 0) throw new NovaFault(400, `marker [${marker}] not found`)
    start = found + 1
  }
  const page = items.slice(start, start + limit)
  const last = page.at(-1)
  const isFull = page.length === limit && last !== undefined
  return { items: page, links: isFull ? [nextLink(request, idOf(last))] : null }
}

/** Never above the cap that the operator set. */
export function limitOf(request: NovaRequest): number {
  const text = request.query.getAll('limit').at(-1)
  if (text === undefined) return request.maxLimit
  if (!/^[0-9]*$/.test(text)) {
    throw new NovaFault(
      400,
      `Invalid input for query parameters limit. Value: ${text}. '${text}' does not match '^[0-9]*$'`,
    )
  }
  return Math.min(Number(text), request.maxLimit)
}

/** Parameters sorted by name; of a repeated one the last value alone survives, as in Nova. */
function nextLink(request: NovaRequest, lastId: string): object {
  const parameters = new Map(request.query)
  parameters.set('marker', lastId)
  const query = new URLSearchParams([...parameters].sort(([left], [right]) => (left < right ? -1 : 1)))
  return { rel: 'next', href: `${request.base}/${request.path}?${query.toString()}` }
}

/** From 2.75 on a parameter that is not in the call's schema is refused; before, it is ignored. */
export function refuseUnknownParameters(request: NovaRequest, known: readonly string[]): void {
  if (request.minor < 75) return
  const unknown = [...new Set(request.query.keys())].filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  const names = unknown.map((name) => `'${name}'`).join(', ')
  const verb = unknown.length === 1 ? 'was' : 'were'
  throw new NovaFault(400, `Additional properties are not allowed (${names} ${verb} unexpected)`)
}
