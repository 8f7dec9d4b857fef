import { setTimeout } from 'node:timers/promises'

const CLOSE_TIMEOUT_MS = 2000

/** Works until it is done, or until ^C or SIGTERM, which ends it in order; the second time at once. */
export async function withInterruption(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const interruption = new AbortController()
  const { signal } = interruption
  const end = (name: NodeJS.Signals): void => {
    const exitCode = name === 'SIGINT' ? 130 : 143
    if (signal.aborted) process.exit(exitCode)
    process.exitCode = exitCode
    interruption.abort(new Error(`ended by ${name}`))
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  try {
    await work(signal)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    process.off('SIGINT', end)
    process.off('SIGTERM', end)
  }
}

/** Closes what was opened, unless that takes too long: a database that is frozen never says goodbye. */
export async function closeSoon(close: () => Promise<unknown>): Promise<void> {
  await Promise.race([close(), setTimeout(CLOSE_TIMEOUT_MS, undefined, { ref: false })])
}
