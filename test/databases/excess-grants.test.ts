import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cellSteps } from '../../src/cli/doctor/cell-steps.ts'
import { takeSteps } from '../../src/cli/doctor/step.ts'
import { readConfig } from '../../src/config.ts'
import { checkCell } from '../../src/sources/pci/check-cell.ts'
import { grantStatements } from '../../src/sources/pci/grants.ts'
import { NASTY_CELL } from '../support/databases/cells.ts'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import { mariadbUrl, seedMariadb, startMariadb } from '../support/databases/mariadb.ts'
import { postgresqlUrl, seedPostgresql, startPostgresql } from '../support/databases/postgresql.ts'

const SERVERS = [
  {
    name: 'MariaDB',
    start: startMariadb,
    seed: seedMariadb,
    urlOf: mariadbUrl,
    grants: grantStatements('mysql', { database: 'nasty', user: 'reader' }),
    run: async (server: DatabaseServer, statement: string) => {
      const root = await createConnection({ socketPath: join(server.directory, 'socket'), user: 'root' })
      await root.query('USE nasty')
      await root.query(statement)
      await root.end()
    },
  },
  {
    name: 'PostgreSQL',
    start: startPostgresql,
    seed: seedPostgresql,
    urlOf: postgresqlUrl,
    grants: grantStatements('postgresql', { database: 'nasty', user: 'reader' }),
    run: async (server: DatabaseServer, statement: string) => {
      const root = new pg.Client({ host: server.directory, port: server.port, user: 'postgres', database: 'nasty' })
      await root.connect()
      await root.query(statement)
      await root.end()
    },
  },
]

describe.each(SERVERS)('the grants of a cell on $name', ({ start, seed, urlOf, grants, run }) => {
  let server: DatabaseServer
  beforeAll(async () => {
    server = await start()
    await seed(server, [NASTY_CELL])
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const cellOf = (user: string) => ({ name: 'nasty', uuid: null, url: urlOf(server, 'nasty', user) })
  const check = (user: string) => checkCell(cellOf(user), { statementTimeoutMs: 5000 })

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
      unreachable: expect.stringMatching(/^its database knows no such user or password/) as unknown,
      unreadable: [],
      excess: null,
    })
  })

  /** What doctor says of each step, in order. */
  async function examine(user = 'reader'): Promise<Readonly<Record<string, unknown>>> {
    const steps = cellSteps([cellOf(user)], readConfig({ env: {}, argv: [] }))
    const findings: Record<string, unknown> = {}
    for await (const { name, finding } of takeSteps(steps, new AbortController().signal)) findings[name] = finding
    return findings
  }

  it('are told by doctor step by step', async () => {
    const findings = await examine()
    expect(Object.keys(findings)).toEqual(['nasty: database', 'nasty: grants', 'nasty: excess', 'nasty: freshness'])
    expect(findings).toMatchObject({
      'nasty: database': { outcome: 'ok' },
      'nasty: grants': { outcome: 'ok', said: 'every table and column that is needed can be read' },
      'nasty: excess': { outcome: 'ok', said: 'nothing else can be read, and nothing written' },
    })
  })

  it('fail in doctor where they are too few: each table and column is named, and what is fresh cannot be said', async () => {
    const ofServices = grants.find((grant) => /\bservices\b/.test(grant)) ?? ''
    const ofInstances = grants.find((grant) => /\binstances\b/.test(grant)) ?? ''
    const revoke = (grant: string) => grant.replace(/^GRANT/, 'REVOKE').replace(/ TO (?=\S+$)/, ' FROM ')
    await run(server, revoke(ofServices))
    await run(server, revoke(ofInstances.replace(/\(.*\)/, '(task_state)')))
    const findings = await examine()
    await run(server, ofServices)
    await run(server, ofInstances)
    expect(findings).toMatchObject({
      'nasty: database': { outcome: 'ok' },
      'nasty: grants': {
        outcome: 'failed',
        exitCode: 5,
        said: expect.stringMatching(/^cannot read services, instances\.task_state: /) as unknown,
        advice: expect.stringMatching(/^Run the GRANT statements of README on the database of nasty/) as unknown,
      },
      'nasty: excess': { outcome: 'ok' },
      'nasty: freshness': { outcome: 'skipped', said: 'needs nasty: grants' },
    })
  })

  it('are a warning in doctor where a column more is harmless, and a failure where it is of servers or can be written', async () => {
    await run(server, 'GRANT SELECT (updated_at) ON services TO reader')
    expect((await examine())['nasty: excess']).toMatchObject({
      outcome: 'warning',
      said: 'may read more columns: services.updated_at',
    })
    await run(server, 'GRANT SELECT (user_data) ON instances TO reader')
    await run(server, 'GRANT INSERT ON pci_devices TO reader')
    const { 'nasty: excess': excess } = await examine()
    expect(excess).toMatchObject({
      outcome: 'failed',
      exitCode: 1,
      said: expect.stringMatching(
        /^may do more than read: INSERT on \S*pci_devices; may read more columns: instances\.user_data, services\.updated_at$/i,
      ) as unknown,
      advice: expect.stringMatching(/^REVOKE it, /) as unknown,
    })
    await run(server, 'REVOKE INSERT ON pci_devices FROM reader')
    await run(server, 'REVOKE SELECT (user_data) ON instances FROM reader')
    await run(server, 'REVOKE SELECT (updated_at) ON services FROM reader')
    expect((await examine())['nasty: excess']).toMatchObject({ outcome: 'ok' })
  })

  it('fail in doctor for the owner, by all that the owner could do', async () => {
    expect(await examine('owner')).toMatchObject({
      'nasty: grants': { outcome: 'ok' },
      'nasty: excess': { outcome: 'failed', exitCode: 1, said: expect.stringContaining('more than read') as unknown },
      'nasty: freshness': { outcome: expect.stringMatching(/ok|warning/) as unknown },
    })
  })
})
