import { Forbidden, UpstreamError } from '../../errors.ts'

/** Upstream calls of one question that run at once: enough to be quick, few enough for a busy cloud. */
export const AT_ONCE = 8

/**
 * One piece of work for each item, in the items' order, a few at a time. What fails is an Error in its own slot; what fails because
 * the upstream does (and not because of that item) is not tried again for the items that still wait.
 * @throws the reason of `signal` when it aborts.
 */
export async function sideBySide<Item, Value>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item) => Promise<Value>,
  options: {
    /** The upstream's rule is for all items alike: who may not have one may have none. */
    readonly isForbiddenForAll?: boolean
  } = {},
): Promise<(Value | Error)[]> {
  const results: (Value | Error)[] = []
  const queue = items.entries()
  let failedForAll: Error | null = null

  const takeTurns = async () => {
    // Every lane draws from the same iterator, so that each item is taken once.
    for (const [index, item] of queue) {
      if (failedForAll) {
        results[index] = failedForAll
        continue
      }
      try {
        results[index] = await work(item)
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof Error)) throw error
        results[index] = error
        if (failsForAll(error) || (options.isForbiddenForAll && error instanceof Forbidden)) failedForAll = error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, takeTurns))
  return results
}

/** 500 may be about one object (its cell's database is down); silence, a busy proxy or a refused token is about all of them. */
function failsForAll(error: Error): boolean {
  if (!(error instanceof UpstreamError)) return false
  if (error.code === 'UPSTREAM_UNAVAILABLE') return error.status !== 500
  return error.code === 'UPSTREAM_TIMEOUT' || error.code === 'UNAUTHENTICATED' || error.code === 'UPSTREAM_UNSUPPORTED'
}
