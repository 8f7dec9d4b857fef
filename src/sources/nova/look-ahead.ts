import { BadUserInput, UpstreamError } from '../../errors.ts'
import type { Call } from '../../model/call.ts'
import { fetchPage, MOST_PER_PAGE, type Listing, type Page } from './listing.ts'
import type { NovaApi } from './nova-api.ts'

/** Pages of details that are under way, or here and not yet read, at a time: enough to be quick, few enough for Nova and for memory. */
const AHEAD = 4

/** A listing in detail, and where Nova lists the same without details. */
export type BriefListing<Item> = Listing<Item> & { readonly briefPath: readonly string[] }

/**
 * The pages of a listing from `after` on, in order, several of which are fetched side by side: a page can be asked for as soon as
 * the id before it is known, and a brief listing tells that in a fraction of the time. Of `n` pages it takes `n` calls, and `n - 1`
 * brief ones where there is more than one. That pays for a list that is walked to its end; `listServers` says where it does not.
 *
 * Where Nova refuses a marker or the brief listing, the rest comes page by page. Ends all that is under way when it is left.
 */
export async function* pagesAhead<Item extends { readonly id: string }>(
  nova: NovaApi,
  given: Call,
  listing: BriefListing<Item>,
  after: string | null,
): AsyncGenerator<readonly Item[], void> {
  const left = new AbortController()
  const call: Call = { ...given, signal: AbortSignal.any([given.signal, left.signal]) }
  const pageAfter = (marker: string | null): Promise<Page<Item>> =>
    fetchPage(nova, call, listing, { limit: MOST_PER_PAGE, marker })
  const fresh = createFresh<Item>()

  try {
    let last = await pageAfter(after)
    yield fresh(last.items)
    // A short list is over by now, and cost what it always did.
    const segments =
      last.next === null ? [] : scout(call, last.next, pageAfter, (from) => endOfPage(nova, call, listing, from))
    for await (const segment of segments) {
      const page = await nullWhereMarkerIsGone(segment.page)
      if (page === null) break
      last = page
      yield fresh(last.items)
      const end = await segment.end
      // What has come in between has pushed others over the end of this page, and the next one begins after them.
      while (end !== null && last.next !== null && !last.items.some(({ id }) => id === end)) {
        last = await pageAfterLastOf(last, pageAfter)
        yield fresh(last.items)
      }
    }
    while (last.next !== null) {
      last = await pageAfterLastOf(last, pageAfter)
      yield fresh(last.items)
    }
  } finally {
    left.abort()
  }
}

type Segment<Item> = {
  readonly from: string
  readonly page: Promise<Page<Item>>
  /** Id of the last one of this page, after which the next one begins. Null: nobody knows of any. */
  readonly end: Promise<string | null>
}

/** One segment after the other, of which so many are asked for ahead of who reads them. */
async function* scout<Item>(
  { signal }: Call,
  start: string,
  pageAfter: (marker: string) => Promise<Page<Item>>,
  endAfter: (marker: string) => Promise<string | null>,
): AsyncGenerator<Segment<Item>, void> {
  const waiting: Segment<Item>[] = []
  let changed = Promise.withResolvers<void>()
  let isOver = false
  const tell = () => {
    changed.resolve()
    changed = Promise.withResolvers()
  }
  const goAhead = async (): Promise<void> => {
    for (let from: string | null = start; from !== null && !signal.aborted;) {
      while (waiting.length >= AHEAD && !signal.aborted) await changed.promise
      const segment: Segment<Item> = { from, page: pageAfter(from), end: endAfter(from) }
      // Who reads them hears of it.
      segment.page.catch(() => undefined)
      waiting.push(segment)
      tell()
      from = await segment.end
    }
  }
  const ahead = goAhead().finally(() => {
    isOver = true
    tell()
  })
  ahead.catch(() => undefined)
  signal.addEventListener('abort', tell, { once: true })

  for (;;) {
    const segment = waiting[0]
    if (segment !== undefined) {
      yield segment
      waiting.shift()
      tell()
    } else if (isOver) return ahead
    else await changed.promise
  }
}

/** Null: nothing follows, or the brief listing is not to be had; then who reads goes on by the pages themselves. */
async function endOfPage<Item>(
  nova: NovaApi,
  call: Call,
  { briefPath, ...listing }: BriefListing<Item>,
  marker: string,
): Promise<string | null> {
  try {
    const brief = { ...listing, path: briefPath, decode: () => null }
    return (await fetchPage(nova, call, brief, { limit: MOST_PER_PAGE, marker })).next
  } catch {
    call.signal.throwIfAborted()
    return null
  }
}

/** The next page, by the last marker that Nova still knows: of servers that are gone it forgets when it purges its database. */
async function pageAfterLastOf<Item extends { readonly id: string }>(
  { items }: Page<Item>,
  pageAfter: (marker: string) => Promise<Page<Item>>,
): Promise<Page<Item>> {
  const [last, ...before] = items
    .slice(-MARKERS_TRIED)
    .map(({ id }) => id)
    .reverse()
  if (last === undefined) throw new Error('A page without items names a next one')
  for (const marker of [last, ...before.slice(0, -1)]) {
    const page = await nullWhereMarkerIsGone(pageAfter(marker))
    if (page !== null) return page
  }
  return pageAfter(before.at(-1) ?? last)
}

const MARKERS_TRIED = 4

async function nullWhereMarkerIsGone<Found>(page: Promise<Found>): Promise<Found | null> {
  try {
    return await page
  } catch (error) {
    const isRefused =
      error instanceof BadUserInput ||
      (error instanceof UpstreamError && (error.status === 400 || error.status === 404))
    if (isRefused) return null
    throw error
  }
}

/** Leaves out what was on the page before too: of longer ago nothing is kept, so that a walk of any length takes the same memory. */
function createFresh<Item extends { readonly id: string }>(): (items: readonly Item[]) => readonly Item[] {
  let before = new Set<string>()
  return (items) => {
    const found = items.filter(({ id }) => !before.has(id))
    before = new Set(items.map(({ id }) => id))
    return found
  }
}
