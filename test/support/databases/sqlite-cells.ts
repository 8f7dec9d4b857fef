import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { CellConfig } from '../../../src/sources/pci/cell-url.ts'
import type { SeededCell } from './cells.ts'
import { NOVA_TABLES, createTables, insertRow } from './nova-tables.ts'

/** One SQLite file per cell, in a directory that goes when it is disposed of. */
export async function createSqliteCells(cells: readonly SeededCell[]) {
  const directory = await mkdtemp(join(tmpdir(), 'pcigraph-sqlite-'))
  return {
    cells: cells.map((cell): CellConfig => {
      const path = join(directory, `${cell.name}.db`)
      seedSqlite(path, cell)
      return { name: cell.name, uuid: null, url: `sqlite:${path}` }
    }),
    deadUrl: `sqlite:${join(directory, 'nowhere.db')}`,
    async [Symbol.asyncDispose]() {
      await rm(directory, { recursive: true })
    },
  }
}

export function seedSqlite(path: string, { name, rows }: SeededCell): void {
  const database = new Sqlite(path)
  for (const statement of createTables('sqlite')) database.exec(statement)
  database.exec('BEGIN')
  for (const table of NOVA_TABLES) {
    for (const row of rows[table]) {
      const [sql, values] = insertRow(table, row, 'sqlite')
      // SQLAlchemy writes microseconds on SQLite; other programs that fill one often do not.
      const written = name === 'nasty' ? values.map(withMicroseconds) : values
      database.prepare(sql).run(...written)
    }
  }
  database.exec('COMMIT')
  database.close()
}

function withMicroseconds(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value) ? `${value}.000000` : value
}
