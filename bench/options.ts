import { parseArgs } from 'node:util'
import { JOINED_QUESTIONS, QUESTIONS, type Question } from './questions/question.ts'
import { JOINED_RIVALS, STOCK, type JoinedRival } from './rivals/joined/joined-rival.ts'
import { OURS, RIVALS, withLeanStatements, YARDSTICK, type Rival } from './rivals/rival.ts'
import { FULL, FULL_WITH_LATENCY, SHORT, type Schedule } from './runner/schedule.ts'

/** What a run consists of. */
export const PARTS = ['questions', 'growth', 'big-report', 'start', 'federation'] as const
export type Part = (typeof PARTS)[number]

export type Options = {
  readonly isJson: boolean
  readonly parts: readonly Part[]
  readonly questions: readonly Question[]
  /** The yardstick among them, always. */
  readonly rivals: readonly Rival[]
  /** What gateways of two graphs are asked. */
  readonly joinedQuestions: readonly Question[]
  /** Stock Hive Gateway among them, always. */
  readonly joinedRivals: readonly JoinedRival[]
  /** Added to each answer of the cloud, one after the other. */
  readonly latenciesMs: readonly number[]
  /** Null: nothing is written. */
  readonly documentation: string | null
  readonly profileDirectory: string | null
  scheduleOf(latencyMs: number): Schedule
}

export const USAGE = `npm run bench -- [options]

Asks pcigraph, the least code that gives the same bytes (raw), and the engines and scripts that people would use instead the same
questions over the same made-up cloud, in turns, and compares what their processes cost. Unequal answers void the run.

  --short              under two minutes: raw, yoga and pcigraph, four questions, no latency added
  --json               one JSON object on standard output: ratios.<question>.<rival> = { cpu, low, high, … }
  --question NAME      only this one; may be repeated (${namesOf(QUESTIONS, JOINED_QUESTIONS)})
  --rival NAME         only this one, and who all are compared with (raw, hive-gateway); may be repeated (${namesOf(RIVALS, JOINED_RIVALS)})
  --latency MS         added to each answer of the cloud; may be repeated (0, 4 and 30)
  --part NAME          only this one; may be repeated (${PARTS.join(', ')})
  --lean               the engines get raw's own SQL statements instead of those that their users would write
  --rounds N           so many rounds of each question
  --docs DIRECTORY     where tables and charts are written (docs, of a full run that nothing restricts)
  --profile DIRECTORY  leave a CPU profile of each contestant there
  --help               this

  npm run bench -- --short --json | jq .ratios.page5000.pcigraph
  npm run bench -- --part questions --question page100 --rival pcigraph --rival grafast --latency 0 --rounds 5
  npm run bench -- --part start
  npm run bench -- --part federation --question joined1000 --rival pcigraph --rounds 5

Exit codes: 0 measured, 1 void or failed, 2 usage.
`

const LATENCIES_MS = [0, 4, 30]
const SHORT_QUESTIONS = ['one', 'page100', 'page5000', 'groups']
const SHORT_RIVALS = [YARDSTICK.name, OURS.name, 'yoga']

/** A command line that cannot be read. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Null: only help is wanted. @throws UsageError */
export function readOptions(args: readonly string[]): Options | null {
  const values = parse(args)
  if (values.help === true) return null
  const isShort = values.short === true
  refuseUnknown('question', [...QUESTIONS, ...JOINED_QUESTIONS], values.question)
  refuseUnknown('rival', [...RIVALS, ...JOINED_RIVALS], values.rival)
  const questions = pick(QUESTIONS, values.question ?? (isShort ? SHORT_QUESTIONS : null))
  const rivals = pick(RIVALS, values.rival ? [YARDSTICK.name, ...values.rival] : isShort ? SHORT_RIVALS : null)
  const parts = PARTS.map((name) => ({ name }))
  refuseUnknown('part', parts, values.part)
  const restrictsQuestions = isShort || values.question !== undefined
  const picked = pick(
    parts,
    values.part ?? (restrictsQuestions ? [questions.length > 0 ? 'questions' : 'federation'] : null),
  ).map(({ name }) => name)
  const isWhole =
    ![values.question, values.rival, values.latency, values.part, values.rounds, values.lean].some(Boolean) && !isShort
  const rounds = values.rounds === undefined ? null : readNumber('rounds', values.rounds, 1, 1000)
  return {
    isJson: values.json === true,
    parts: picked,
    questions,
    rivals: values.lean === true ? rivals.map(withLeanStatements) : rivals,
    joinedQuestions: pick(JOINED_QUESTIONS, values.question ?? null),
    joinedRivals: pick(JOINED_RIVALS, values.rival ? [STOCK.name, ...values.rival] : null),
    latenciesMs: values.latency?.map((ms) => readNumber('latency', ms, 0, 10_000)) ?? (isShort ? [0] : LATENCIES_MS),
    documentation: values.docs ?? (isWhole ? 'docs' : null),
    profileDirectory: values.profile ?? null,
    scheduleOf(latencyMs) {
      const schedule = isShort ? SHORT : latencyMs > 0 ? FULL_WITH_LATENCY : FULL
      return rounds === null ? schedule : { ...schedule, rounds, leastRounds: Math.min(rounds, schedule.leastRounds) }
    },
  }
}

type Named = { readonly name: string }

function namesOf(...lists: readonly (readonly Named[])[]): string {
  return [...new Set(lists.flat().map(({ name }) => name))].join(', ')
}

function refuseUnknown(what: string, all: readonly Named[], names: readonly string[] = []): void {
  const unknown = names.find((name) => !all.some((each) => each.name === name))
  if (unknown !== undefined) throw new UsageError(`There is no ${what} ${unknown}`)
}

function pick<Each extends Named>(all: readonly Each[], names: readonly string[] | null): readonly Each[] {
  return names === null ? all : all.filter(({ name }) => names.includes(name))
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (number >= least && number <= most) return number
  throw new UsageError(`--${option} is no number from ${least} to ${most}`)
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        short: { type: 'boolean' },
        json: { type: 'boolean' },
        question: { type: 'string', multiple: true },
        rival: { type: 'string', multiple: true },
        latency: { type: 'string', multiple: true },
        lean: { type: 'boolean' },
        part: { type: 'string', multiple: true },
        rounds: { type: 'string' },
        docs: { type: 'string' },
        profile: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
