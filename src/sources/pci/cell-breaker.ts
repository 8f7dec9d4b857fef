import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel'
import type { BreakerState } from '../http/breaker.ts'
import { isSilence } from './failure.ts'

/** Statements in a row that find a database silent before it is left alone: each of them cost somebody the whole time limit. */
const FAILURES = 3
/** How long it is left alone then; whoever asks afterwards has it looked at first. */
const LEFT_ALONE_MS = 5000

/**
 * Spares those who ask a database that fell silent from waiting for it, one after the other. One that says no at once costs
 * nobody time, and is asked on: it is back the moment it is.
 */
export type CellBreaker = {
  /** Resolves where asking makes sense. @throws LeftAlone at once, or what the look at a database found that was left alone. */
  pass(): Promise<void>
  /** Passes, runs the statement, and learns from how it ends. */
  run<Answer>(statement: () => Promise<Answer>): Promise<Answer>
  readonly state: BreakerState
}

/** @param look asks the database for next to nothing, and takes little time for it: everybody who asks meanwhile waits for it. */
export function createCellBreaker(options: {
  readonly look: () => Promise<unknown>
  readonly onBreak: () => void
  readonly onReset: () => void
}): CellBreaker {
  const circuit = circuitBreaker(handleWhen(isSilence), {
    halfOpenAfter: LEFT_ALONE_MS,
    breaker: new ConsecutiveBreaker(FAILURES),
  })
  circuit.onBreak(options.onBreak)
  circuit.onReset(options.onReset)
  let looking: Promise<unknown> | null = null

  async function pass(): Promise<void> {
    if (circuit.state === CircuitState.Closed) return
    try {
      await (looking ??= circuit.execute(options.look).finally(() => (looking = null)))
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new LeftAlone(error) : error
    }
  }

  return {
    pass,
    async run(statement) {
      await pass()
      return circuit.execute(statement)
    },
    get state() {
      if (circuit.state === CircuitState.Closed) return 'closed'
      return circuit.state === CircuitState.HalfOpen ? 'half open' : 'open'
    },
  }
}

class LeftAlone extends Error {
  override readonly name = 'LeftAlone'
  readonly code = 'LEFT_ALONE'
  constructor(cause: unknown) {
    super('The database is left alone', { cause })
  }
}
