import { sql, type Compilable } from 'kysely'
import type { CellConfig } from './cell-url.ts'
import { parseCellUrl } from './cell-url.ts'
import type { Connector } from './connector.ts'
import { decodeTime, lastHeartbeat } from './device-rows.ts'
import type { Dialect } from './dialect.ts'
import { listExcessGrants, type ExcessGrants } from './excess-grants.ts'
import { tellFailure } from './failure.ts'
import { connect } from './open-store.ts'
import { COLUMNS_READ } from './tables.ts'

/** What is to be known of a cell's database before anybody relies on it. */
export type CellCheck = {
  readonly cell: string
  readonly database: Dialect['database']
  /** Why it cannot be asked at all; null: it can, and the rest is known. */
  readonly unreachable: string | null
  /** Tables and columns that cannot be read: `instances.host`, or a table alone where none of it can. Each with the reason. */
  readonly unreadable: readonly { readonly what: string; readonly reason: string }[]
  /** What the user could do and need not. Null: files have no grants. */
  readonly excess: ExcessGrants | null
  /** Live compute nodes; null where they cannot be counted. */
  readonly computeNodes: number | null
  /** The latest report of any nova-compute that this copy has. */
  readonly lastHeartbeat: Date | null
}

/** Tries every table and column that is read, and looks for what should not be readable. Never writes. */
export async function checkCell(
  { name, url }: CellConfig,
  { statementTimeoutMs }: { readonly statementTimeoutMs: number },
): Promise<CellCheck> {
  const { connector, dialect } = connect(parseCellUrl(url), {
    statementTimeoutMs,
    poolSize: 1,
    onIdleError: () => undefined,
  })
  const found = { cell: name, database: dialect.database }
  const nothing = { unreadable: [], excess: null, computeNodes: null, lastHeartbeat: null }
  try {
    const unreachable = await reasonOf(ask(connector, sql`select 1`.compile(dialect.builder)))
    if (unreachable !== null) return { ...found, ...nothing, unreachable }
    return {
      ...found,
      unreachable,
      unreadable: await listUnreadable(connector, dialect),
      excess: await listExcessGrants(dialect.database, (statement) =>
        ask(connector, statement.compile(dialect.builder)),
      ),
      computeNodes: await countComputeNodes(connector, dialect),
      lastHeartbeat: await findLastHeartbeat(connector, dialect),
    }
  } finally {
    await connector.close()
  }
}

async function listUnreadable(connector: Connector, dialect: Dialect): Promise<CellCheck['unreadable']> {
  const unreadable: { what: string; reason: string }[] = []
  const tryColumns = (table: string, columns: readonly string[]) => {
    const names = sql.join(columns.map((column) => sql.ref(column)))
    return reasonOf(ask(connector, sql`select ${names} from ${sql.table(table)} where 1 = 0`.compile(dialect.builder)))
  }
  for (const [table, columns] of COLUMNS_READ) {
    const reason = await tryColumns(table, columns)
    if (reason === null) continue
    const reasons: { what: string; reason: string }[] = []
    for (const column of columns) {
      const ofColumn = await tryColumns(table, [column])
      if (ofColumn !== null) reasons.push({ what: `${table}.${column}`, reason: ofColumn })
    }
    // Of a table that is not there every column is missing.
    unreadable.push(
      ...(reasons.length === columns.length || reasons.length === 0 ? [{ what: table, reason }] : reasons),
    )
  }
  return unreadable
}

async function countComputeNodes(connector: Connector, { builder }: Dialect): Promise<number | null> {
  const count = builder
    .selectFrom('compute_nodes')
    .where('deleted', '=', 0)
    .select(sql<number | string>`count(*)`.as('count'))
  const rows = await nullWhereRefused(ask<{ count: number | string }>(connector, count.compile()))
  return rows === null ? null : Number(rows[0]?.count ?? 0)
}

async function findLastHeartbeat(connector: Connector, { builder }: Dialect): Promise<Date | null> {
  const latest = builder
    .selectFrom('services as v')
    .where('v.binary', '=', 'nova-compute')
    .where('v.deleted', '=', 0)
    .select(lastHeartbeat.as('last_seen_at'))
  const rows = await nullWhereRefused(ask<{ last_seen_at: string | null }>(connector, latest.compile()))
  return decodeTime(rows?.[0]?.last_seen_at ?? null)
}

async function ask<Row>(connector: Connector, statement: ReturnType<Compilable['compile']>): Promise<readonly Row[]> {
  const rows = await connector.query({ sql: statement.sql, parameters: statement.parameters })
  // Each statement here names what it selects.
  return rows as readonly Row[]
}

async function reasonOf(answer: Promise<unknown>): Promise<string | null> {
  try {
    await answer
    return null
  } catch (error) {
    return tellFailure(error).sentence
  }
}

/** For what was reported as unreadable already. */
async function nullWhereRefused<Value>(answer: Promise<Value>): Promise<Value | null> {
  try {
    return await answer
  } catch {
    return null
  }
}
