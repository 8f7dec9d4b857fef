/** The time that some work has. */
export type TimeLimit = {
  /** Aborted when the time is up, or with what `given` is aborted with. */
  readonly signal: AbortSignal
  isUp(): boolean
  /** The work is done: the clock stops. */
  stop(): void
}

/**
 * What `AbortSignal.any` and `AbortSignal.timeout` do together, for work that is done many times a second: their timers go on when
 * the work is done, and hold all of it for as long as it might have lasted.
 * @param reason what the signal is aborted with when the time is up
 */
export function startTimeLimit(given: AbortSignal, ms: number, reason: () => Error): TimeLimit {
  const limited = new AbortController()
  let isUp = false
  const timer = setTimeout(() => {
    isUp = true
    limited.abort(reason())
  }, ms).unref()
  const leave = () => {
    clearTimeout(timer)
    limited.abort(given.reason)
  }
  if (given.aborted) leave()
  else given.addEventListener('abort', leave, { once: true })
  return {
    signal: limited.signal,
    isUp: () => isUp,
    stop() {
      clearTimeout(timer)
      given.removeEventListener('abort', leave)
    },
  }
}
