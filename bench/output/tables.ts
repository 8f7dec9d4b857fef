import type { Goal } from '../goals.ts'
import type { Results } from '../parts/results.ts'
import type { Interval } from '../runner/statistics.ts'
import type { Figures, Machine, QuestionSummary, Ratio } from '../runner/summary.ts'

export type Table = {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export function goalsTable(goals: readonly Goal[]): Table {
  return {
    title: 'Goals',
    head: ['figure', 'goal', 'found', 'verdict'],
    rows: goals.map(({ figure, unit, goal, side, found, isMet }) => [
      figure,
      `${side} ${goal}${unit && ` ${unit}`}`,
      found === null ? '' : `${writeInterval(found)}${unit && ` ${unit}`}`,
      isMet === null ? 'not measured' : isMet ? 'met' : 'not met',
    ]),
  }
}

export function questionTable(summary: QuestionSummary, latencyMs: number, { rivals }: Results): Table {
  const { name, title, ratios } = summary
  const asked = Object.entries(summary.rivals).map(([rival, figures]) => rowOf(rival, figures, ratios[rival]))
  const notAsked = rivals
    .filter((rival) => summary.rivals[rival.name] === undefined)
    .map((rival) => [rival.name, 'not asked'])
  return {
    title: `${name}: ${title}, ${latencyMs} ms added`,
    head: [
      '',
      'CPU ms',
      'against raw',
      'wall against raw',
      'p50 ms',
      'p95 ms',
      'p99 ms',
      'req/s',
      'peak MiB',
      'upstream calls',
      'upstream KiB',
      'own time',
      'answer KiB',
      'requests',
    ],
    rows: [...asked, ...notAsked],
  }
}

function rowOf(rival: string, figures: Figures, ratio: Ratio | undefined): string[] {
  return [
    rival,
    figures.cpuMs.toFixed(2),
    ratio === undefined ? '1' : writeInterval(ratio.cpu),
    ratio === undefined ? '1' : ratio.wall.value.toFixed(2),
    ...[figures.p50Ms, figures.p95Ms, figures.p99Ms].map((ms) => ms.toFixed(1)),
    figures.requestsPerSecond?.toFixed(1) ?? '',
    figures.peakMib?.toFixed(0) ?? 'unknown',
    figures.upstreamCalls.toFixed(2),
    (figures.upstreamBytes / 1024).toFixed(0),
    `${(figures.ownShare * 100).toFixed(0)} %`,
    (figures.answerBytes / 1024).toFixed(0),
    String(figures.requests),
  ]
}

export function otherTables({ growth, bigReport, start }: Results): Table[] {
  const tables: Table[] = []
  if (growth !== null) {
    tables.push({
      title: 'Growth: the report of all servers, in clouds of three sizes',
      head: ['', 'servers', 'CPU µs per server', 'p50 ms', 'peak MiB', 'per server, 10,000 against 1,000'],
      rows: growth.rivals.flatMap(({ name, sizes, largestAgainstNext }) =>
        sizes.map(({ servers, cpuMsPerServer, p50Ms, peakMib }, index) => [
          name,
          String(servers),
          (cpuMsPerServer * 1000).toFixed(1),
          p50Ms.toFixed(1),
          peakMib?.toFixed(0) ?? 'unknown',
          index === sizes.length - 1 ? writeInterval(largestAgainstNext) : '',
        ]),
      ),
    })
  }
  if (bigReport !== null) {
    tables.push({
      title: 'A report of 100,000 devices',
      head: ['', 'came as', 'peak above idle MB', 'first byte after first page ms', 'whole ms'],
      rows: bigReport.map(({ name, isStreamed, peakAboveIdleMb, firstByteMs, wholeMs }) => [
        name,
        isStreamed ? 'a stream of lines' : 'pages of 5,000',
        peakAboveIdleMb?.toFixed(0) ?? 'unknown',
        writeInterval(firstByteMs),
        wholeMs.value.toFixed(0),
      ]),
    })
  }
  if (start !== null) {
    tables.push({
      title: 'Start of pcigraph to its first answer, with the demo cloud',
      head: ['median ms', 'samples ms'],
      rows: [[writeInterval(start.toFirstAnswerMs), start.samplesMs.map((ms) => ms.toFixed(0)).join(', ')]],
    })
  }
  return tables
}

export function describe({ cpu, cores, memoryMib, platform, node, load }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryMib} MiB, ${platform}, Node ${node}, load ${load.toFixed(2)} when the run ended.`
}

export function writeInterval({ value, low, high }: Interval): string {
  const digits = value >= 100 ? 0 : 2
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`
}
