import { connect, isIP, type Socket } from 'node:net'
import { DummyDriver, Kysely, MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler, sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'
import type { Pool, PoolConnection, SslOptions } from 'mysql2/promise'
import type { TlsSettings } from './cell-tls.ts'
import type { DatabaseUrl } from './cell-url.ts'
import { LostConnection, askAgainWhenLost, connectTimeoutMs, withinDeadline } from './connector.ts'
import type { Connector, ConnectorOptions, Statement } from './connector.ts'
import { naiveUtc } from './dialect.ts'
import type { Dialect } from './dialect.ts'
import { createOpenSockets } from './open-sockets.ts'
import { readTlsFiles } from './tls-files.ts'

/** MySQL 8 and MariaDB 10.2 or later: both have the window functions that pages per node need. */
export function connectMysql(url: DatabaseUrl, options: ConnectorOptions): Connector {
  let pool: Promise<Pool> | null = null
  const ready = new WeakSet<object>()
  const sockets = createOpenSockets()

  async function open(): Promise<Pool> {
    const { createPool } = await import('mysql2/promise')
    return createPool({
      // For the check of its certificate; the socket is our own.
      host: url.host,
      stream: () => sockets.add(openSocket(url)),
      user: url.user,
      password: url.password,
      database: url.name,
      ...(url.tls === null ? {} : { ssl: await tlsOptions(url.tls) }),
      charset: 'utf8mb4',
      connectTimeout: connectTimeoutMs(options),
      connectionLimit: options.poolSize,
      idleTimeout: 60_000,
      // Naive UTC in the column, whatever the machine's zone is: decoded in one place, not by the driver.
      dateStrings: true,
    })
  }

  async function run(statement: Statement): Promise<readonly unknown[]> {
    const connection = await (await (pool ??= openOnce())).getConnection()
    const isNew = !ready.has(connection.connection)
    try {
      if (isNew) await withinDeadline(prepareSession(connection, options), options)
      ready.add(connection.connection)
      const [rows] = await withinDeadline(
        connection.query({ sql: statement.sql, values: [...statement.parameters] }),
        options,
      )
      connection.release()
      return Array.isArray(rows) ? rows : []
    } catch (error) {
      if (isServersAnswer(error) && ready.has(connection.connection)) connection.release()
      else connection.destroy()
      if (!isNew && !isServersAnswer(error)) throw new LostConnection(error)
      throw error
    }
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

  return {
    query: (statement) => askAgainWhenLost(() => run(statement), options),
    async close() {
      const opened = await pool?.catch(() => null)
      if (opened) await sockets.close(opened.end())
    },
  }
}

function openSocket({ host, port, socketPath }: DatabaseUrl): Socket {
  const options = { noDelay: true, keepAlive: true }
  const socket = connect(socketPath === null ? { host, port: port ?? 3306, ...options } : { path: socketPath })
  // The driver tells TLS no address, only names: Node would hold the certificate of an address against `localhost`.
  return isIP(host) === 0 ? socket : Object.assign(socket, { _host: host })
}

/** The server said no to the statement; the connection is as good as before. */
function isServersAnswer(error: unknown): boolean {
  return error instanceof Error && 'sqlState' in error && !('fatal' in error && error.fatal === true)
}

async function prepareSession(connection: PoolConnection, { statementTimeoutMs }: ConnectorOptions): Promise<void> {
  const [rows] = await connection.query('SELECT VERSION() AS version')
  const isMariadb = JSON.stringify(rows).toLowerCase().includes('mariadb')
  const limit = isMariadb
    ? `max_statement_time = ${statementTimeoutMs / 1000}`
    : `max_execution_time = ${Math.ceil(statementTimeoutMs)}`
  // The mode is set because NO_BACKSLASH_ESCAPES, which a server may have, would undo the driver's quoting of values.
  await connection.query(`SET SESSION ${limit}, time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES'`)
  await connection.query('SET SESSION TRANSACTION READ ONLY')
}

async function tlsOptions(tls: TlsSettings): Promise<SslOptions> {
  return {
    ...(await readTlsFiles(tls)),
    rejectUnauthorized: tls.verify !== 'nothing',
    verifyIdentity: tls.verify === 'host',
  }
}

export const mysqlDialect: Dialect = {
  database: 'MYSQL',
  mostKeys: Infinity,
  builder: new Kysely({
    dialect: {
      createAdapter: () => new MysqlAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new MysqlIntrospector(db),
      createQueryCompiler: () => new MysqlQueryCompiler(),
    },
  }),

  // Nova's tables compare without case and accents, and without spaces at the end.
  bytes: (text) => sql`cast(${text} as binary)`,
  columnText: (text) => text,
  boundBytes: (text) => sql`_binary ${text}`,
  // The loose comparison comes first because it alone has an index.
  sameText: (left, right) => sql`(${left} = ${right} and cast(${left} as binary) = cast(${right} as binary))`,
  textIn: (column, values) =>
    values.every(isInBasicPlane)
      ? sql`(${mysqlDialect.keyIn(column, values)} and ${bytesIn(column, values)})`
      : bytesIn(column, values),
  keyIn: (column, keys) => (keys.every(isInBasicPlane) ? sql`${column} in (${sql.join(keys)})` : bytesIn(column, keys)),
  numberIn: (column, values) => sql`${column} in (${sql.join(values)})`,
  // MariaDB takes no index for pairs, so the left halves are named apart.
  pairIn: ({ left, right }, pairs) => {
    // MariaDB takes no index for pairs, so the left halves are named apart.
    const possible = pairs.filter((values) => isInBasicPlane(values.join('')))
    if (possible.length === 0) return sql`1 = 0`
    const lefts = [...new Set(possible.map(([value]) => value))]
    const both = possible.map(([leftValue, rightValue]) => sql`(${leftValue}, ${rightValue})`)
    return sql`(${left} in (${sql.join(lefts)}) and (${left}, ${right}) in (${sql.join(both)}))`
  },
  indexOf: (text, part) => sql`locate(_binary ${part}, cast(${text} as binary))`,

  boundNumber: (value) => sql`${value}`,
  // Nova's DATETIMEs have whole seconds here.
  time: (column) => sql`${column}`,
  boundTime: (time) => sql`cast(${naiveUtc(time)} as datetime(3))`,
}

function bytesIn(column: Expression<unknown>, values: readonly string[]): Expression<SqlBool> {
  return sql`cast(${column} as binary) in (${sql.join(values.map((value) => sql`_binary ${value}`))})`
}

/** Nova's tables are utf8mb3: comparing them with an emoji is an error there, not a mismatch. */
function isInBasicPlane(text: string): boolean {
  return !/[\u{10000}-\u{10ffff}]/u.test(text)
}
