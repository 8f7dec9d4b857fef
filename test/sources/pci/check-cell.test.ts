import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { checkCell } from '../../../src/sources/pci/check-cell.ts'
import { NASTY_CELL, RECORDED_CELL } from '../../support/databases/cells.ts'
import { createSqliteCells } from '../../support/databases/sqlite-cells.ts'

const TIME = { statementTimeoutMs: 1000 }

it('finds nothing to say of a whole cell but how many compute nodes it has and when one last reported', async () => {
  await using files = await createSqliteCells([RECORDED_CELL, NASTY_CELL])
  const checks = await Promise.all(files.cells.map((cell) => checkCell(cell, TIME)))
  expect(checks).toMatchObject([
    { cell: 'recorded', database: 'SQLITE', unreachable: null, unreadable: [], excess: null, computeNodes: 7 },
    { cell: 'nasty', unreadable: [], computeNodes: 5 },
  ])
  expect(checks[1]?.lastHeartbeat).toEqual(new Date('2026-11-22T11:00:00Z'))
})

it('names each table and column that cannot be read, a missing table once', async () => {
  await using files = await createSqliteCells([RECORDED_CELL])
  const [cell] = files.cells
  if (cell === undefined) throw new Error('no cell was made')
  const database = new Sqlite(cell.url.slice('sqlite:'.length))
  database.exec('DROP TABLE services; ALTER TABLE instances RENAME COLUMN host TO elsewhere')
  database.close()
  const { unreadable, lastHeartbeat } = await checkCell(cell, TIME)
  expect(unreadable.map(({ what }) => what)).toEqual(['services', 'instances.host'])
  expect(unreadable[0]?.reason).toContain('a table or column is missing')
  expect(lastHeartbeat).toBeNull()
})

it('says why a database cannot be asked, and nothing else of it', async () => {
  await using files = await createSqliteCells([])
  const check = await checkCell({ name: 'gone', uuid: null, url: files.deadUrl }, TIME)
  expect(check).toMatchObject({ unreachable: 'the file cannot be opened', unreadable: [], computeNodes: null })
})
