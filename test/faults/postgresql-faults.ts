import { expect } from 'vitest'
import pg from 'pg'
import { POSTGRESQL_PASSWORD, postgresqlUrl, seedPostgresql, startPostgresql } from '../support/databases/postgresql.ts'
import { openDatabaseSite, serverFaults, type DatabaseSite } from './database-site.ts'
import { STORE } from './store-faults.ts'
import type { Fault, Place } from './try-fault.ts'

export const POSTGRESQL: Place = { title: 'PCI store: a cell in PostgreSQL', ...STORE }

export function openPostgresqlSite(): Promise<DatabaseSite> {
  return openDatabaseSite({
    start: startPostgresql,
    seed: (server, rows) => seedPostgresql(server, [{ name: 'cell1', rows }]),
    url: (server) => `${postgresqlUrl(server, 'cell1')}?sslmode=disable`,
  })
}

export function postgresqlFaults(site: () => DatabaseSite): Fault[] {
  const { fault, untilKilled, ofEveryServer } = serverFaults(site)
  const bySql = (...sql: string[]) => ({ end: () => asOwner(site(), sql) })

  return [
    ...ofEveryServer,
    untilKilled('is killed amid a statement', () => lockDevices(site()), hangUpOthers),
    fault('another has locked the table', /longer than the time limit/, () => lockDevices(site()), {
      end: hangUpOthers,
      within: 'the statement limit + 1 s',
    }),
    fault(
      'has no connection left',
      /no connection left/,
      async () => {
        await asOwner(site(), ['ALTER ROLE reader CONNECTION LIMIT 1'])
        await site().line.break('cut')
        const { port } = site().server
        const other = new pg.Client({
          ...{ host: '127.0.0.1', port, user: 'reader', password: POSTGRESQL_PASSWORD, database: 'cell1' },
        })
        // Those who were cut off have to be gone first.
        await expect.poll(() => sessionsOfReader(site())).toBe(0)
        await other.connect()
        keep(other)
      },
      {
        end: async () => {
          hangUpOthers()
          await asOwner(site(), ['ALTER ROLE reader CONNECTION LIMIT -1'])
        },
      },
    ),
    fault(
      'knows the password no longer',
      /no such user or password/,
      async () => {
        await asOwner(site(), ['ALTER ROLE reader RENAME TO former_reader'])
        await site().line.break('cut')
      },
      bySql(
        'ALTER ROLE former_reader RENAME TO reader',
        // A password is bound to the name of its role in some of its forms.
        `ALTER ROLE reader PASSWORD ${pg.escapeLiteral(POSTGRESQL_PASSWORD)}`,
      ),
    ),
    fault(
      'a table is missing: an upgrade is under way',
      /a table or column is missing/,
      () => asOwner(site(), ['ALTER TABLE pci_devices RENAME TO shadow_pci_devices']),
      bySql('ALTER TABLE shadow_pci_devices RENAME TO pci_devices'),
    ),
    fault(
      'a grant was taken away',
      /lacks a grant/,
      () => asOwner(site(), ['REVOKE SELECT (deleted) ON pci_devices FROM reader']),
      bySql('GRANT SELECT (deleted) ON pci_devices TO reader'),
    ),
    fault(
      'an administrator has ended its sessions',
      /./,
      () => asOwner(site(), ["SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'"]),
      { expected: {} },
    ),
    fault(
      'its clock is two hours behind ours',
      /./,
      () => asOwner(site(), ["UPDATE services SET last_seen_up = last_seen_up - INTERVAL '2 hours'"]),
      {
        ...bySql("UPDATE services SET last_seen_up = last_seen_up + INTERVAL '2 hours'"),
        expected: {},
        whole: 'whole: `stale` is true, as of hosts that are down',
        check: ({ data }) => expect(data).toMatchObject({ pciDevices: { nodes: [{ stale: true }, { stale: true }] } }),
      },
    ),
  ]
}

/** Of others, who stand in the way. */
const others: pg.Client[] = []

function keep(other: pg.Client): void {
  other.on('error', () => undefined)
  others.push(other)
}

function hangUpOthers(): void {
  // Whether the server is still there to take leave of or not.
  for (const other of others.splice(0)) void other.end().catch(() => undefined)
}

/** As a schema change does. */
async function lockDevices(site: DatabaseSite): Promise<void> {
  const locker = await ownerOf(site)
  keep(locker)
  await locker.query('BEGIN; LOCK TABLE pci_devices IN ACCESS EXCLUSIVE MODE')
}

async function ownerOf({ server }: DatabaseSite): Promise<pg.Client> {
  const owner = new pg.Client({ host: server.directory, port: server.port, user: 'postgres', database: 'cell1' })
  await owner.connect()
  return owner
}

async function asOwner(site: DatabaseSite, statements: readonly string[]): Promise<void> {
  const owner = await ownerOf(site)
  for (const statement of statements) await owner.query(statement)
  await owner.end()
}

async function sessionsOfReader(site: DatabaseSite): Promise<number> {
  const owner = await ownerOf(site)
  const { rows } = await owner.query("SELECT 1 FROM pg_stat_activity WHERE usename = 'reader'")
  await owner.end()
  return rows.length
}
