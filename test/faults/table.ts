/** What came of one fault. */
export type Finding = {
  readonly where: string
  readonly fault: string
  readonly gets: string
  readonly within: string
  readonly calls: string
  readonly next: string
}

/** Gathers what the tests find, in their order, for `docs/faults.md`. */
export type FaultTable = { add(finding: Finding): void; print(introduction: string): string }

export function createFaultTable(): FaultTable {
  const findings: Finding[] = []
  return {
    add: (finding) => void findings.push(finding),
    print(introduction) {
      const sections = [...Map.groupBy(findings, ({ where }) => where)].map(([where, rows]) => {
        const lines = rows.map(({ fault, gets, within, calls, next }) => [fault, gets, within, calls, next])
        return `## ${where}\n\n${markdown([HEAD, ...lines])}`
      })
      return `${[introduction.trim(), ...sections].join('\n\n')}\n`
    },
  }
}

const HEAD = ['Fault', 'The client gets', 'Within', 'Calls', 'Next question']

/** As Prettier would write it. */
function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
