import { PcigraphError } from '../errors.ts'
import { startTimeLimit } from '../model/time-limit.ts'

/** Ends everything that is done for one request. */
export type RequestSignal = {
  /** Aborted when the client goes away (an AbortError), or when the time is up (REQUEST_TIMEOUT). */
  readonly signal: AbortSignal
  /** The request is answered: the clock stops. */
  stop(): void
}

/** @param client aborted when the client goes away. */
export function startRequestSignal(client: AbortSignal, timeoutMs: number): RequestSignal {
  return startTimeLimit(client, timeoutMs, () => tooSlow(timeoutMs))
}

/** Whether nobody waits for the answer any more, so that nobody needs to be told what went wrong. */
export function isClientGone(error: unknown): boolean {
  return (error instanceof DOMException && error.name === 'AbortError') || isBodyGivenUp(error)
}

/** Node's own words for a body of which the rest will never come; what happens to calls upstream is said in ours. */
function isBodyGivenUp(error: unknown): boolean {
  return error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET'
}

function tooSlow(timeoutMs: number): PcigraphError {
  return new PcigraphError(
    'REQUEST_TIMEOUT',
    `The answer was not whole within ${timeoutMs / 1000} s. Ask for less at once: a smaller first, or fewer fields of other services.`,
    { limit: 'requestMs', max: timeoutMs },
  )
}
