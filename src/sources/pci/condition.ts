import { sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'

/**
 * Part of a WHERE. Where it holds or fails whatever the rows are it is a plain boolean, so that a cell which cannot
 * match is not asked.
 */
export type Condition = boolean | Expression<SqlBool>

export function allOf(conditions: readonly Condition[]): Condition {
  const open = conditions.filter((condition) => condition !== true)
  if (open.includes(false)) return false
  return open.length === 0 ? true : sql<SqlBool>`(${sql.join(open, sql` and `)})`
}

export function anyOf(conditions: readonly Condition[]): Condition {
  const open = conditions.filter((condition) => condition !== false)
  if (open.includes(true)) return true
  return open.length === 0 ? false : sql<SqlBool>`(${sql.join(open, sql` or `)})`
}

/**
 * The exact complement: what is unknown in SQL, because of a null, is no match and hence matches here. `and` and `or`
 * need no such care: an unknown part can never make the whole true.
 */
export function notThat(condition: Condition): Condition {
  return typeof condition === 'boolean' ? !condition : sql<SqlBool>`((${condition}) is not true)`
}

/** For a cell that is asked: `true` asks for nothing more. */
export function asWhere(condition: Condition): Expression<SqlBool> {
  return typeof condition === 'boolean' ? (condition ? sql<SqlBool>`1 = 1` : sql<SqlBool>`1 = 0`) : condition
}
