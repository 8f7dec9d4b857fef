import { PcigraphError } from '../errors.ts'

/**
 * Asks with a signal that aborts with another one, and with `REQUEST_TIMEOUT` when the time is up. The clock
 * stops with the answer: a list of a hundred thousand is hundreds of questions, and none of them leaves a timer behind.
 */
export async function withinTime<Answer>(
  signal: AbortSignal,
  ms: number,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const limited = new AbortController()
  const leave = () => limited.abort(signal.reason)
  if (signal.aborted) leave()
  signal.addEventListener('abort', leave, { once: true })
  const timer = setTimeout(() => limited.abort(tooSlow(ms)), ms)
  try {
    return await ask(limited.signal)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', leave)
  }
}

function tooSlow(ms: number): PcigraphError {
  const message = `The devices were not to be had within ${ms / 1000} s. Try again later.`
  return new PcigraphError('REQUEST_TIMEOUT', message, { limit: 'requestMs', max: ms })
}
