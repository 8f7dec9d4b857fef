import { createBoundedCache, type BoundedCache } from '../../model/bounded-cache.ts'

/** What was worked out of a database, kept as long as it is in the state in which it was. */
export type Kept<Value> = {
  /** What is known of this state; of any other, nothing is any more. */
  at(version: string): BoundedCache<string, Value>
}

export function createKept<Value>({
  weight,
  weigh,
}: {
  readonly weight: number
  readonly weigh: (value: Value) => number
}): Kept<Value> {
  const create = () =>
    createBoundedCache<string, Value>({ entries: weight, weight, weigh: (_key, value) => weigh(value) })
  let known = { version: '', values: create() }
  return {
    at(version) {
      if (version !== known.version) known = { version, values: create() }
      return known.values
    },
  }
}
