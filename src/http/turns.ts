/** Lets one go on in each turn of the event loop, in the order of asking. */
export type Turns = () => Promise<void>

/**
 * What arrives together is worked on in one turn, and nothing else of this process happens meanwhile: of a dozen documents that each
 * take the whole of their limits, the last would hold up the health check by all of them.
 */
export function createTurns(): Turns {
  let last = Promise.resolve()
  return () => {
    last = last.then(() => new Promise((resolve) => setImmediate(resolve)))
    return last
  }
}
