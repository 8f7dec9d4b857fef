import DataLoader from 'dataloader'

/** Batches like a DataLoader, and hands out what has already arrived without a promise. */
export type PeekLoader<Key, Value> = {
  /** The value itself when it is here, else a promise of it from the next batch. */
  get(key: Key): Value | Promise<Value>
  /** What has arrived for the key; undefined when nothing has. */
  peek(key: Key): Value | undefined
  /** Fetches a whole level before its fields are read. */
  prefetch(keys: readonly Key[]): Promise<void>
  /** Keeps what another call has brought along. */
  prime(key: Key, value: Value): void
}

/** @param nameOf what tells keys that are no strings apart. */
export function createPeekLoader<Key, Value>(
  loadBatch: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>,
  nameOf: (key: Key) => string = String,
): PeekLoader<Key, Value> {
  const arrived = new Map<string, Value>()
  const loader = new DataLoader<Key, Value, string>(
    async (keys) => {
      const values = await loadBatch(keys)
      keys.forEach((key, i) => {
        const value = values[i]
        if (value !== undefined && !(value instanceof Error)) arrived.set(nameOf(key), value)
      })
      return values
    },
    { cacheKeyFn: nameOf },
  )
  return {
    get(key) {
      const value = arrived.get(nameOf(key))
      return value === undefined ? loader.load(key) : value
    },
    peek: (key) => arrived.get(nameOf(key)),
    // A failed key stays unarrived: its own field asks again and reports the error at its own path.
    prefetch: async (keys) => void (await Promise.allSettled(keys.map((key) => loader.load(key)))),
    prime(key, value) {
      const name = nameOf(key)
      if (!arrived.has(name)) arrived.set(name, value)
    },
  }
}
