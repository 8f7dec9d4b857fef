import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCell } from '../../src/sources/pci/check-cell.ts'
import { NASTY_CELL } from '../support/databases/cells.ts'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import { mariadbUrl, seedMariadb, startMariadb } from '../support/databases/mariadb.ts'
import { postgresqlUrl, seedPostgresql, startPostgresql } from '../support/databases/postgresql.ts'

const SERVERS = [
  { name: 'MariaDB', start: startMariadb, seed: seedMariadb, urlOf: mariadbUrl },
  { name: 'PostgreSQL', start: startPostgresql, seed: seedPostgresql, urlOf: postgresqlUrl },
]

describe.each(SERVERS)('the grants of a cell on $name', ({ start, seed, urlOf }) => {
  let server: DatabaseServer
  beforeAll(async () => {
    server = await start()
    await seed(server, [NASTY_CELL])
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const check = (user: string) =>
    checkCell({ name: 'nasty', uuid: null, url: urlOf(server, 'nasty', user) }, { statementTimeoutMs: 5000 })

  it('are just enough for the documented user', async () => {
    expect(await check('reader')).toMatchObject({
      unreachable: null,
      unreadable: [],
      excess: { writes: [], columns: [], tables: [] },
      computeNodes: 5,
    })
  })

  it('are too many for the owner, who could write and read the secrets of servers', async () => {
    const { unreadable, excess } = await check('owner')
    expect(unreadable).toEqual([])
    expect(excess?.writes.length).toBeGreaterThan(0)
    expect(excess?.columns.length).toBeGreaterThan(0)
  })

  it('are none for a user whom the server does not know', async () => {
    expect(await check('stranger')).toMatchObject({
      unreachable: 'its database knows no such user or password, or not from here',
      unreadable: [],
      excess: null,
    })
  })
})
