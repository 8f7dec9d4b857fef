/** So long may one turn of the event loop be held up by what can be done in parts: health checks and short questions wait behind it. */
const LONG_MS = 25

let beganAt: number | null = null

/**
 * Asked again and again by work that may take long, of whomever: undefined, it may go on; else it is to wait for the next turn of
 * the event loop.
 */
export function nextTurnIfLong(): Promise<void> | undefined {
  const now = performance.now()
  if (beganAt === null) {
    beganAt = now
    setImmediate(() => (beganAt = null))
    return undefined
  }
  return now - beganAt < LONG_MS ? undefined : nextTurn()
}

/** An immediate comes in the same round of the loop as what it follows, before timers and sockets: only the one after it is another turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
}
