import { CALLER_KINDS, type CallerKind } from '../support/callers.ts'
import type { Outcome } from './compare.ts'

/** What every kind of caller got at every field of every object. */
export type Table = {
  record(kind: CallerKind, what: string, field: string, outcome: Outcome): void
  /** At every row that there is. */
  recordEverywhere(kind: CallerKind, outcome: Outcome): void
  /** Of all fields, the ones that nobody was shown anything of: of them the table proves little. */
  fieldsNeverSeen(): string[]
  /** How many rows have which outcome, by caller. */
  counts(): Record<CallerKind, Record<Outcome | 'not reached', number>>
  /** In Markdown. */
  print(title: string, text: string): string
}

const SIGNS: Readonly<Record<Outcome, string>> = { value: '✓', null: '∅', denied: '✗', refused: '401' }
const NOT_REACHED = '·'

const HEADS: Readonly<Record<CallerKind, string>> = {
  admin: 'admin',
  member: 'member (alice)',
  otherMember: 'member (bob)',
  reader: 'reader (carol)',
  customRole: 'custom role (dave)',
  applicationCredential: 'app. cred.',
  restrictedApplicationCredential: 'restricted app. cred.',
  unscoped: 'unscoped',
  domainAdmin: 'domain admin',
  systemAdmin: 'system admin',
  systemReader: 'system reader',
  revoked: 'revoked',
  none: 'none',
}
const KINDS = Object.keys(CALLER_KINDS).filter((kind): kind is CallerKind => kind in CALLER_KINDS)

export function createTable(): Table {
  const sections = new Map<string, Map<string, Map<CallerKind, Set<Outcome>>>>()
  const rows = () => [...sections.values()].flatMap((section) => [...section])
  const cell = (callers: ReadonlyMap<CallerKind, ReadonlySet<Outcome>>, kind: CallerKind): string => {
    const outcomes = callers.get(kind) ?? new Set()
    const told = [...outcomes].filter((outcome) => outcome !== 'null' || outcomes.size === 1)
    return told.length === 0 ? NOT_REACHED : told.map((outcome) => SIGNS[outcome]).join(' ')
  }
  return {
    record(kind, what, field, outcome) {
      const section = sections.get(what) ?? new Map<string, Map<CallerKind, Set<Outcome>>>()
      sections.set(what, section)
      const row = section.get(field) ?? new Map<CallerKind, Set<Outcome>>()
      section.set(field, row)
      row.set(kind, (row.get(kind) ?? new Set<Outcome>()).add(outcome))
    },
    recordEverywhere(kind, outcome) {
      for (const [, callers] of rows()) callers.set(kind, new Set([outcome]))
    },
    fieldsNeverSeen() {
      const seen = new Set(
        rows().flatMap(([field, callers]) =>
          [...callers.values()].some((outcomes) => outcomes.has('value')) ? [field] : [],
        ),
      )
      return [...new Set(rows().map(([field]) => field))].filter((field) => !seen.has(field)).sort()
    },
    counts() {
      const none = () => ({ value: 0, null: 0, denied: 0, refused: 0, 'not reached': 0 })
      const counts: Record<CallerKind, ReturnType<typeof none>> = {
        admin: none(),
        member: none(),
        otherMember: none(),
        reader: none(),
        customRole: none(),
        unscoped: none(),
        domainAdmin: none(),
        systemAdmin: none(),
        systemReader: none(),
        applicationCredential: none(),
        restrictedApplicationCredential: none(),
        revoked: none(),
        none: none(),
      }
      for (const [, callers] of rows()) {
        for (const kind of KINDS) {
          const outcomes = callers.get(kind) ?? new Set<Outcome>()
          const most = (['value', 'denied', 'null', 'refused'] as const).find((outcome) => outcomes.has(outcome))
          counts[kind][most ?? 'not reached'] += 1
        }
      }
      return counts
    },
    print(title, text) {
      const parts = [...sections].map(([what, section]) => {
        const lines = [...section].map(([field, callers]) => [
          `\`${field}\``,
          ...KINDS.map((kind) => cell(callers, kind)),
        ])
        return `## ${what}\n\n${markdown([['Field', ...KINDS.map((kind) => HEADS[kind])], ...lines])}`
      })
      return `# ${title}\n\n${text}\n\n${parts.join('\n\n')}\n`
    },
  }
}

/** As Prettier would write it. */
function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
