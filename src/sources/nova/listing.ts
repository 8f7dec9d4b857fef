import { UpstreamError } from '../../errors.ts'
import type { Call } from '../../model/call.ts'
import { sideBySide } from '../http/side-by-side.ts'
import { asFilledText, asList, asRecord } from '../http/untrusted.ts'
import type { ListingSizes } from './listing-sizes.ts'
import type { Need } from './microversions.ts'
import { unreadable, type NovaApi } from './nova-api.ts'
import { planCalls } from './plan-calls.ts'

/** Nova's default for `[api]max_limit`: larger limits are cut to it without a word. */
export const MOST_PER_PAGE = 1000

/**
 * Of a listing that Nova cuts before it leaves some out, a short page may have a next one without saying so: nothing tells one that
 * was cut at a small `max_limit` from the last. So it ends on an empty page, or on one of fewer items than this, which costs small
 * clouds no second call: even a limit of 100, the smallest that anybody sets, would have to lose a third of its page.
 */
const LAST_IF_FEWER_THAN = 64

/** A list that Nova hands out in pages, from wherever and filtered however. */
export type Listing<Item> = {
  /** Key of the list in the body: `servers`. */
  readonly key: string
  readonly path: readonly string[]
  readonly query: URLSearchParams
  readonly need: Need
  readonly decode: (body: unknown) => Item
  readonly callerInput?: { readonly argument?: string } | undefined
  /** Nova leaves some out after it has cut the page, so that a page that is not full may have a next one all the same. */
  readonly isCutBeforeFiltering?: boolean
}

export type Page<Item> = {
  readonly items: readonly Item[]
  /** Marker of the next page; null: this was the last. A page that ended just at its limit has one though nothing may follow. */
  readonly next: string | null
}

export async function fetchPage<Item>(
  nova: NovaApi,
  call: Call,
  listing: Listing<Item>,
  page: { readonly limit: number; readonly marker: string | null; readonly keys?: number },
): Promise<Page<Item>> {
  const query = new URLSearchParams(listing.query)
  query.set('limit', String(page.limit))
  if (page.marker !== null) query.set('marker', page.marker)
  const { path, need, callerInput } = listing
  const body = asRecord(await nova.get(call, { path, query, need, keys: page.keys ?? null, callerInput }))
  const items = asList(body?.[listing.key])
  if (!items) throw unreadable(listing.key)
  // The marker, not the link: behind a proxy the link's address may be wrong, and it drops repeated parameters.
  const linked = asList(body?.[`${listing.key}_links`])?.some((link) => asRecord(link)?.rel === 'next') ?? false
  const more = linked || (listing.isCutBeforeFiltering === true && items.length >= LAST_IF_FEWER_THAN)
  return { items: items.map(listing.decode), next: more ? asFilledText(asRecord(items.at(-1))?.id) : null }
}

/** The whole list, without those that moved from one page to the next during the walk. */
export async function walk<Item extends { readonly id: string }>(
  nova: NovaApi,
  call: Call,
  listing: Listing<Item>,
): Promise<Item[]> {
  const walked = new Map<string, Item>()
  let marker: string | null = null
  do {
    const page: Page<Item> = await fetchPage(nova, call, listing, { limit: MOST_PER_PAGE, marker })
    for (const item of page.items) walked.set(item.id, item)
    marker = page.next
  } while (marker !== null)
  return [...walked.values()]
}

export type Search<Item> = {
  readonly listing: Listing<Item>
  readonly keys: readonly string[]
  /** Which of the keys an item of the listing answers. */
  readonly keyOf: (item: Item) => string | null
  /** What one key alone is asked with. */
  readonly findOne: (key: string) => Promise<readonly Item[]>
  /** At most one item answers a key, so that a walk may end when all were found. */
  readonly unique: boolean
  /** So many keys at most are asked for singly while nobody knows how long the listing is. */
  readonly few?: number
  /** Nova shows some items by their key that its listing leaves out. */
  readonly isListingPartial?: boolean
  /** The first page of the listing, where it is on its way already: then it is read, whatever would have been planned. */
  readonly firstPage?: Promise<Page<Item>> | null
}

