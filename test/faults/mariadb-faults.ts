import { join } from 'node:path'
import { createConnection, type Connection } from 'mysql2/promise'
import { expect } from 'vitest'
import { mariadbUrl, seedMariadb, startMariadb } from '../support/databases/mariadb.ts'
import { openDatabaseSite, serverFaults, type DatabaseSite } from './database-site.ts'
import { STORE } from './store-faults.ts'
import type { Fault, Place } from './try-fault.ts'

export const MARIADB: Place = { title: 'PCI store: a cell in MariaDB', ...STORE }

export function openMariadbSite(): Promise<DatabaseSite> {
  return openDatabaseSite({
    start: startMariadb,
    seed: (server, rows) => seedMariadb(server, [{ name: 'cell1', rows }]),
    url: (server) => `${mariadbUrl(server, 'cell1')}&ssl_disabled=true`,
  })
}

export function mariadbFaults(site: () => DatabaseSite): Fault[] {
  const { fault, untilKilled, ofEveryServer } = serverFaults(site)
  const bySql = (...sql: string[]) => ({ end: () => asRoot(site(), sql) })

  return [
    ...ofEveryServer,
    untilKilled('is killed amid a statement', () => lockDevices(site()), hangUpOthers),
    fault('another has locked the table', /longer than the time limit/, () => lockDevices(site()), {
      end: hangUpOthers,
      within: 'the statement limit + 1 s',
    }),
    fault(
      'has no disk space left for temporary tables',
      /no disk space left/,
      async () => {
        await asRoot(site(), ['SET GLOBAL tmp_memory_table_size = 0', 'SET GLOBAL tmp_disk_table_size = 1024'])
        // What is set is for sessions to come.
        await site().line.break('cut')
      },
      {
        end: async () => {
          await asRoot(site(), [
            'SET GLOBAL tmp_memory_table_size = DEFAULT',
            'SET GLOBAL tmp_disk_table_size = DEFAULT',
          ])
          await site().line.break('cut')
        },
      },
    ),
    fault(
      'has no connection left',
      /no connection left/,
      async () => {
        await asRoot(site(), ['ALTER USER reader WITH MAX_USER_CONNECTIONS 1'])
        await site().line.break('cut')
        others.push(
          await createConnection({
            uri: mariadbUrl(site().server, 'cell1')
              .replace(/^mysql.pymysql/, 'mysql')
              .replace(/\?.*/, ''),
          }),
        )
      },
      {
        end: async () => {
          hangUpOthers()
          await asRoot(site(), ['ALTER USER reader WITH MAX_USER_CONNECTIONS 0'])
        },
      },
    ),
    fault(
      'knows the password no longer',
      /no such user or password/,
      async () => {
        await asRoot(site(), ['RENAME USER reader TO former_reader'])
        await site().line.break('cut')
      },
      bySql('RENAME USER former_reader TO reader'),
    ),
    fault(
      'a table is missing: an upgrade is under way',
      /a table or column is missing|lacks a grant/,
      () => asRoot(site(), ['RENAME TABLE pci_devices TO shadow_pci_devices']),
      bySql('RENAME TABLE shadow_pci_devices TO pci_devices'),
    ),
    fault(
      'a grant was taken away',
      /lacks a grant/,
      () => asRoot(site(), ['REVOKE SELECT ON pci_devices FROM reader']),
      bySql('GRANT SELECT ON pci_devices TO reader'),
    ),
    fault(
      'its clock is two hours behind ours',
      /./,
      () => asRoot(site(), ['UPDATE services SET last_seen_up = last_seen_up - INTERVAL 2 HOUR']),
      {
        ...bySql('UPDATE services SET last_seen_up = last_seen_up + INTERVAL 2 HOUR'),
        expected: {},
        whole: 'whole: `stale` is true, as of hosts that are down',
        check: ({ data }) => expect(data).toMatchObject({ pciDevices: { nodes: [{ stale: true }, { stale: true }] } }),
      },
    ),
  ]
}

/** Of others, who stand in the way. */
const others: Connection[] = []

function hangUpOthers(): void {
  for (const other of others.splice(0)) other.destroy()
}

/** As a schema change does. */
async function lockDevices(site: DatabaseSite): Promise<void> {
  const locker = await rootOf(site)
  locker.on('error', () => undefined)
  await locker.query('LOCK TABLES pci_devices WRITE')
  others.push(locker)
}

function rootOf({ server }: DatabaseSite): Promise<Connection> {
  return createConnection({ socketPath: join(server.directory, 'socket'), user: 'root', database: 'cell1' })
}

async function asRoot(site: DatabaseSite, statements: readonly string[]): Promise<void> {
  const root = await rootOf(site)
  for (const statement of statements) await root.query(statement)
  await root.end()
}
