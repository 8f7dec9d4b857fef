import {
  bulkhead,
  BulkheadRejectedError,
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
} from 'cockatiel'
import { UpstreamError } from '../../errors.ts'
import type { Log } from '../../model/log.ts'
import { nothingHeard, type Attempt } from './exchange.ts'
import { titleOf, type UpstreamName } from './upstream-name.ts'

/** How many attempts in a row have to fail before an upstream is left alone. */
const FAILURES = 5
/** How long it is left alone then; the next attempt afterwards tells whether it is back. */
const LEFT_ALONE_MS = 5000
/** Requests that may wait for their turn, for each one that may run. Whoever comes after them is told at once. */
const WAITING_PER_RUNNING = 8

export type BreakerState = 'closed' | 'half open' | 'open'

/** Keeps one upstream that is down from holding up everybody, and us from holding it down. */
export type Breaker = {
  /** Runs an attempt, or says at once that it makes no sense to. Never rejects, as an attempt never does. */
  run(attemptOnce: () => Promise<Attempt>, signal: AbortSignal): Promise<Attempt>
  readonly state: BreakerState
}

export function createBreaker({
  name,
  maxRunning,
  log,
}: {
  readonly name: UpstreamName
  readonly maxRunning: number
  readonly log: Log
}): Breaker {
  const turns = bulkhead(maxRunning, maxRunning * WAITING_PER_RUNNING)
  const breaker = circuitBreaker(
    handleWhenResult((outcome) => outcome instanceof Outcome && outcome.isOutage),
    { halfOpenAfter: LEFT_ALONE_MS, breaker: new ConsecutiveBreaker(FAILURES) },
  )
  breaker.onBreak(() => log.warn({ upstream: name }, 'an upstream fails and is left alone for a while'))
  breaker.onReset(() => log.info({ upstream: name }, 'an upstream answers again'))

  return {
    async run(attemptOnce, signal) {
      try {
        const { attempt } = await turns.execute(() =>
          breaker.execute(async () => {
            const attempt = await attemptOnce()
            // Whoever goes away has found out nothing about the upstream.
            return new Outcome(attempt, !signal.aborted && isOutage(attempt))
          }),
        )
        return attempt
      } catch (error) {
        const refusal = refusalOf(error, name)
        if (refusal === null) throw error
        return nothingHeard(refusal)
      }
    },
    get state() {
      if (breaker.state === CircuitState.Closed) return 'closed'
      return breaker.state === CircuitState.HalfOpen ? 'half open' : 'open'
    },
  }
}

/** No answer, or one of a proxy that got none. A 500 is an answer: it may be about one object. */
export function isOutage({ status, error }: Attempt): boolean {
  if (status === 502 || status === 503 || status === 504) return true
  return status === 0 && (error?.code === 'UPSTREAM_UNAVAILABLE' || error?.code === 'UPSTREAM_TIMEOUT')
}

function refusalOf(error: unknown, name: UpstreamName): UpstreamError | null {
  const unavailable = (message: string) =>
    new UpstreamError('UPSTREAM_UNAVAILABLE', message, { upstream: name }, { cause: error })
  if (error instanceof BrokenCircuitError) {
    return unavailable(
      `${titleOf(name)} has failed ${FAILURES} times in a row and is left alone for ${LEFT_ALONE_MS / 1000} s. Ask again then.`,
    )
  }
  if (error instanceof BulkheadRejectedError) {
    return unavailable(`Too many requests wait for ${titleOf(name)}. Ask again in a while.`)
  }
  return null
}

/** A class, so that the policy can tell it from anything else. */
class Outcome {
  readonly attempt: Attempt
  readonly isOutage: boolean

  constructor(attempt: Attempt, isOutage: boolean) {
    this.attempt = attempt
    this.isOutage = isOutage
  }
}
