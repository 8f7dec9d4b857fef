import { parseArgs } from 'node:util'
import { QUESTIONS, type Question } from './questions/question.ts'
import type { Schedule } from './runner/measure.ts'

export type Options = {
  readonly isJson: boolean
  readonly latencyMs: number
  readonly questions: readonly Question[]
  readonly profileDirectory: string | null
  readonly schedule: Schedule
}

export const USAGE = `npm run bench -- [options]

Asks pcigraph, and the least code that gives the same bytes (raw), the same questions over the same made-up cloud, in turns,
and compares what their processes cost. Unequal answers void the run.

  --short              under two minutes: shorter blocks, fewer of them
  --json               one JSON object on standard output: ratios.<question>.<rival> = { cpu, low, high }
  --latency MS         added to each answer of the cloud (0)
  --question NAME      only this one; may be repeated (${QUESTIONS.map(({ name }) => name).join(', ')})
  --profile DIRECTORY  leave a CPU profile of each contestant there
  --help               this

Exit codes: 0 measured, 1 void or failed, 2 usage.
`

const FULL: Schedule = { warmUpMs: 10_000, blockMs: 2000, leastRequests: 3, rounds: 30, crowdedRounds: 4 }
const SHORT: Schedule = { warmUpMs: 3000, blockMs: 1000, leastRequests: 2, rounds: 12, crowdedRounds: 2 }

/** A command line that cannot be read. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Null: only help is wanted. @throws UsageError */
export function readOptions(args: readonly string[]): Options | null {
  const values = parse(args)
  if (values.help === true) return null
  const latencyMs = Number(values.latency ?? 0)
  if (!(latencyMs >= 0 && latencyMs <= 10_000)) throw new UsageError('--latency is no number from 0 to 10000')
  const names = values.question ?? QUESTIONS.map(({ name }) => name)
  const unknown = names.find((name) => !QUESTIONS.some((question) => question.name === name))
  if (unknown !== undefined) throw new UsageError(`There is no question ${unknown}`)
  return {
    isJson: values.json === true,
    latencyMs,
    questions: QUESTIONS.filter(({ name }) => names.includes(name)),
    profileDirectory: values.profile ?? null,
    schedule: values.short === true ? SHORT : FULL,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        short: { type: 'boolean' },
        json: { type: 'boolean' },
        latency: { type: 'string' },
        question: { type: 'string', multiple: true },
        profile: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
