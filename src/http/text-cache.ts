/** The latest used of what clients made up: so many at most, and so many characters of text in all, for one text may be as long as a body. */
export type TextCache<Value> = {
  get(key: string): Value | undefined
  /** Keeps it, unless its text alone would take a tenth of the room. */
  set(key: string, value: Value): void
}

export function createTextCache<Value>(options: {
  readonly entries: number
  readonly characters: number
  readonly sizeOf: (key: string, value: Value) => number
}): TextCache<Value> {
  const { entries, characters, sizeOf } = options
  const kept = new Map<string, { readonly value: Value; readonly size: number }>()
  let room = characters

  function drop(key: string): void {
    room += kept.get(key)?.size ?? 0
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
      const size = sizeOf(key, value)
      if (size > characters / 10) return
      kept.set(key, { value, size })
      room -= size
      for (const oldest of kept.keys()) {
        if (kept.size <= entries && room >= 0) break
        drop(oldest)
      }
    },
  }
}
