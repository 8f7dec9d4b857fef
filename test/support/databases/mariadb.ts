import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { grantStatements } from '../../../src/sources/pci/grants.ts'
import type { SeededCell } from './cells.ts'
import type { ServerTls } from './authority.ts'
import { createDatabaseServer } from './database-server.ts'
import type { DatabaseServer, ServerProgram } from './database-server.ts'
import { NOVA_TABLES, createTables, insertRow } from './nova-tables.ts'

/** It runs by root only when told to. */
const AS_ROOT = process.getuid?.() === 0 ? ['--user=root'] : []

const MARIADB: ServerProgram = {
  debianPackage: 'mariadb-server',
  binaries: ['/usr/sbin/mariadbd', '/usr/bin/mariadb-install-db'],
  systemUser: null,
  crashSignal: 'SIGKILL',
  initialise: (directory) => [
    '/usr/bin/mariadb-install-db',
    '--no-defaults',
    ...AS_ROOT,
    `--datadir=${directory}/data`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ],
  serve: (directory, port) => [
    '/usr/sbin/mariadbd',
    '--no-defaults',
    ...AS_ROOT,
    `--datadir=${directory}/data`,
    // Whatever is called #sql… in its folder for temporary tables it deletes at its start, another server's too.
    `--tmpdir=${directory}/data`,
    `--socket=${directory}/socket`,
    `--pid-file=${directory}/pid`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    // Quick, and yet nothing written is lost when the server is killed.
    '--innodb-flush-log-at-trx-commit=2',
    // Neither the server's zone nor its mode may make a difference.
    '--default-time-zone=+09:00',
    '--sql-mode=ANSI_QUOTES,NO_BACKSLASH_ESCAPES,ONLY_FULL_GROUP_BY',
  ],
  async check({ directory }) {
    const connection = await createConnection({ socketPath: join(directory, 'socket'), user: 'root' })
    await connection.end()
  },
}

/** @param tls what it shows; then nobody is let in over TCP without TLS. */
export async function startMariadb(tls: ServerTls | null = null): Promise<DatabaseServer> {
  const server = await createDatabaseServer(tls === null ? MARIADB : withTls(tls))
  await server.start()
  return server
}

function withTls(tls: ServerTls): ServerProgram {
  return {
    ...MARIADB,
    files: { 'ca.pem': tls.ca, 'cert.pem': tls.cert, 'key.pem': tls.key },
    serve: (directory, port) => [
      ...MARIADB.serve(directory, port),
      `--ssl-ca=${directory}/ca.pem`,
      `--ssl-cert=${directory}/cert.pem`,
      `--ssl-key=${directory}/key.pem`,
      '--require-secure-transport=ON',
    ],
  }
}

/** Lets a user in only with a certificate of the server's authority. */
export async function demandCertificateMariadb(server: DatabaseServer): Promise<void> {
  const root = await createConnection({ socketPath: join(server.directory, 'socket'), user: 'root' })
  await root.query('ALTER USER reader REQUIRE X509')
  await root.end()
}

export const MARIADB_PASSWORD = 'p@ss/word#%'

/** A database per cell, filled by its owner, and `reader`, who has the documented grants and nothing else. */
export async function seedMariadb(server: DatabaseServer, cells: readonly SeededCell[]): Promise<void> {
  const owner = await createConnection({ socketPath: join(server.directory, 'socket'), user: 'root' })
  await owner.query("SET sql_mode = ''")
  await owner.query('CREATE USER reader IDENTIFIED BY ?', [MARIADB_PASSWORD])
  await owner.query('CREATE USER owner IDENTIFIED BY ?', [MARIADB_PASSWORD])
  for (const { name, rows } of cells) {
    await owner.query(`CREATE DATABASE ${name}`)
    await owner.query(`GRANT ALL ON ${name}.* TO owner`)
    await owner.query(`USE ${name}`)
    for (const statement of createTables('mysql')) await owner.query(statement)
    for (const table of NOVA_TABLES) {
      for (const row of rows[table]) await owner.query(...insertRow(table, row, 'mysql'))
    }
    for (const grant of grantStatements('mysql', { database: name, user: 'reader' })) await owner.query(grant)
  }
  await owner.end()
}

export function mariadbUrl(server: DatabaseServer, database: string, user = 'reader'): string {
  // SQLAlchemy's form, as an operator copies it from nova.conf.
  return `mysql+pymysql://${user}:${encodeURIComponent(MARIADB_PASSWORD)}@127.0.0.1:${server.port}/${database}?charset=utf8`
}
