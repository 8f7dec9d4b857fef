import { DelegateBackoff, handleWhenResult, retry } from 'cockatiel'
import type { Attempt } from './exchange.ts'

const MAX_RETRIES = 2
const FIRST_DELAY_MS = 150
/** Whoever asks for a longer pause gets it from the next request: this one reports that the upstream is busy. */
const LONGEST_RETRY_AFTER_MS = 10_000
const PASSING_FAULTS = new Set([429, 502, 503, 504])

type Limits = { readonly signal: AbortSignal; readonly deadline: number }

/** Repeats what may pass by itself: a lost connection, 429, 502, 503, 504, and 500 once. For what changes nothing. */
export function createRetry(
  maxRetries = MAX_RETRIES,
): (attemptOnce: () => Promise<Attempt>, limits: Limits) => Promise<Attempt> {
  const policy = retry(
    handleWhenResult((result) => result instanceof Pending && result.delayMs !== null),
    {
      maxAttempts: maxRetries,
      backoff: new DelegateBackoff(({ result }) =>
        'value' in result && result.value instanceof Pending ? (result.value.delayMs ?? 0) : 0,
      ),
    },
  ).dangerouslyUnref()
  return async (attemptOnce, { signal, deadline }) => {
    let last: Attempt | null = null
    const { attempt } = await policy.execute(async ({ attempt: retries }) => {
      // The pause is not cut short by the signal; nobody waits for it any more, so only the next call must not be made.
      if (signal.aborted && last) return new Pending(last, null)
      last = await attemptOnce()
      return new Pending(last, signal.aborted ? null : delayBeforeNext(last, retries, deadline - performance.now()))
    }, signal)
    return attempt
  }
}

/** Null: asking again makes no sense, or there is no time for it. */
function delayBeforeNext(attempt: Attempt, retries: number, timeLeftMs: number): number | null {
  const passing =
    attempt.connectionLost || PASSING_FAULTS.has(attempt.status) || (attempt.status === 500 && retries === 0)
  if (!passing) return null
  const delayMs = attempt.retryAfterMs ?? jittered(FIRST_DELAY_MS * 2 ** retries)
  return delayMs < timeLeftMs && delayMs <= LONGEST_RETRY_AFTER_MS ? delayMs : null
}

/** Between half and the whole, so that callers that failed together do not come back together. */
function jittered(delayMs: number): number {
  return delayMs * (0.5 + Math.random() / 2)
}

/** `Retry-After`: seconds or an HTTP date. Null where it is neither. */
export function parseRetryAfterMs(text: string | undefined, nowMs: number): number | null {
  if (text === undefined) return null
  if (/^\d+(\.\d+)?$/.test(text.trim())) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}

/** An attempt and how long to wait for the next one; a class, so that the policy can tell it from anything else. */
class Pending {
  readonly attempt: Attempt
  readonly delayMs: number | null

  constructor(attempt: Attempt, delayMs: number | null) {
    this.attempt = attempt
    this.delayMs = delayMs
  }
}
