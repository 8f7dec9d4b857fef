import { Overloaded } from '../errors.ts'
import type { Caller } from '../model/caller.ts'

export type AdmissionLimits = {
  /** Requests that are answered at a time, of one caller and of all together. */
  readonly maxInFlightPerCaller: number
  readonly maxInFlight: number
  /** Requests that may wait for their turn, and how long. */
  readonly maxWaiting: number
  readonly longestWaitMs: number
}

/** Lets so many requests in at a time that each of them is answered soon, and no caller so many that others get none. */
export type Admission = {
  /**
   * Waits for its turn, a short while.
   * @returns called when the request is answered; again does nothing.
   * @throws Overloaded, the reason of `signal` when it is aborted first
   */
  enter(caller: string, signal: AbortSignal): Promise<() => void>
  readonly waiting: number
}

/** One user on one project, whatever the number of tokens. */
export function callerKey({ userId, projectId }: Caller): string {
  return `${userId} ${projectId}`
}

type Waiter = { readonly caller: string; readonly goOn: () => void }

export function createAdmission(limits: AdmissionLimits): Admission {
  const byCaller = new Map<string, number>()
  const queue = new Set<Waiter>()
  let inFlight = 0

  const hasTurn = (caller: string): boolean =>
    inFlight < limits.maxInFlight && (byCaller.get(caller) ?? 0) < limits.maxInFlightPerCaller

  function begin(caller: string): () => void {
    inFlight++
    byCaller.set(caller, (byCaller.get(caller) ?? 0) + 1)
    let ended = false
    return () => {
      if (ended) return
      ended = true
      inFlight--
      const left = (byCaller.get(caller) ?? 1) - 1
      if (left === 0) byCaller.delete(caller)
      else byCaller.set(caller, left)
      letNextIn()
    }
  }

  /** Whoever waits longest and may: one caller's many do not stand in the way of another's one. */
  function letNextIn(): void {
    for (const waiter of queue) {
      if (!hasTurn(waiter.caller)) continue
      queue.delete(waiter)
      waiter.goOn()
      return
    }
  }

  return {
    async enter(caller, signal) {
      if (hasTurn(caller)) return begin(caller)
      if (queue.size >= limits.maxWaiting) throw tooMany()
      const turn = Promise.withResolvers<() => void>()
      const waiter: Waiter = { caller, goOn: () => turn.resolve(begin(caller)) }
      queue.add(waiter)
      const giveUp = () => {
        // Whose turn has just come, goes in.
        if (queue.delete(waiter)) turn.reject(signal.aborted ? reasonOf(signal) : tooMany())
      }
      const timer = setTimeout(giveUp, limits.longestWaitMs)
      signal.addEventListener('abort', giveUp, { once: true })
      try {
        return await turn.promise
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', giveUp)
      }
    },
    get waiting() {
      return queue.size
    },
  }
}

function tooMany(): Overloaded {
  return new Overloaded('Too many requests are being answered. Ask again in a moment, and fewer at a time.', {
    retryAfterSeconds: 1,
  })
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('The request was given up.', 'AbortError')
}
