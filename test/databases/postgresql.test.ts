import { connectPostgres } from '../../src/sources/pci/postgres.ts'
import { describePciStore } from '../sources/pci/contract.ts'
import { NASTY_CELL } from '../support/databases/cells.ts'
import { postgresqlUrl, seedPostgresql, startPostgresql } from '../support/databases/postgresql.ts'
import { describeServer } from './server-behaviour.ts'

describePciStore('the PCI store on PostgreSQL', async (cells) => {
  const server = await startPostgresql()
  await seedPostgresql(server, cells)
  return {
    cells: cells.map(({ name }) => ({ name, uuid: null, url: postgresqlUrl(server, name) })),
    deadUrl: 'postgres://reader:secret@127.0.0.1:1/nova',
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
})

describeServer('a PostgreSQL server', {
  start: startPostgresql,
  seed: (server) => seedPostgresql(server, [NASTY_CELL]),
  url: (server, user) => postgresqlUrl(server, 'nasty', user),
  connect(url, options) {
    if (url.database !== 'POSTGRESQL') throw new Error('not the URL of a PostgreSQL database')
    return connectPostgres(url, options)
  },
  sleep: 'SELECT pg_sleep(10)',
  denied: /permission denied/,
})
