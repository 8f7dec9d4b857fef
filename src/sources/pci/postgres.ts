import { Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { TlsSettings } from './cell-tls.ts'
import type { DatabaseUrl } from './cell-url.ts'
import { LostConnection, askAgainWhenLost, connectTimeoutMs, withinDeadline } from './connector.ts'
import type { Connector, ConnectorOptions, Statement } from './connector.ts'
import { naiveUtc } from './dialect.ts'
import type { Dialect } from './dialect.ts'
import { createOpenSockets } from './open-sockets.ts'
import { readTlsFiles } from './tls-files.ts'

export function connectPostgres(url: DatabaseUrl, options: ConnectorOptions): Connector {
  let pool: Promise<Pool> | null = null
  const ready = new WeakSet<PoolClient>()
  const sockets = createOpenSockets()

  async function open(): Promise<Pool> {
    const { default: pg } = await import('pg')
    const types = new pg.TypeOverrides()
    // Naive UTC in the column, whatever the machine's zone is: decoded in one place, not by the driver.
    types.setTypeParser(pg.types.builtins.TIMESTAMP, (text) => text)
    types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => text)
    const opened = new pg.Pool({
      host: url.socketPath ?? url.host,
      port: url.port ?? 5432,
      user: url.user,
      password: url.password,
      database: url.name,
      ssl: url.tls === null ? false : await tlsOptions(url.tls),
      application_name: 'pcigraph',
      max: options.poolSize,
      connectionTimeoutMillis: connectTimeoutMs(options),
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      stream: () => sockets.add(new Socket()),
      types,
    })
    opened.on('error', options.onIdleError)
    // A client at work tells its loss to the statement and, beside that, as an event, which would end the process if nobody heard it.
    opened.on('connect', (client) => client.on('error', () => undefined))
    return opened
  }

  // A file of the TLS settings that cannot be read today may be there tomorrow.
  async function openOnce(): Promise<Pool> {
    try {
      return await open()
    } catch (error) {
      pool = null
      throw error
    }
  }

  async function run(statement: Statement): Promise<readonly unknown[]> {
    const client = await (await (pool ??= openOnce())).connect()
    const isNew = !ready.has(client)
    try {
      if (isNew) await withinDeadline(prepareSession(client, options), options)
      ready.add(client)
      const { rows } = await withinDeadline(
        client.query<Record<string, unknown>>({ text: statement.sql, values: [...statement.parameters] }),
        options,
      )
      client.release()
      return rows
    } catch (error) {
      client.release(!isServersAnswer(error) || !ready.has(client))
      if (!isNew && !isServersAnswer(error)) throw new LostConnection(error)
      throw error
    }
  }

  return {
    query: (statement) => askAgainWhenLost(() => run(statement), options),
    async close() {
      const opened = await pool?.catch(() => null)
      if (opened) await sockets.close(opened.end())
    },
  }
}

/** The server said no to the statement; the connection is as good as before. */
function isServersAnswer(error: unknown): boolean {
  // FATAL and PANIC end the session.
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR'
}

async function prepareSession(client: PoolClient, { statementTimeoutMs }: ConnectorOptions): Promise<void> {
  // By SET and not by start-up parameters, which connection poolers in front of a server refuse.
  await client.query(
    `SET default_transaction_read_only = on; SET statement_timeout = ${Math.ceil(statementTimeoutMs)}; ` +
      `SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'`,
  )
}

async function tlsOptions(tls: TlsSettings): Promise<ConnectionOptions> {
  return {
    ...(await readTlsFiles(tls)),
    rejectUnauthorized: tls.verify !== 'nothing',
    ...(tls.verify === 'host' ? {} : { checkServerIdentity: () => undefined }),
  }
}

export const postgresDialect: Dialect = {
  database: 'POSTGRESQL',
  mostKeys: Infinity,
  builder: new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),

  bytes: (text) => sql`${text} collate "C"`,
  columnText: (text) => text,
  boundBytes: (text) => sql`cast(${text} as text)`,
  // Equality is by bytes in every collation that Nova's tables can have.
  sameText: (left, right) => sql`${left} = ${right}`,
  textIn: (column, values) => postgresDialect.keyIn(column, values),
  keyIn: (column, keys) => sql`${column} = any(cast(${keys} as text[]))`,
  numberIn: (column, values) => sql`${column} = any(cast(${values} as bigint[]))`,
  pairIn: ({ left, leftHolds, right }, pairs) =>
    sql`(${left}, ${right}) in (select * from unnest(cast(${pairs.map(([value]) => value)} as ${
      leftHolds === 'text' ? sql`text[]` : sql`bigint[]`
    }), cast(${pairs.map(([, value]) => value)} as text[])))`,
  indexOf: (text, part) => sql`strpos(${text}, ${part})`,

  boundNumber: (value) => (Number.isSafeInteger(value) ? sql`cast(${value} as bigint)` : sql`cast(${value} as float8)`),
  time: (column) => sql`date_trunc('milliseconds', ${column})`,
  boundTime: (time) => sql`cast(${naiveUtc(time)} as timestamp)`,
}
