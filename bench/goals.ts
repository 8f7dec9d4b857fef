import type { Federation, Results } from './parts/results.ts'
import { OUR_GATEWAY, STOCK } from './rivals/joined/joined-rival.ts'
import { OURS, YARDSTICK } from './rivals/rival.ts'
import type { Interval } from './runner/statistics.ts'
import type { Ratio } from './runner/summary.ts'

/** One of the project's goals, and what this run has found of it. */
export type Goal = {
  readonly figure: string
  readonly unit: '' | 'MB' | 'ms'
  readonly goal: number
  /** Whether the figure is to stay below the goal, or above it. */
  readonly side: 'below' | 'above'
  /** Null: not measured. */
  readonly found: Interval | null
  /** Only where the whole interval is on the right side. Null: not measured. */
  readonly isMet: boolean | null
}

export function readGoals({ questions, growth, bigReport, start, federation }: Results): Goal[] {
  const ratio = (latencyMs: number, question: string, of: string, against: string): Ratio | null =>
    questions
      .find((each) => each.latencyMs === latencyMs)
      ?.summaries.find(({ name }) => name === question)
      ?.ratio(of, against) ?? null
  const cpuOf = (question: string, of: string, against: string) => ratio(0, question, of, against)?.cpu ?? null
  const ours = OURS.name
  const big = bigReport?.find(({ name }) => name === ours)
  const peak = big?.peakAboveIdleMb ?? null
  const others = ['mercurius', 'grafast'].flatMap((rival) =>
    ['page100', 'page5000'].map((question) =>
      above(`CPU of ${rival} against ours, ${question}`, 1, cpuOf(question, rival, ours)),
    ),
  )
  return [
    below('CPU per request against raw, page100', 1.2, cpuOf('page100', ours, YARDSTICK.name)),
    below('CPU per request against raw, page5000', 1.3, cpuOf('page5000', ours, YARDSTICK.name)),
    above('CPU of yoga against ours, page5000', 4, cpuOf('page5000', 'yoga', ours)),
    above('CPU of apollo against ours, page5000', 4, cpuOf('page5000', 'apollo', ours)),
    ...others,
    above(
      'wall time of rest-loop against ours, page100, 4 ms',
      20,
      ratio(4, 'page100', 'rest-loop', ours)?.wall ?? null,
    ),
    below(
      'CPU per server at 10,000 servers against 1,000',
      1.1,
      growth?.rivals.find(({ name }) => name === ours)?.largestAgainstNext ?? null,
    ),
    below(
      'report of 100,000 devices: peak memory above idle',
      100,
      peak === null ? null : { value: peak, low: peak, high: peak },
      'MB',
    ),
    below('report of 100,000 devices: first byte after the first page', 100, big?.firstByteMs ?? null, 'ms'),
    ...federationGoals(federation),
    below('start to first answer, demo cloud, median of five', 1000, start?.toFirstAnswerMs ?? null, 'ms'),
  ]
}

/** Of the gateway's process alone, which in our case does the own graph's work as well; and with the own graph's process. */
function federationGoals(federation: Federation | null): Goal[] {
  const summaryOf = (question: string) => federation?.summaries.find(({ name }) => name === question)
  const ours = OUR_GATEWAY.name
  const against = (question: string, rival: string, goal: number): Goal[] => {
    const ratio = summaryOf(question)?.ratio(ours, rival) ?? null
    const figure = `CPU against ${rival}, ${question}`
    return [
      below(`${figure}, gateways alone`, goal, ratio?.cpu ?? null),
      below(`${figure}, with the own graph`, goal, ratio?.whole ?? null),
    ]
  }
  return [
    ...against('page5000', STOCK.name, OWN_SHARE),
    ...['joined100', 'joined1000'].flatMap((question) => against(question, STOCK.name, 1)),
  ]
}

/** Of what stock Hive Gateway costs, where the own graph answers alone. */
const OWN_SHARE = 1 / 8

function below(figure: string, goal: number, found: Interval | null, unit: Goal['unit'] = ''): Goal {
  return { figure, unit, goal, side: 'below', found, isMet: found && found.high < goal }
}

function above(figure: string, goal: number, found: Interval | null): Goal {
  return { figure, unit: '', goal, side: 'above', found, isMet: found && found.low > goal }
}
