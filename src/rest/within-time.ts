import { PcigraphError } from '../errors.ts'
import { startTimeLimit } from '../model/time-limit.ts'

/**
 * Asks with a signal that aborts with another one, and with `REQUEST_TIMEOUT` when the time is up. The clock
 * stops with the answer: a list of a hundred thousand is hundreds of questions, and none of them leaves a timer behind.
 */
export async function withinTime<Answer>(
  signal: AbortSignal,
  ms: number,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const time = startTimeLimit(signal, ms, () => tooSlow(ms))
  try {
    return await ask(time.signal)
  } finally {
    time.stop()
  }
}

function tooSlow(ms: number): PcigraphError {
  const message = `The devices were not to be had within ${ms / 1000} s. Try again later.`
  return new PcigraphError('REQUEST_TIMEOUT', message, { limit: 'requestMs', max: ms })
}
