import type { ListingSize } from './plan-calls.ts'

/** How long listings were when they were last walked. Numbers only: what was in them is nobody else's. */
export type ListingSizes = {
  of(listing: string): ListingSize
  /** A walk saw `count` objects, and whether those were all. */
  learn(listing: string, count: number, complete: boolean): void
}

const MOST_LISTINGS = 1000

export function createListingSizes(): ListingSizes {
  const sizes = new Map<string, ListingSize>()
  return {
    of: (listing) => sizes.get(listing) ?? { atLeast: 0 },
    learn(listing, count, complete) {
      const known = sizes.get(listing)
      const outgrown = known !== undefined && 'total' in known && known.total < count
      if (!complete && known !== undefined && 'total' in known && !outgrown) return
      const atLeast = known !== undefined && 'atLeast' in known ? Math.max(known.atLeast, count) : count
      sizes.delete(listing)
      if (sizes.size >= MOST_LISTINGS) dropOldest()
      sizes.set(listing, complete ? { total: count } : { atLeast })
    },
  }

  function dropOldest() {
    const [oldest] = sizes.keys()
    if (oldest !== undefined) sizes.delete(oldest)
  }
}
