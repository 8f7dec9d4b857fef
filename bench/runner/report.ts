import { CROWD } from './measure.ts'
import type { Figures, Machine, QuestionSummary } from './summary.ts'
import type { Interval } from './statistics.ts'

/** One object for programs. */
export function asJson(questions: readonly QuestionSummary[], machine: Machine, run: object): string {
  const ratios = Object.fromEntries(
    questions.map((question) => [
      question.name,
      Object.fromEntries(
        Object.entries(question.ratios).map(([name, { value, low, high }]) => [
          name,
          { cpu: round(value), low: round(low), high: round(high) },
        ]),
      ),
    ]),
  )
  const described = Object.fromEntries(
    questions.map(({ document, variables, bytes, rivals, name }) => [name, { document, variables, bytes, rivals }]),
  )
  return JSON.stringify({ ratios, machine, run, questions: described })
}

/** A table for people. */
export function asText(questions: readonly QuestionSummary[], machine: Machine): string {
  const { cpu, cores, memoryMib, platform, node, load } = machine
  return [
    ...questions.map(tableOf),
    `CPU is user and system time of the contestant's process per request, one request at a time; against raw, with a 95 % interval.`,
    `Latencies are with one request at a time, req/s with ${CROWD} at a time.`,
    `${cpu}, ${cores} cores, ${memoryMib} MiB, ${platform}, Node ${node}, load ${load.toFixed(2)}`,
    '',
  ].join('\n')
}

const HEAD = [
  '',
  'CPU ms',
  'against raw',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'req/s',
  'peak MiB',
  'upstream calls',
  'requests',
]

function tableOf({ name, bytes, rivals, ratios }: QuestionSummary): string {
  const rows = [HEAD, ...Object.entries(rivals).map(([rival, figures]) => rowOf(rival, figures, ratios[rival]))]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  )
  return [`${name}: ${bytes} bytes, equal from all`, ...lines.map((line) => `  ${line}`), ''].join('\n')
}

function rowOf(rival: string, figures: Figures, ratio: Interval | undefined): string[] {
  const { cpuMs, p50Ms, p95Ms, p99Ms, requestsPerSecond, peakMib, upstreamCalls, requests } = figures
  return [
    rival,
    cpuMs.toFixed(2),
    ratio === undefined ? '1' : `${ratio.value.toFixed(2)} [${ratio.low.toFixed(2)}, ${ratio.high.toFixed(2)}]`,
    ...[p50Ms, p95Ms, p99Ms].map((ms) => ms.toFixed(1)),
    requestsPerSecond.toFixed(1),
    peakMib?.toFixed(0) ?? 'unknown',
    upstreamCalls.toFixed(2),
    String(requests),
  ]
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
