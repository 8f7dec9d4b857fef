import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import type { Goal } from '../goals.ts'
import type { Results } from '../parts/results.ts'
import { drawBars, type Bars } from './bars.ts'
import { asJson } from './json.ts'
import { federationTables } from './federation-tables.ts'
import { notesOf } from './notes.ts'
import { describe, goalsTable, otherTables, questionTable, type Table } from './tables.ts'

/** Writes `benchmark.md` and the charts and figures that belong to it. */
export async function writeDocumentation(directory: string, results: Results, goals: readonly Goal[]): Promise<void> {
  const beside = join(directory, 'benchmark')
  await mkdir(beside, { recursive: true })
  const page = join(directory, 'benchmark.md')
  const figures = join(beside, 'figures.json')
  const written = [
    write(page, writePage(results, goals), 'markdown'),
    write(figures, asJson(results, goals), 'json'),
    writeFile(join(beside, 'cpu.svg'), drawBars(cpuBars(results))),
  ]
  await Promise.all(written)
}

async function write(path: string, text: string, parser: 'markdown' | 'json'): Promise<void> {
  await writeFile(path, await format(text, { ...(await resolveConfig(path)), parser }))
}

function writePage(results: Results, goals: readonly Goal[]): string {
  const rivals = results.rivals.map(
    ({ name, title, leavesOut }) =>
      `- **${name}**: ${title}${leavesOut && `. It is not asked everything: ${leavesOut}`}.`,
  )
  const questions = results.questions.flatMap(({ latencyMs, summaries }) =>
    summaries.map((summary) => questionTable(summary, latencyMs, results)),
  )
  const federation = results.federation === null ? [] : federationTables(results.federation)
  const gateways = (results.federation?.rivals ?? []).map(({ name, title }) => `- **${name}**: ${title}.`)
  return [
    '# Benchmark',
    'Written by `npm run bench`, which asks pcigraph and its rivals the same questions over the same made-up cloud of 10,000 servers, 40,000 devices and 500 hypervisors: each in a process of its own, in turns, with the same duties (the token is validated with Keystone and kept for ten seconds, bodies and pages are limited). Unequal answers void a run.',
    rivals.join('\n'),
    ...(gateways.length > 0 ? [`Gateways of two graphs:\n\n${gateways.join('\n')}`] : []),
    describe(results.machine),
    '![CPU per request against raw](benchmark/cpu.svg)',
    '## What the figures mean',
    notesOf(results)
      .map((note) => `- ${note}`)
      .join('\n'),
    ...[goalsTable(goals), ...otherTables(results), ...federation, ...questions].map(writeTable),
  ].join('\n\n')
}

function writeTable({ title, head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${head.map((_, column) => cells[column] ?? '').join(' | ')} |`
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [`## ${title}`, '', line(head), line(rule), ...rows.map(line)].join('\n')
}

/** Without latency, which would hide what a rival itself costs. */
function cpuBars({ questions }: Results): Bars {
  const [least] = questions.toSorted((a, b) => a.latencyMs - b.latencyMs)
  return {
    title: 'CPU per request against raw (1), with 95 % intervals; shorter is better',
    groups: (least?.summaries ?? []).map(({ name, ratios }) => ({
      name,
      bars: Object.entries(ratios).map(([rival, { cpu }]) => ({ name: rival, ...cpu })),
    })),
  }
}
