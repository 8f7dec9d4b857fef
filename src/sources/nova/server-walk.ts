import type { Call, Walk } from '../../model/call.ts'
import type { Server } from '../../model/server.ts'
import { pagesAhead, type BriefListing } from './look-ahead.ts'
import { nameOf } from './listing.ts'
import type { NovaApi } from './nova-api.ts'

/** Reads a list of servers on, from one page of a client to the next, out of what was fetched ahead. */
export type ServerWalks = {
  /**
   * The next servers after an id, and one more where there is one. They go on where the page before ended, or begin anew.
   * @throws the reason of the call's signal when the page is given up; the walk itself goes on until its own signal says otherwise.
   */
  read(
    call: Call & { readonly walk: Walk },
    listing: BriefListing<Server>,
    page: { readonly first: number; readonly after: string | null },
  ): Promise<readonly Server[]>
}

type Reader = {
  readonly pages: AsyncGenerator<readonly Server[], void>
  /** Fetched, and on none of the client's pages yet. */
  waiting: readonly Server[]
  /** The last one that was on a page. */
  at: string | null
}

export function createServerWalks(nova: NovaApi): ServerWalks {
  const readers = new WeakMap<Walk, Map<string, Reader>>()

  return {
    async read(call, listing, { first, after }) {
      const ofWalk = readers.get(call.walk) ?? new Map<string, Reader>()
      readers.set(call.walk, ofWalk)
      const name = nameOf(call, listing)
      const known = ofWalk.get(name)
      // Somebody who goes back, or asks for two lists in turns, is not whom it was fetched ahead for.
      if (known !== undefined && known.at !== after) await known.pages.return(undefined)
      const reader = known?.at === after && known !== undefined ? known : open(call, listing, after)
      ofWalk.set(name, reader)
      while (reader.waiting.length <= first) {
        const { value, done } = await unlessAborted(reader.pages.next(), call.signal)
        if (done === true) break
        reader.waiting = reader.waiting.length === 0 ? value : [...reader.waiting, ...value]
      }
      const read = reader.waiting.slice(0, first + 1)
      reader.waiting = reader.waiting.slice(first)
      reader.at = read.slice(0, first).at(-1)?.id ?? reader.at
      return read
    },
  }

  function open(call: Call & { readonly walk: Walk }, listing: BriefListing<Server>, after: string | null): Reader {
    const { signal } = call.walk
    return { pages: pagesAhead(nova, { ...call, signal }, listing, after), waiting: [], at: after }
  }
}

async function unlessAborted<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>()
  const abort = () =>
    aborted.reject(signal.reason instanceof Error ? signal.reason : new Error('The page was given up'))
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([value, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
