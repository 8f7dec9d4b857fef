import type { Compilable } from 'kysely'
import type { Call } from '../../model/call.ts'
import type { Cell } from './cell.ts'

/** Rows that were counted before, where the database tells that nothing was written since; else it is asked. */
export async function askKept<Row>(call: Call, cell: Cell, statement: Compilable<Row>): Promise<readonly Row[]> {
  call.signal.throwIfAborted()
  const version = await cell.version()
  if (version === null) return cell.ask(call, statement)
  const kept = cell.counts.at(version)
  // Whose rows are counted is bound in it: what one project is told is another one's never.
  const { sql, parameters } = statement.compile()
  const key = JSON.stringify([sql, parameters])
  const known = kept.get(key)
  // What was kept by this statement is what it selects.
  if (known !== undefined) return known as readonly Row[]
  const rows = await cell.ask(call, statement)
  kept.set(key, rows)
  return rows
}
