import DataLoader from 'dataloader'
import { nextTurnIfLong } from '../model/long-turn.ts'

/** Batches like a DataLoader, and hands out what has already arrived without a promise. */
export type PeekLoader<Key, Value> = {
  /**
   * The value itself when it is here, else a promise of it from the next batch.
   * @throws the error that the key came to, when that is what arrived.
   */
  get(key: Key): Value | Promise<Value>
  /** What has arrived for the key; undefined when nothing has. */
  peek(key: Key): Value | undefined
  /** Fetches a whole level before its fields are read: one promise, however many keys. Undefined: all of it is here. */
  prefetch(keys: readonly Key[]): Promise<void> | undefined
  /** Keeps what another call has brought along. */
  prime(key: Key, value: Value): void
}

/** @param nameOf what tells keys that are no strings apart. */
export function createPeekLoader<Key, Value>(
  loadBatch: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>,
  nameOf: (key: Key) => string = String,
): PeekLoader<Key, Value> {
  // What failed stays failed for as long as the request lasts: a dead upstream is not asked again for every field.
  const arrived = new Map<string, Value | Error>()
  /** The batch that will bring it. */
  const onItsWay = new Map<string, Promise<void>>()
  const singly = new Map<string, Promise<Value>>()
  // Its key is a level's list of keys: all that is asked for in one turn is one batch, whether by levels or one by one.
  const batches = new DataLoader<readonly Key[], null>(
    async (lists) => {
      // Between what was gathered for a batch and its fetching, and between that and what it is for: others have their turn.
      await nextTurnIfLong()
      const wanted = new Map(lists.flat().map((key) => [nameOf(key), key]))
      const values = await loadBatch([...wanted.values()]).catch(asError)
      let i = 0
      for (const name of wanted.keys()) {
        const value = values instanceof Error ? values : values[i++]
        if (value !== undefined && !arrived.has(name)) arrived.set(name, value)
        onItsWay.delete(name)
      }
      await nextTurnIfLong()
      return lists.map(() => null)
    },
    { cache: false },
  )

  function prefetch(keys: readonly Key[]): Promise<void> | undefined {
    const missing: Key[] = []
    const waiting = new Set<Promise<void>>()
    for (const key of keys) {
      const name = nameOf(key)
      if (arrived.has(name)) continue
      const coming = onItsWay.get(name)
      if (coming) waiting.add(coming)
      else missing.push(key)
    }
    if (missing.length > 0) {
      const coming = batches.load(missing).then(() => undefined)
      for (const key of missing) onItsWay.set(nameOf(key), coming)
      waiting.add(coming)
    }
    if (waiting.size === 0) return undefined
    return Promise.all(waiting).then(() => undefined)
  }

  async function loadOne(key: Key, name: string): Promise<Value> {
    await prefetch([key])
    singly.delete(name)
    const value = arrived.get(name)
    if (value === undefined) throw new Error(`A batch brought nothing for ${name}`)
    if (value instanceof Error) throw value
    return value
  }

  return {
    get(key) {
      const name = nameOf(key)
      const value = arrived.get(name)
      if (value instanceof Error) throw value
      if (value !== undefined) return value
      const loading = singly.get(name) ?? loadOne(key, name)
      singly.set(name, loading)
      return loading
    },
    peek(key) {
      const value = arrived.get(nameOf(key))
      return value instanceof Error ? undefined : value
    },
    prefetch,
    prime(key, value) {
      const name = nameOf(key)
      if (!arrived.has(name)) arrived.set(name, value)
    },
  }
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error('Not an error was thrown', { cause })
}
