/**
 * Lets a few in at a time and the others wait in line. Unlike a driver's own queue, one who gave up waiting is not
 * served.
 */
export type Turnstile = {
  /** Resolves with how to leave. Rejects with the signal's reason when it is aborted first. */
  enter(signal: AbortSignal): Promise<() => void>
}

export function createTurnstile(places: number): Turnstile {
  let free = places
  const line = new Set<() => void>()

  // A place is handed on to the first in line, and never free in between: nobody who comes meanwhile can take it as well.
  const leave = () => {
    const next = line.values().next()
    if (next.done === true) free += 1
    else next.value()
  }

  return {
    async enter(signal) {
      signal.throwIfAborted()
      if (free > 0) free -= 1
      else await turn(signal, line)
      return leave
    },
  }
}

async function turn(signal: AbortSignal, line: Set<() => void>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  // Whoever has been handed a place cannot give up any more: what comes second settles nothing.
  const go = () => {
    line.delete(go)
    resolve(undefined)
  }
  const giveUp = () => {
    line.delete(go)
    reject(signal.reason instanceof Error ? signal.reason : new Error('The question was aborted'))
  }
  line.add(go)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    await promise
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}
