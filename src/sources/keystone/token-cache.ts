import { createHmac, randomBytes } from 'node:crypto'
import type { Caller } from '../../model/caller.ts'

const KEPT_MS = 10_000
const MOST_KEPT = 10_000

/** What Keystone said of tokens in the last ten seconds. Bounded, and never longer than a token lives. */
export type TokenCache = {
  find(token: string): Caller | null
  /** Of a caller that was asked for at `askedAt`, as `begin` gave it. */
  keep(caller: Caller, askedAt: number): void
  /** To be called before Keystone is asked, so that `keep` can tell whether somebody signed out meanwhile. */
  begin(): number
  forget(token: string): void
}

export function createTokenCache(now: () => number): TokenCache {
  // A dump of the memory or a log of the keys gives nobody a token, and nobody can prepare tokens whose hashes meet.
  const hashKey = randomBytes(32)
  const kept = new Map<string, { readonly caller: Caller; readonly untilMs: number }>()
  let signOuts = 0

  return {
    find(token) {
      const key = keyOf(token)
      const hit = kept.get(key)
      if (hit && now() < hit.untilMs) return hit.caller
      kept.delete(key)
      return null
    },
    begin: () => signOuts,
    keep(caller, askedAt) {
      // What was asked before a sign-out and answered after it may be of the very token that is no more.
      if (askedAt !== signOuts) return
      if (kept.size >= MOST_KEPT) dropOldest()
      kept.set(keyOf(caller.token), { caller, untilMs: Math.min(now() + KEPT_MS, caller.expiresAt.getTime()) })
    },
    forget(token) {
      signOuts++
      kept.delete(keyOf(token))
    },
  }

  function keyOf(token: string): string {
    return createHmac('sha256', hashKey).update(token).digest('base64')
  }

  function dropOldest() {
    const [oldest] = kept.keys()
    if (oldest !== undefined) kept.delete(oldest)
  }
}
