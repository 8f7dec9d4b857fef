import { readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { grantStatements } from '../../../src/sources/pci/grants.ts'
import type { SeededCell } from './cells.ts'
import type { ServerTls } from './authority.ts'
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

/** @param tls what it shows; then nobody is let in over TCP without TLS. */
export async function startPostgresql(tls: ServerTls | null = null): Promise<DatabaseServer> {
  const server = await createDatabaseServer(tls === null ? POSTGRESQL : withTls(tls))
  await server.start()
  return server
}

function withTls(tls: ServerTls): ServerProgram {
  return {
    ...POSTGRESQL,
    files: { 'ca.pem': tls.ca, 'cert.pem': tls.cert, 'key.pem': tls.key, 'hba.conf': hostAccess('') },
    serve: (directory, port) => [
      ...POSTGRESQL.serve(directory, port),
      ...[
        'ssl=on',
        'ssl_ca_file=ca.pem',
        'ssl_cert_file=cert.pem',
        'ssl_key_file=key.pem',
        'hba_file=hba.conf',
      ].flatMap((setting) => ['-c', setting.replace(/=(.*\.)/, `=${directory}/$1`)]),
    ],
  }
}

/** Lets a user in only with a certificate of the server's authority. */
export async function demandCertificatePostgresql(server: DatabaseServer): Promise<void> {
  await writeFile(join(server.directory, 'hba.conf'), hostAccess('clientcert=verify-ca'))
  const admin = await connectAsOwner(server, 'postgres')
  await admin.query('SELECT pg_reload_conf()')
  await admin.end()
}

function hostAccess(option: string): string {
  return `local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256 ${option}\n`
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
