import { sql, type RawBuilder } from 'kysely'
import type { Dialect } from './dialect.ts'
import { COLUMNS_READ } from './tables.ts'

/** What a database user could do and need not, as the database itself tells that user. */
export type ExcessGrants = {
  /** `INSERT on nova.instances`, `SUPERUSER`: anything but reading. */
  readonly writes: readonly string[]
  /** Columns of the tables that are read, beyond those that are: `services.updated_at`. */
  readonly columns: readonly string[]
  /** Other tables, `instance_extra`, and with their database where it is another: `nova_api.cell_mappings`. */
  readonly tables: readonly string[]
}

type Ask = (statement: RawBuilder<unknown>) => Promise<readonly unknown[]>

/** Null for a file, which has no grants. */
export async function listExcessGrants(database: Dialect['database'], ask: Ask): Promise<ExcessGrants | null> {
  switch (database) {
    case 'SQLITE':
      return null
    case 'MYSQL':
      return sumUp(await ask(MYSQL_COLUMNS), await ask(MYSQL_WRITES))
    case 'POSTGRESQL':
      return sumUp(await ask(POSTGRESQL_COLUMNS), await ask(POSTGRESQL_WRITES))
  }
}

/** information_schema shows a user the columns that this user has some right to, by whatever way. */
const MYSQL_COLUMNS = sql`
  select case when table_schema = database() then '' else table_schema end as other_database,
    table_name as table_name, column_name as column_name
  from information_schema.columns
  where table_schema not in ('information_schema', 'performance_schema', 'mysql', 'sys')
    and privileges like '%select%'
  order by 1, 2, ordinal_position`

/** Of the user and of the roles that are on: these views have a row for each. */
const MYSQL_WRITES = sql`
  select privilege_type as privilege, 'every database' as place from information_schema.user_privileges
    where privilege_type not in ('USAGE', 'SELECT', 'SHOW DATABASES', 'PROCESS')
  union select privilege_type, table_schema from information_schema.schema_privileges
    where privilege_type not in ('SELECT', 'SHOW VIEW')
  union select privilege_type, concat(table_schema, '.', table_name) from information_schema.table_privileges
    where privilege_type not in ('SELECT', 'SHOW VIEW')
  union select privilege_type, concat(table_schema, '.', table_name) from information_schema.column_privileges
    where privilege_type not in ('SELECT')`

const POSTGRESQL_COLUMNS = sql`
  select '' as other_database, c.relname as table_name, a.attname as column_name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
    and c.relkind in ('r', 'p', 'v', 'm', 'f') and a.attnum > 0 and not a.attisdropped
    and has_schema_privilege(n.oid, 'USAGE') and has_column_privilege(c.oid, a.attnum, 'SELECT')
  order by c.relname, a.attnum`

const POSTGRESQL_WRITES = sql`
  select 'superuser' as privilege, 'every database' as place from pg_roles where rolname = current_user and rolsuper
  union select p.privilege, c.relname
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
    cross join (values ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) as p (privilege)
  where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
    and c.relkind in ('r', 'p', 'v', 'm', 'f') and has_schema_privilege(n.oid, 'USAGE')
    and (has_table_privilege(c.oid, p.privilege)
      or (p.privilege in ('INSERT', 'UPDATE') and has_any_column_privilege(c.oid, p.privilege)))`

function sumUp(columns: readonly unknown[], writes: readonly unknown[]): ExcessGrants {
  const read = new Map(COLUMNS_READ)
  const excessColumns: string[] = []
  const tables = new Set<string>()
  for (const row of columns) {
    const [database, table, column] = [
      field(row, 'other_database'),
      field(row, 'table_name'),
      field(row, 'column_name'),
    ]
    const ofTable = database === '' ? read.get(table) : undefined
    if (ofTable === undefined) tables.add(database === '' ? table : `${database}.${table}`)
    else if (!ofTable.includes(column)) excessColumns.push(`${table}.${column}`)
  }
  return {
    columns: excessColumns,
    tables: [...tables],
    writes: writes.map((row) => `${field(row, 'privilege')} on ${field(row, 'place')}`),
  }
}

/** MySQL 8 names the columns of information_schema in capitals, whatever the statement says. */
function field(row: unknown, name: string): string {
  if (typeof row !== 'object' || row === null) return ''
  const entry = Object.entries(row).find(([key]) => key.toLowerCase() === name)
  return String(entry?.[1] ?? '')
}
