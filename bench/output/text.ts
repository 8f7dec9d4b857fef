import type { Goal } from '../goals.ts'
import type { Results } from '../parts/results.ts'
import { federationTables } from './federation-tables.ts'
import { notesOf } from './notes.ts'
import { describe, goalsTable, otherTables, questionTable, type Table } from './tables.ts'

/** Tables for people at a terminal. */
export function asText(results: Results, goals: readonly Goal[]): string {
  const tables = [
    ...results.questions.flatMap(({ latencyMs, summaries }) =>
      summaries.map((summary) => questionTable(summary, latencyMs, results)),
    ),
    ...otherTables(results),
    ...(results.federation === null ? [] : federationTables(results.federation)),
    goalsTable(goals.filter(({ isMet }) => isMet !== null)),
  ]
  return [...tables.map(writeTable), ...notesOf(results), describe(results.machine), ''].join('\n')
}

function writeTable({ title, head, rows }: Table): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const lines = all.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  return [title, ...lines.map((line) => `  ${line}`), ''].join('\n')
}
