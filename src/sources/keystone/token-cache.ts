import { hash, randomBytes } from 'node:crypto'
import type { Caller } from '../../model/caller.ts'

const KEPT_MS = 10_000
const MOST_KEPT = 10_000

/** What Keystone said of tokens in the last ten seconds. Bounded, and never longer than a token lives. */
export type TokenCache = {
  find(token: string): Caller | null
  /** To be called before Keystone is asked: an answer is as old as its question, however long Keystone took. */
  ask(): Asking
  /** Keeps what came of it. */
  keep(caller: Caller, asking: Asking): void
  forget(token: string): void
}

export type Asking = { readonly sinceMs: number; readonly signOuts: number }

export function createTokenCache(now: () => number): TokenCache {
  // Neither keys nor values hold a token: whoever gets to see them can use none. Nobody can prepare tokens whose hashes meet.
  const secret = randomBytes(32).toString('hex')
  const kept = new Map<string, { readonly caller: Omit<Caller, 'token'>; readonly untilMs: number }>()
  let signOuts = 0

  return {
    find(token) {
      const key = keyOf(token)
      const hit = kept.get(key)
      if (hit && now() < hit.untilMs) return { ...hit.caller, token }
      kept.delete(key)
      return null
    },
    ask: () => ({ sinceMs: now(), signOuts }),
    keep({ token, ...caller }, asking) {
      // What was asked before a sign-out and answered after it may be of the very token that is no more.
      if (asking.signOuts !== signOuts) return
      const key = keyOf(token)
      // Anew at the end: the first of a map's keys is the oldest.
      kept.delete(key)
      if (kept.size >= MOST_KEPT) dropOldest()
      kept.set(key, { caller, untilMs: Math.min(asking.sinceMs + KEPT_MS, caller.expiresAt.getTime()) })
    },
    forget(token) {
      signOuts++
      kept.delete(keyOf(token))
    },
  }

  function keyOf(token: string): string {
    return hash('sha256', secret + token, 'base64')
  }

  function dropOldest() {
    const [oldest] = kept.keys()
    if (oldest !== undefined) kept.delete(oldest)
  }
}
