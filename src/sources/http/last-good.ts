import { createHmac, randomBytes } from 'node:crypto'

/** The last good answer to a question, for a while: what may stand in for one that does not come. */
export type LastGood<Value> = {
  /** @param key names the question and whoever asked it: what one token was told is never told to another. */
  keep(key: string, value: Value, bytes: number): void
  find(key: string): { readonly value: Value; readonly ageMs: number } | null
}

type Kept<Value> = { readonly value: Value; readonly bytes: number; readonly at: number }

/** Bounded by age and by size; the oldest go first. */
export function createLastGood<Value>({
  maxAgeMs,
  maxBytes,
  now = Date.now,
}: {
  /** 0: nothing is kept. */
  readonly maxAgeMs: number
  readonly maxBytes: number
  readonly now?: () => number
}): LastGood<Value> {
  // Keys have tokens in them, which a dump of the memory is to give nobody.
  const secret = randomBytes(32)
  const nameOf = (key: string) => createHmac('sha256', secret).update(key).digest('base64')
  const kept = new Map<string, Kept<Value>>()
  let total = 0

  function drop(name: string): void {
    total -= kept.get(name)?.bytes ?? 0
    kept.delete(name)
  }

  return {
    keep(key, value, bytes) {
      if (maxAgeMs === 0 || bytes > maxBytes) return
      const name = nameOf(key)
      drop(name)
      kept.set(name, { value, bytes, at: now() })
      total += bytes
      for (const [oldest, { at }] of kept) {
        if (total <= maxBytes && now() - at <= maxAgeMs) break
        drop(oldest)
      }
    },
    find(key) {
      if (maxAgeMs === 0) return null
      const found = kept.get(nameOf(key))
      if (found === undefined) return null
      const ageMs = now() - found.at
      return ageMs > maxAgeMs ? null : { value: found.value, ageMs }
    },
  }
}
