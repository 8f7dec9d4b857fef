import Sqlite from 'better-sqlite3'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { cloudEnvironment } from '../cli/command.ts'
import { startProgram, type Program } from '../e2e/start-program.ts'
import type { SeededCell } from '../support/databases/cells.ts'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import { mariadbUrl, seedMariadb, startMariadb } from '../support/databases/mariadb.ts'
import type { NovaRow } from '../support/databases/nova-tables.ts'

/** A cloud whose one cell is in a MariaDB, for as many gateways as are started before it. */
export type Site = {
  readonly demo: DemoCloud
  readonly database: DatabaseServer
  startGateway(env?: Readonly<Record<string, string>>): Promise<Program>
  [Symbol.asyncDispose](): Promise<void>
}

export async function openSite(): Promise<Site> {
  const demo = await startDemoCloud({ servers: 60, hypervisors: 12 })
  const database = await startMariadb()
  await seedMariadb(database, [{ name: 'cell1', rows: readRows(demo.database('cell1')) }])
  return {
    demo,
    database,
    startGateway: (env = {}) =>
      startProgram({
        env: {
          ...cloudEnvironment(demo),
          PCIGRAPH_DEMO: '',
          NODE_ENV: 'production',
          PCIGRAPH_SOURCES: `cell1=${mariadbUrl(database, 'cell1')}`,
          ...env,
        },
        throughNpm: false,
      }),
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await demo.close()
    },
  }
}

function readRows(path: string): SeededCell['rows'] {
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
