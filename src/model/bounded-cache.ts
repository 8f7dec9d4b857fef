/** What was used last: so many entries at most, and of so much weight in all, for one entry may weigh as much as many others. */
export type BoundedCache<Key, Value> = {
  get(key: Key): Value | undefined
  /** Keeps it, unless it alone would take a tenth of the room. */
  set(key: Key, value: Value): void
}

export function createBoundedCache<Key, Value>(options: {
  readonly entries: number
  readonly weight: number
  readonly weigh: (key: Key, value: Value) => number
}): BoundedCache<Key, Value> {
  const { entries, weight: room, weigh } = options
  const kept = new Map<Key, { readonly value: Value; readonly weight: number }>()
  let free = room

  function drop(key: Key): void {
    free += kept.get(key)?.weight ?? 0
    kept.delete(key)
  }

  return {
    get(key) {
      const found = kept.get(key)
      if (found === undefined) return undefined
      kept.delete(key)
      kept.set(key, found)
      return found.value
    },
    set(key, value) {
      drop(key)
      const weight = weigh(key, value)
      if (weight > room / 10) return
      kept.set(key, { value, weight })
      free -= weight
      for (const oldest of kept.keys()) {
        if (kept.size <= entries && free >= 0) break
        drop(oldest)
      }
    },
  }
}
