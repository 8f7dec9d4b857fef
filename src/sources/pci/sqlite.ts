import { statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database, Statement as PreparedStatement } from 'better-sqlite3'
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely'
import { nextTurnIfLong } from '../../model/long-turn.ts'
import type { Connector, ConnectorOptions, Statement } from './connector.ts'
import { naiveUtc } from './dialect.ts'
import type { Dialect } from './dialect.ts'

/** The embedded database: the demo cloud's, a mirror's, or a copy that somebody sent. Opened read only, on first use. */
export function connectSqlite(path: string, options: ConnectorOptions): Connector {
  // The promise, and not what it gives: statements that come together must not open the file once each.
  let opened: Promise<Opened> | null = null

  return {
    async query(statement) {
      const giveUpAt = performance.now() + Math.min(LONGEST_LOCK_MS, options.statementTimeoutMs)
      for (;;) {
        try {
          return await ask(statement)
        } catch (error) {
          if (!isLocked(error) || performance.now() >= giveUpAt) throw error
          await sleep(LOCK_PAUSE_MS)
        }
      }
    },
    async version() {
      await closeIfReplaced()
      const { database, file } = await (opened ??= openOnce())
      return `${file} ${String(database.pragma('data_version', { simple: true }))}`
    },
    close,
  }

  async function ask(asked: Statement): Promise<readonly unknown[]> {
    await closeIfReplaced()
    const mine = (opened ??= openOnce())
    const { database, statements } = await mine
    // It answers in the turn in which it is asked, and would answer all questions of many requests in one.
    const turn = nextTurnIfLong()
    if (turn) {
      await turn
      return ask(asked)
    }
    const { sql, parameters } = asked
    try {
      let statement = statements.get(sql)
      if (statement === undefined) {
        statement = database.prepare<unknown[]>(sql)
        // Lists are one parameter, so that few texts differ; filters of every shape must not fill the memory.
        if (statements.size >= 256) statements.clear()
        statements.set(sql, statement)
      }
      return statement.all(...parameters)
    } catch (error) {
      // The open file stays the broken one, whatever is put in its place: the next statement opens it anew.
      if (opened === mine && isFileBroken(error)) await close()
      throw error
    }
  }

  /** A file that was moved away or replaced can be read as long as it is open, and would be, for ever. */
  async function closeIfReplaced(): Promise<void> {
    const mine = opened
    if (mine === null) return
    const { file } = await mine
    if (opened === mine && file !== fileAt(path)) await close()
  }

  // A file that is not there today may be there tomorrow.
  async function openOnce(): Promise<Opened> {
    try {
      return await open(path)
    } catch (error) {
      opened = null
      throw error
    }
  }

  async function close(): Promise<void> {
    const closing = opened
    opened = null
    // One that never opened has nothing to close.
    const found = await closing?.catch(() => null)
    found?.database.close()
  }
}

function isFileBroken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^SQLITE_(NOTADB|CORRUPT|IOERR)/.test(String(error.code))
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
}

/** Which file is at a path; null: none. */
function fileAt(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined ? null : `${found.dev} ${found.ino}`
}

type Opened = {
  readonly database: Database
  readonly statements: Map<string, PreparedStatement<unknown[]>>
  readonly file: string | null
}

/** How long a writer's lock is waited for, and how often it is looked at. */
const LONGEST_LOCK_MS = 1000
const LOCK_PAUSE_MS = 20

async function open(path: string): Promise<Opened> {
  const { default: Sqlite } = await import('better-sqlite3')
  const file = fileAt(path)
  // SQLite's own waiting for a writer's lock would block the whole process.
  const database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 0 })
  return { database, statements: new Map(), file }
}

export const sqliteDialect: Dialect = {
  database: 'SQLITE',
  // All rows of an answer are read in one turn of the event loop.
  mostKeys: 1000,
  builder: new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  }),

  // SQLite compares the bytes of text unless a column says otherwise, and Nova's say nothing.
  bytes: (text) => text,
  // Without the affinity of a column SQLite makes no index of a subquery, and reads all of it for every row.
  columnText: (text) => sql<string>`cast(${text} as text)`,
  boundBytes: (text) => sql`${text}`,
  sameText: (left, right) => sql`${left} = ${right}`,
  textIn: (column, values) => sqliteDialect.keyIn(column, values),
  keyIn: (column, keys) => sql`${column} in (select value from json_each(${JSON.stringify(keys)}))`,
  numberIn: (column, values) => sql`${column} in (select value from json_each(${JSON.stringify(values)}))`,
  pairIn: ({ left, right }, pairs) =>
    sql`(${left}, ${right}) in (select value ->> 0, value ->> 1 from json_each(${JSON.stringify(pairs)}))`,
  indexOf: (text, part) => sql`instr(${text}, ${part})`,

  boundNumber: (value) => sql`${value}`,
  // SQLAlchemy writes microseconds, others write none: cut or filled to the same length, they compare as text.
  time: (column) => sql`substr(${column} || case when instr(${column}, '.') > 0 then '000' else '.000' end, 1, 23)`,
  boundTime: (time) => sql`${naiveUtc(time)}`,
}
