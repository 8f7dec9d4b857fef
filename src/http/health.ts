/** Each names what it looks at and rejects when that is not well. */
export type ReadinessCheck = { readonly name: string; check(signal: AbortSignal): Promise<void> }

export type Health = {
  /** `/readyz`: whether a question could be answered now. */
  readiness(): Promise<{ readonly ready: boolean; readonly checks: Readonly<Record<string, string>> }>
  /** From now on not ready: no new work, please. */
  drain(): void
}

/** @param timeoutMs how long a check may take before it counts as not well. */
export function createHealth(checks: readonly ReadinessCheck[], timeoutMs: number): Health {
  let draining = false
  return {
    async readiness() {
      const results = await Promise.all(
        checks.map(async ({ name, check }): Promise<[string, string]> => {
          try {
            await check(AbortSignal.timeout(timeoutMs))
            return [name, 'ok']
          } catch (error) {
            return [name, error instanceof Error ? error.message : 'failed']
          }
        }),
      )
      const ready = !draining && results.every(([, result]) => result === 'ok')
      return { ready, checks: { ...Object.fromEntries(results), ...(draining && { process: 'draining' }) } }
    },
    drain() {
      draining = true
    },
  }
}
