/** Work that several may wait for at once, each of whom can leave alone. */
export type SingleFlight<Value> = {
  /** Joins the work of this key that is under way, or starts it. It is cancelled when the last one who waits has left. */
  join(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<Value>): Promise<Value>
  /** Work that nobody shares. */
  alone(signal: AbortSignal, start: (signal: AbortSignal) => Promise<Value>): Promise<Value>
}

type Flight<Value> = {
  readonly value: Promise<Value>
  readonly cancel: AbortController
  waiting: number
  hasLanded: boolean
}

export function createSingleFlight<Value>(): SingleFlight<Value> {
  const inFlight = new Map<string, Flight<Value>>()

  return {
    join(key, signal, start) {
      let flight = inFlight.get(key)
      if (!flight) {
        flight = takeOff(start)
        inFlight.set(key, flight)
        const landed = flight
        const forget = () => {
          if (inFlight.get(key) === landed) inFlight.delete(key)
        }
        // A cancelled flight is over for newcomers at once, even if its socket takes a moment to notice.
        landed.cancel.signal.addEventListener('abort', forget)
        landed.value.then(forget, forget)
      }
      return waitFor(flight, signal)
    },
    alone: (signal, start) => waitFor(takeOff(start), signal),
  }
}

function takeOff<Value>(start: (signal: AbortSignal) => Promise<Value>): Flight<Value> {
  const cancel = new AbortController()
  const flight: Flight<Value> = { value: start(cancel.signal), cancel, waiting: 0, hasLanded: false }
  const land = () => {
    flight.hasLanded = true
  }
  flight.value.then(land, land)
  return flight
}

async function waitFor<Value>(flight: Flight<Value>, signal: AbortSignal): Promise<Value> {
  const left = Promise.withResolvers<never>()
  const leave = () => {
    left.reject(reasonOf(signal))
  }
  flight.waiting++
  if (signal.aborted) leave()
  else signal.addEventListener('abort', leave, { once: true })
  try {
    return await Promise.race([flight.value, left.promise])
  } finally {
    signal.removeEventListener('abort', leave)
    flight.waiting--
    if (flight.waiting === 0 && !flight.hasLanded) flight.cancel.abort()
  }
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('The request was given up.', 'AbortError')
}
