import type { Goal } from '../goals.ts'
import type { Federation, Results } from '../parts/results.ts'
import type { Interval } from '../runner/statistics.ts'
import type { QuestionSummary } from '../runner/summary.ts'

/** One object for programs. `ratios` are those with the least latency that was measured. */
export function asJson(
  { questions, growth, bigReport, start, federation, machine }: Results,
  goals: readonly Goal[],
): string {
  const [least] = questions.toSorted((a, b) => a.latencyMs - b.latencyMs)
  const summaries = least?.summaries ?? []
  return JSON.stringify(
    {
      ratios: {
        ...Object.fromEntries(summaries.map((summary) => [summary.name, ratiosOf(summary)])),
        ...(federation && { federation: federationRatios(federation) }),
      },
      goals,
      questions: questions.map(({ latencyMs, summaries: measured }) => ({
        latencyMs,
        figures: Object.fromEntries(measured.map(({ name, rivals }) => [name, rivals])),
        ratios: Object.fromEntries(measured.map((summary) => [summary.name, ratiosOf(summary)])),
      })),
      documents: Object.fromEntries(summaries.map(({ name, document }) => [name, document])),
      growth,
      bigReport,
      start,
      federation: federation && {
        figures: Object.fromEntries(federation.summaries.map(({ name, rivals }) => [name, rivals])),
        documents: Object.fromEntries(federation.summaries.map(({ name, document }) => [name, document])),
      },
      machine,
    },
    (_key, value: unknown) => (typeof value === 'number' ? Math.round(value * 1000) / 1000 : value),
  )
}

function ratiosOf({ ratios }: QuestionSummary) {
  return Object.fromEntries(
    Object.entries(ratios).map(([rival, { cpu, wall }]) => [rival, { ...flat('cpu', cpu), wall: wall.value }]),
  )
}

/** Against stock Hive Gateway; `cpu` is the gateway's process alone, `whole` that and the own graph's. */
function federationRatios({ summaries }: Federation) {
  return Object.fromEntries(
    summaries.map(({ name, ratios }) => [
      name,
      Object.fromEntries(
        Object.entries(ratios).map(([rival, { cpu, wall, whole }]) => [
          rival,
          { ...flat('cpu', cpu), wall: wall.value, whole: flat('cpu', whole) },
        ]),
      ),
    ]),
  )
}

function flat(name: string, { value, low, high }: Interval) {
  return { [name]: value, low, high }
}
