import type { Call, Walk } from '../../model/call.ts'

/** What one page of a list had to fetch and the next pages need again; nothing outlives the list, nor is it ever another caller's. */
export type KeptForWalk<Value> = {
  /** Fetches it, unless it was fetched for this walk a moment ago. Without a walk it is fetched each time. */
  get(call: Call, fetch: (call: Call) => Promise<Value>): Promise<Value>
  /** Whether it is there and still of now. */
  has(call: Call): boolean
}

export function createKeptForWalk<Value>({
  maxAgeMs,
  now,
}: {
  readonly maxAgeMs: number
  readonly now: () => number
}): KeptForWalk<Value> {
  const kept = new WeakMap<Walk, { readonly value: Value; readonly untilMs: number }>()
  const find = ({ walk }: Call): { readonly value: Value } | null => {
    const known = walk && kept.get(walk)
    return known !== undefined && now() < known.untilMs ? known : null
  }
  return {
    has: (call) => find(call) !== null,
    async get(call, fetch) {
      if (call.walk === undefined) return fetch(call)
      const known = find(call)
      if (known !== null) return known.value
      const askedAt = now()
      const value = await fetch(call)
      kept.set(call.walk, { value, untilMs: askedAt + maxAgeMs })
      return value
    },
  }
}
