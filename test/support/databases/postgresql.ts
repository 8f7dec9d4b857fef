import { readdirSync } from 'node:fs'
import pg from 'pg'
import { grantStatements } from '../../../src/sources/pci/grants.ts'
import type { SeededCell } from './cells.ts'
import { createDatabaseServer } from './database-server.ts'
import type { DatabaseServer, ServerProgram } from './database-server.ts'
import { NOVA_TABLES, createTables, insertRow } from './nova-tables.ts'

const BINARIES = `/usr/lib/postgresql/${newestVersion()}/bin`

const POSTGRESQL: ServerProgram = {
  debianPackage: 'postgresql',
  binaries: [`${BINARIES}/initdb`, `${BINARIES}/postgres`],
  // It refuses to be run by root.
  systemUser: 'postgres',
  crashSignal: 'SIGQUIT',
  initialise: (directory) => [
    `${BINARIES}/initdb`,
    `--pgdata=${directory}/data`,
    '--username=postgres',
    '--auth-local=trust',
    '--auth-host=scram-sha-256',
    '--encoding=UTF8',
    // A collation that sorts as people do, so that one that sorts by bytes has to be asked for.
    '--locale=C.UTF-8',
    '--locale-provider=icu',
    '--icu-locale=en-US',
    '--no-sync',
  ],
  serve: (directory, port) => [
    `${BINARIES}/postgres`,
    '-D',
    `${directory}/data`,
    '-p',
    String(port),
    '-k',
    directory,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'fsync=off',
    // Neither the server's zone nor its way to write dates may make a difference.
    '-c',
    'timezone=Asia/Tokyo',
    '-c',
    'datestyle=SQL,DMY',
  ],
  async check(server) {
    const client = await connectAsOwner(server, 'postgres')
    await client.end()
  },
}

export async function startPostgresql(): Promise<DatabaseServer> {
  const server = await createDatabaseServer(POSTGRESQL)
  await server.start()
  return server
}

export const POSTGRESQL_PASSWORD = 'p@ss/word#%'

/** A database per cell, filled by its owner, and `reader`, who has the documented grants and nothing else. */
export async function seedPostgresql(server: DatabaseServer, cells: readonly SeededCell[]): Promise<void> {
  const admin = await connectAsOwner(server, 'postgres')
  const password = pg.escapeLiteral(POSTGRESQL_PASSWORD)
  await admin.query(`CREATE USER reader PASSWORD ${password}; CREATE USER owner SUPERUSER PASSWORD ${password}`)
  for (const { name, rows } of cells) {
    await admin.query(`CREATE DATABASE ${name}`)
    await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`)
    const owner = await connectAsOwner(server, name)
    for (const statement of createTables('postgresql')) await owner.query(statement)
    for (const table of NOVA_TABLES) {
      for (const row of rows[table]) await owner.query(...insertRow(table, row, 'postgresql'))
    }
    for (const grant of grantStatements('postgresql', { database: name, user: 'reader' })) await owner.query(grant)
    await owner.end()
  }
  await admin.end()
}

export function postgresqlUrl(server: DatabaseServer, database: string, user = 'reader'): string {
  // SQLAlchemy's form, as an operator copies it from nova.conf.
  return `postgresql+psycopg2://${user}:${encodeURIComponent(POSTGRESQL_PASSWORD)}@127.0.0.1:${server.port}/${database}`
}

async function connectAsOwner(server: Pick<DatabaseServer, 'directory' | 'port'>, database: string) {
  const client = new pg.Client({ host: server.directory, port: server.port, user: 'postgres', database })
  await client.connect()
  return client
}

/** Debian keeps the servers of all its releases side by side. */
function newestVersion(): number {
  try {
    return Math.max(...readdirSync('/usr/lib/postgresql').map(Number).filter(Number.isInteger))
  } catch {
    return 15
  }
}
