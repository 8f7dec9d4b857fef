import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { createConnection, type Connection } from 'mysql2/promise'
import { expect } from 'vitest'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import { mariadbUrl, seedMariadb, startMariadb } from '../support/databases/mariadb.ts'
import type { NovaRow } from '../support/databases/nova-tables.ts'
import { openLine, type Line } from './line.ts'
import { DOMAIN } from './names.ts'
import { openSite, type Site } from './site.ts'
import { allOfIt, STATEMENTS, STORE } from './store-faults.ts'
import type { Fault, Place } from './try-fault.ts'

export const MARIADB: Place = { title: 'PCI store: a cell in MariaDB', ...STORE }

/** A site whose cell is in a MariaDB, over a line of its own. */
export type MariadbSite = Site & { readonly server: DatabaseServer; readonly line: Line }

export async function openMariadbSite(): Promise<MariadbSite> {
  const server = await startMariadb()
  const line = await openLine()
  line.leadTo(server.port)
  const url = mariadbUrl(server, 'cell1').replace(`127.0.0.1:${server.port}`, `mariadb.${DOMAIN}:${line.port}`)
  const site = await openSite({ cellConfigs: [{ name: 'cell1', uuid: null, url: `${url}&ssl_disabled=true` }] })
  await seedMariadb(server, [{ name: 'cell1', rows: readRows(site.gateway.demo.database('cell1')) }])
  return {
    ...site,
    server,
    line,
    async mend() {
      await line.mend()
      await site.mend()
    },
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]()
      await line[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

export function mariadbFaults(site: () => MariadbSite): Fault[] {
  const fault = (name: string, words: RegExp, begin: () => Promise<void>, others: Partial<Fault> = {}): Fault => ({
    name,
    begin,
    expected: allOfIt,
    words,
    calls: STATEMENTS,
    ...others,
  })
  const bySql = (...sql: string[]) => ({ end: () => asRoot(site(), sql) })

  return [
    fault('refuses connections', /refuses connections/, () => site().line.break('refuse')),
    fault('its host name resolves no longer', /host does not resolve/, async () => {
      site().names.lose()
      await site().line.break('cut')
    }),
    fault('connections were cut while nobody used them', /./, () => site().line.break('cut'), { expected: {} }),
    fault('closes the connection amid the rows', /closed the connection/, () =>
      site().line.break({ resetAfter: () => 10 }),
    ),
    fault('drips, a byte every 20 ms', SILENT.words, () => site().line.break({ dripEveryMs: 20 }), SILENT),
    fault('is frozen with its connections open', SILENT.words, () => site().line.break('freeze'), SILENT),
    fault('is killed', DEAD.words, () => site().server.kill(), { reads: DEAD.reads, end: () => site().server.start() }),
    fault(
      'is killed amid a statement',
      DEAD.words,
      async () => {
        await lockDevices(site())
        setTimeout(() => void site().server.kill(), 300)
      },
      {
        reads: DEAD.reads,
        end: async () => {
          hangUpOthers()
          await site().server.start()
        },
      },
    ),
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

/** A statement on an open connection, or a new connection. */
const SILENT = {
  words: /its database (fell silent in the middle of a statement|cannot be reached)$/,
  reads:
    'The PCI devices of cell cell1 cannot be read: its database fell silent in the middle of a statement (or: cannot be reached)',
  within: 'two statement limits + 2 s',
} as const

/** What came first: the end of an open connection, or no new one. */
const DEAD = {
  words: /its database (closed the connection|refuses connections; is it running, and is the port right\?)$/,
  reads: 'The PCI devices of cell cell1 cannot be read: its database closed the connection (or: refuses connections)',
} as const

/** Of others, who stand in the way. */
const others: Connection[] = []

function hangUpOthers(): void {
  for (const other of others.splice(0)) other.destroy()
}

/** As a schema change does. */
async function lockDevices(site: MariadbSite): Promise<void> {
  const locker = await rootOf(site)
  locker.on('error', () => undefined)
  await locker.query('LOCK TABLES pci_devices WRITE')
  others.push(locker)
}

function rootOf({ server }: MariadbSite): Promise<Connection> {
  return createConnection({ socketPath: join(server.directory, 'socket'), user: 'root', database: 'cell1' })
}

async function asRoot(site: MariadbSite, statements: readonly string[]): Promise<void> {
  const root = await rootOf(site)
  for (const statement of statements) await root.query(statement)
  await root.end()
}

function readRows(path: string) {
  const database = new Sqlite(path, { readonly: true })
  const rowsOf = (table: string) => database.prepare<[], NovaRow>(`SELECT * FROM ${table}`).all()
  const rows = {
    compute_nodes: rowsOf('compute_nodes'),
    services: rowsOf('services'),
    instances: rowsOf('instances'),
    pci_devices: rowsOf('pci_devices'),
  }
  database.close()
  return rows
}
