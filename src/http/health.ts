import { PcigraphError } from '../errors.ts'

/** Each names what it looks at and rejects when that is not well. */
export type ReadinessCheck = { readonly name: string; readonly check: (signal: AbortSignal) => Promise<void> }

export type Readiness = { readonly ready: boolean; readonly checks: Readonly<Record<string, string>> }

export type Health = {
  /** `/readyz`: whether a question could be answered now. Who asks while others wait is told the same. */
  readiness(): Promise<Readiness>
  /** From now on not ready: no new work, please. */
  drain(): void
  /** Called once, when draining begins. */
  whenDraining(listener: () => void): void
  readonly isDraining: boolean
}

/** @param timeoutMs how long a check may take before it counts as not well. */
export function createHealth(checks: readonly ReadinessCheck[], timeoutMs: number): Health {
  const draining = new AbortController()
  let underWay: Promise<readonly (readonly [string, string])[]> | null = null

  return {
    async readiness() {
      underWay ??= Promise.all(checks.map((check) => look(check, timeoutMs))).finally(() => (underWay = null))
      const results = await underWay
      const isDraining = draining.signal.aborted
      return {
        ready: !isDraining && results.every(([, result]) => result === 'ok'),
        checks: { ...Object.fromEntries(results), ...(isDraining && { process: 'draining' }) },
      }
    },
    drain: () => draining.abort(),
    whenDraining: (listener) => draining.signal.addEventListener('abort', listener, { once: true }),
    get isDraining() {
      return draining.signal.aborted
    },
  }
}

async function look({ name, check }: ReadinessCheck, timeoutMs: number): Promise<readonly [string, string]> {
  const time = new AbortController()
  const { promise: timeUp, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const error = new PcigraphError('UPSTREAM_TIMEOUT', `no answer within ${timeoutMs / 1000} s`)
    time.abort(error)
    // A check that is deaf to its signal must not hold up the others.
    reject(error)
  }, timeoutMs)
  try {
    await Promise.race([check(time.signal), timeUp])
    return [name, 'ok']
  } catch (error) {
    // What is no error of ours may name addresses, and anybody may ask.
    return [name, error instanceof PcigraphError ? error.message : 'failed']
  } finally {
    clearTimeout(timer)
  }
}
