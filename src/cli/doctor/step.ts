import { PcigraphError } from '../../errors.ts'
import { CommandFailure, exitCodeOf, type ExitCode } from '../failure.ts'

/** What one look came to. */
export type Finding =
  | { readonly outcome: 'ok'; readonly said: string }
  /** It works, and could be better. */
  | { readonly outcome: 'warning'; readonly said: string; readonly advice: string }
  | { readonly outcome: 'failed'; readonly said: string; readonly advice: string; readonly exitCode: ExitCode }
  /** Nothing could be learned, since something before it failed. */
  | { readonly outcome: 'skipped'; readonly said: string }

export type Step = {
  readonly name: string
  /** @throws PcigraphError or CommandFailure, which is told as a failure with `advice`. */
  look(signal: AbortSignal): Promise<Finding>
  readonly advice: string
  /** Names of steps without which this one can say nothing. */
  readonly needs?: readonly string[]
}

export function ok(said: string): Finding {
  return { outcome: 'ok', said }
}

export function warning(said: string, advice: string): Finding {
  return { outcome: 'warning', said, advice }
}

export function failed(exitCode: ExitCode, said: string, advice: string): Finding {
  return { outcome: 'failed', said, advice, exitCode }
}

/** Takes the steps one after the other; those that need one that failed are skipped. */
export async function* takeSteps(
  steps: readonly Step[],
  signal: AbortSignal,
): AsyncGenerator<{ readonly name: string; readonly finding: Finding }> {
  const unknown = new Set<string>()
  for (const step of steps) {
    signal.throwIfAborted()
    const missing = step.needs?.find((name) => unknown.has(name))
    const finding: Finding =
      missing === undefined ? await findingOf(step, signal) : { outcome: 'skipped', said: `needs ${missing}` }
    if (finding.outcome === 'failed' || finding.outcome === 'skipped') unknown.add(step.name)
    yield { name: step.name, finding }
  }
}

async function findingOf(step: Step, signal: AbortSignal): Promise<Finding> {
  try {
    return await step.look(signal)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof PcigraphError) return failed(exitCodeOf(error.code), error.message, step.advice)
    if (error instanceof CommandFailure) return failed(error.exitCode, error.message, step.advice)
    throw error
  }
}
