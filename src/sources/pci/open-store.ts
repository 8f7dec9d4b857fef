import { ConfigurationError } from '../../errors.ts'
import type { Log } from '../../model/log.ts'
import type { BreakerState } from '../http/breaker.ts'
import { openCell, type CellOptions } from './cell.ts'
import { parseCellUrl } from './cell-url.ts'
import type { CellConfig, CellUrl } from './cell-url.ts'
import type { Connector, ConnectorOptions } from './connector.ts'
import type { Dialect } from './dialect.ts'
import { connectMysql, mysqlDialect } from './mysql.ts'
import { connectPostgres, postgresDialect } from './postgres.ts'
import { createSqlStore } from './sql-store.ts'
import { connectSqlite, sqliteDialect } from './sqlite.ts'
import type { PciStore } from './store.ts'
import { createUnconfiguredStore } from './unconfigured-store.ts'

export type PciStoreOptions = {
  readonly statementTimeoutMs: number
  /** Connections, and so statements at a time, that each cell gets at most. */
  readonly poolSize: number
  readonly log: Log
  readonly maxStaleMs?: number | undefined
  readonly onStatement?: CellOptions['onStatement']
  /** Told of every cell how to read whether it is asked just now. */
  readonly watchBreaker?: ((cell: string, read: () => BreakerState) => void) | undefined
}

/** Short enough for a look to be over, with or without an answer, before who checks for readiness gives up. */
const LOOK_MS = 500

/**
 * Opens the cells without connecting: a database that is down at the start is found when it comes up.
 *
 * @throws ConfigurationError naming the cells whose URL cannot be read.
 */
export function openPciStore(cells: readonly CellConfig[], options: PciStoreOptions): PciStore {
  if (cells.length === 0) return createUnconfiguredStore()
  const { log, poolSize, statementTimeoutMs, onStatement, maxStaleMs, watchBreaker } = options
  const faults: string[] = []
  const opened = cells.flatMap(({ name, url }) => {
    const onIdleError = (error: Error) => {
      log.debug({ cell: name, reason: error.name }, 'an idle connection to a cell was lost')
    }
    try {
      const parsed = parseCellUrl(url)
      const connected = connect(parsed, { statementTimeoutMs, poolSize, onIdleError })
      // A file needs no connection that might be held by others.
      const prober =
        parsed.database === 'SQLITE'
          ? undefined
          : connect(parsed, { statementTimeoutMs: LOOK_MS, poolSize: 1, onIdleError }).connector
      const cell = openCell({ name, ...connected, prober, poolSize, log, onStatement, maxStaleMs })
      watchBreaker?.(name, () => cell.breakerState())
      return [cell]
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      faults.push(...error.faults.map((fault) => `${name}: ${fault}`))
      return []
    }
  })
  if (faults.length > 0) throw new ConfigurationError(faults)
  return createSqlStore(opened)
}

/** The only place that tells one kind of database from another. */
export function connect(url: CellUrl, options: ConnectorOptions): { connector: Connector; dialect: Dialect } {
  switch (url.database) {
    case 'SQLITE':
      return { connector: connectSqlite(url.path, options), dialect: sqliteDialect }
    case 'MYSQL':
      return { connector: connectMysql(url, options), dialect: mysqlDialect }
    case 'POSTGRESQL':
      return { connector: connectPostgres(url, options), dialect: postgresDialect }
  }
}
