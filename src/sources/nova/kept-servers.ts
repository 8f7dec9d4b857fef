import type { Call, Walk } from '../../model/call.ts'
import type { Server } from '../../model/server.ts'
import type { ListingSizes } from './listing-sizes.ts'
import { nameOf } from './listing.ts'
import { pagesAhead, type BriefListing } from './look-ahead.ts'
import type { NovaApi } from './nova-api.ts'

/** So many servers one walk may hold, of some 2 kB each. Where there are more, each page of it looks for its own. */
const MOST_KEPT = 25_000
const MAX_AGE_MS = 30_000

/** So many are looked for page by page before the whole listing is fetched: most lists have ended by then. */
const LOOKED_FOR = 64

/**
 * The servers that the pages of one list name by their ids: the devices of a cloud name all of them, in an order that is not Nova's,
 * so that each page would turn most pages of Nova's listing anew. Instead it is turned once.
 */
export type KeptServers = {
  /** Those that are kept, by id. Null: none are, look for them as ever. */
  find(call: Call, listing: BriefListing<Server>, ids: readonly string[]): Promise<ReadonlyMap<string, Server> | null>
}

type Kept = {
  looked: number
  /** Null: not fetched, or no longer of now. */
  all: { readonly servers: Promise<ReadonlyMap<string, Server> | null>; readonly untilMs: number } | null
}

export function createKeptServers(nova: NovaApi, sizes: ListingSizes, now: () => number): KeptServers {
  const walks = new WeakMap<Walk, Map<string, Kept>>()

  return {
    async find(call, listing, ids) {
      if (call.walk === undefined) return null
      const ofWalk = walks.get(call.walk) ?? new Map<string, Kept>()
      walks.set(call.walk, ofWalk)
      const name = nameOf(call, listing)
      const kept = ofWalk.get(name) ?? { looked: 0, all: null }
      ofWalk.set(name, kept)
      const before = kept.looked
      kept.looked += ids.length
      const size = sizes.of(name)
      const isTooLong = ('total' in size ? size.total : size.atLeast) > MOST_KEPT
      if (before === 0 || kept.looked <= LOOKED_FOR || isTooLong) return null
      if (kept.all === null || now() >= kept.all.untilMs) {
        kept.all = { servers: fetchAll(call, listing, name), untilMs: now() + MAX_AGE_MS }
      }
      return kept.all.servers
    },
  }

  /** Null: they are too many. */
  async function fetchAll(
    call: Call,
    listing: BriefListing<Server>,
    name: string,
  ): Promise<ReadonlyMap<string, Server> | null> {
    const servers = new Map<string, Server>()
    for await (const page of pagesAhead(nova, call, listing, null)) {
      for (const server of page) servers.set(server.id, server)
      if (servers.size > MOST_KEPT) {
        sizes.learn(name, servers.size, false)
        return null
      }
    }
    sizes.learn(name, servers.size, true)
    return servers
  }
}