/**
 * Keys that are asked for singly after a listing has come to its end without them. What a listing leaves out it leaves out in bulk
 * (a cell that is down), while what is gone may be hundreds, of a cloud that leaked devices, and its nulls must stay cheap. So of
 * more keys than these a sample is asked for: if Nova knows none of it, the others are gone as well; else they are unknown.
 */
const MOST_ASKED_AFTER_WALK = 32

/** The items of each key, by the plan with the fewest calls; an Error is that key's own failure. */
export async function search<Item extends { readonly id: string }>(
  nova: NovaApi,
  sizes: ListingSizes,
  call: Call,
  { listing, keys, keyOf, findOne, unique, few = 1, isListingPartial = false, firstPage = null }: Search<Item>,
): Promise<Map<string, readonly Item[] | Error>> {
  const wanted = new Set(keys)
  const found = new Map<string, Map<string, Item>>()
  const name = nameOf(call, listing)
  let marker: string | null = null
  let pagesTurned = 0
  let walked = 0
  let pageSize = MOST_PER_PAGE

  const plan = () => planCalls({ keys: wanted.size, size: sizes.of(name), pageSize, pagesTurned, few })
  for (let onItsWay = firstPage; onItsWay !== null || plan() === 'next page'; onItsWay = null) {
    const page: Page<Item> = await (onItsWay ??
      fetchPage(nova, call, listing, { limit: MOST_PER_PAGE, marker, keys: wanted.size }))
    for (const item of page.items) keep(keyOf(item), item)
    pagesTurned++
    walked += page.items.length
    marker = page.next
    sizes.learn(name, walked + (marker === null ? 0 : 1), marker === null)
    if (marker === null) return isListingPartial ? askForMissing() : answers()
    // This cloud's own limit is smaller than the one that was asked for.
    pageSize = Math.min(pageSize, Math.max(1, page.items.length))
  }

  return answers(await askSingly([...wanted]))

  async function askSingly(remaining: readonly string[]): Promise<Map<string, Error>> {
    const results = await sideBySide(remaining, call.signal, findOne)
    const failures = new Map<string, Error>()
    remaining.forEach((key, index) => {
      const items = results[index]
      found.delete(key)
      if (items instanceof Error) failures.set(key, items)
      else for (const item of items ?? []) keep(key, item)
    })
    return failures
  }

  async function askForMissing(): Promise<Map<string, readonly Item[] | Error>> {
    const missing = [...wanted]
    const step = Math.max(1, missing.length / MOST_ASKED_AFTER_WALK)
    const sample = missing.filter((_, index) => index % step < 1)
    const failures = await askSingly(sample)
    const isAnyKnown = sample.some((key) => failures.has(key) || found.has(key))
    if (isAnyKnown) {
      const asked = new Set(sample)
      for (const key of missing) if (!asked.has(key)) failures.set(key, unknownAfterWalk(missing.length))
    }
    return answers(failures)
  }

  function keep(key: string | null, item: Item) {
    if (key === null || !(wanted.has(key) || found.has(key))) return
    const items = found.get(key) ?? new Map<string, Item>()
    found.set(key, items.set(item.id, item))
    if (unique) wanted.delete(key)
  }

  function answers(failures = new Map<string, Error>()): Map<string, readonly Item[] | Error> {
    return new Map(keys.map((key) => [key, failures.get(key) ?? [...(found.get(key)?.values() ?? [])]]))
  }
}

function unknownAfterWalk(missing: number): UpstreamError {
  return new UpstreamError(
    'UPSTREAM_PARTIAL',
    `Nova's listing leaves out ${missing} of those that were asked for though it knows some of them; a cell may be down. ` +
      `Whether this one still exists is not known: ask for at most ${MOST_ASKED_AFTER_WALK} at a time.`,
    { upstream: 'nova' },
  )
}

/** What a listing's size is remembered under: the same question of another project is another list, with details or without is not. */
export function nameOf(call: Call, listing: Pick<Listing<unknown>, 'key' | 'query'>): string {
  return [call.caller.projectId, listing.key, listing.query.toString()].join(' ')
}
