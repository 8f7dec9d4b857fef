import Sqlite from 'better-sqlite3'
import type { SeededCell } from '../support/databases/cells.ts'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import type { NovaRow } from '../support/databases/nova-tables.ts'
import { openLine, type Line } from './line.ts'
import { DOMAIN } from './names.ts'
import { openSite, type Site } from './site.ts'
import { allOfIt, QUESTION, STATEMENTS } from './store-faults.ts'
import { signIn } from '../support/graph.ts'
import type { Fault } from './try-fault.ts'

/** A site whose cell is in a database server of its own, over a line of its own. */
export type DatabaseSite = Site & { readonly server: DatabaseServer; readonly line: Line }

export async function openDatabaseSite(kind: {
  start(): Promise<DatabaseServer>
  seed(server: DatabaseServer, rows: SeededCell['rows']): Promise<void>
  url(server: DatabaseServer): string
}): Promise<DatabaseSite> {
  const server = await kind.start()
  const line = await openLine()
  line.leadTo(server.port)
  const url = kind.url(server).replace(`127.0.0.1:${server.port}`, `database.${DOMAIN}:${line.port}`)
  const site = await openSite({ cellConfigs: [{ name: 'cell1', uuid: null, url }] })
  await kind.seed(server, readRows(site.gateway.demo.database('cell1')))
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

type MakeFault = (name: string, words: RegExp, begin: () => Promise<void>, others?: Partial<Fault>) => Fault

/** What can befall every server of databases, whichever it is, and how to write down what else can. */
export function serverFaults(site: () => DatabaseSite): {
  readonly fault: MakeFault
  /** The server is killed soon after this has begun to hold its statements up. */
  readonly untilKilled: (name: string, holdUp: () => Promise<void>, letGo: () => void) => Fault
  readonly ofEveryServer: readonly Fault[]
} {
  const fault: MakeFault = (name, words, begin, others = {}) => ({
    name,
    begin,
    expected: allOfIt,
    words,
    calls: STATEMENTS,
    ...others,
  })
  return {
    fault,
    untilKilled: (name, holdUp, letGo) =>
      fault(
        name,
        DEAD.words,
        async () => {
          await holdUp()
          setTimeout(() => void site().server.kill(), 300)
        },
        {
          reads: DEAD.reads,
          end: async () => {
            letGo()
            await site().server.start()
          },
        },
      ),
    ofEveryServer: [
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
      fault(
        'is frozen, and somebody has asked it before',
        /fell silent several times in a row and is left alone/,
        async () => {
          await site().line.break('freeze')
          const token = await signIn(site().gateway.demo, 'admin')
          await site().gateway.ask(QUESTION, { token })
        },
        { calls: 0 },
      ),
      fault('is killed', DEAD.words, () => site().server.kill(), {
        reads: DEAD.reads,
        end: () => site().server.start(),
      }),
    ],
  }
}

/** A statement on an open connection, or a new connection; of many, the last ones are not sent any more. */
const SILENT = {
  words:
    /its database (fell silent in the middle of a statement|cannot be reached|fell silent several times in a row.*)$/,
  reads:
    'The PCI devices of cell cell1 cannot be read: its database fell silent in the middle of a statement (or: cannot be reached)',
  within: 'two statement limits + 2 s',
} as const

/** What came first: the end of an open connection, or no new one. */
const DEAD = {
  words: /its database (closed the connection|refuses connections; is it running, and is the port right\?)$/,
  reads: 'The PCI devices of cell cell1 cannot be read: its database closed the connection (or: refuses connections)',
} as const

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
