import type { Expression, Kysely, RawBuilder, SqlBool } from 'kysely'
import type { NovaTables } from './tables.ts'

/** What differs between the databases when a question is written down; connecting is the Connector's. */
export type Dialect = {
  readonly database: 'SQLITE' | 'MYSQL' | 'POSTGRESQL'
  /** Writes statements; never runs them. */
  readonly builder: Kysely<NovaTables>
  /** Keys of one question, where an answer of many rows had better come in parts; Infinity: in one. */
  readonly mostKeys: number

  /** Text as its bytes, so that order, groups and `<` are the same whatever collation the column has. */
  bytes(text: Expression<unknown>): Expression<unknown>
  /** A text that was computed, to be compared by an index as a column of text would be. */
  columnText(text: RawBuilder<string>): RawBuilder<string>
  /** A bound text that compares with `bytes`. */
  boundBytes(text: string): Expression<unknown>
  /** Two columns hold the same bytes. Unknown (null) where one is null. */
  sameText(left: Expression<unknown>, right: Expression<unknown>): Expression<SqlBool>
  /** The column is byte for byte one of these. One statement, however many. */
  textIn(column: Expression<unknown>, values: readonly string[]): Expression<SqlBool>
  /** Likewise, by an index; it may let through what a loose collation holds to be equal, so the caller sieves. */
  keyIn(column: Expression<unknown>, keys: readonly string[]): Expression<SqlBool>
  numberIn(column: Expression<unknown>, values: readonly number[]): Expression<SqlBool>
  /** Both columns are one of these pairs; as loose as `keyIn`. */
  pairIn(columns: PairOfColumns, pairs: readonly (readonly [string | number, string])[]): Expression<SqlBool>
  /** Where a text begins in another, counted from 1; 0 where it does not occur. Byte for byte. */
  indexOf(text: Expression<unknown>, part: string): Expression<number>

  /** A bound number that any integer column compares with, by its index. */
  boundNumber(value: number): Expression<unknown>
  /** A DATETIME cut to milliseconds, which is what a Date can hold. */
  time(column: Expression<unknown>): Expression<unknown>
  /** A bound moment that compares with `time`, in naive UTC as Nova writes it. */
  boundTime(time: Date): Expression<unknown>
}

export type PairOfColumns = {
  readonly left: Expression<unknown>
  readonly leftHolds: 'text' | 'number'
  readonly right: Expression<unknown>
}

/** `2026-11-22 15:34:57.000`: naive UTC, as all three databases read it. */
export function naiveUtc(time: Date): string {
  return time.toISOString().replace('T', ' ').slice(0, 23)
}
