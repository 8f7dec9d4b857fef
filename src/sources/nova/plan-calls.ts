/** How the objects behind some keys are fetched, since Nova has no get-by-many-ids. */
export type Plan = 'single GETs' | 'next page'

/** How far a listing has been seen, by this walk or by earlier ones. */
export type ListingSize =
  /** Nobody has walked it; at least this many are in it. */
  | { readonly atLeast: number }
  /** An earlier walk came to its end. */
  | { readonly total: number }

/**
 * What to do next for `keys` keys that are still wanted: ask for each, or turn over one more page of the listing and join here.
 *
 * With the total known it takes the fewest calls, at a tie single GETs, whose answers are smaller. With the total unknown it asks
 * for a few keys (`few`) singly, and else turns pages until they have cost as much as the keys still would: never more than twice
 * the calls of the best plan, and a few.
 */
export function planCalls(question: {
  readonly keys: number
  readonly size: ListingSize
  readonly pageSize: number
  /** Pages of this walk so far. */
  readonly pagesTurned: number
  /** So many keys at most are not worth a page of a listing that may be long. */
  readonly few: number
}): Plan {
  const { keys, size, pageSize, pagesTurned, few } = question
  if (keys <= 1) return 'single GETs'
  if ('total' in size) {
    const pagesLeft = Math.max(1, Math.ceil(size.total / pageSize) - pagesTurned)
    return keys <= pagesLeft ? 'single GETs' : 'next page'
  }
  if (keys <= few) return 'single GETs'
  const pagesLeftAtLeast = Math.max(1, Math.ceil(size.atLeast / pageSize) - pagesTurned)
  return keys <= pagesLeftAtLeast || keys <= pagesTurned ? 'single GETs' : 'next page'
}
