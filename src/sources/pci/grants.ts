import { COLUMNS_READ } from './tables.ts'

/**
 * What a database administrator runs, once per cell, so that the user can read what pcigraph reads and nothing more:
 * table by table and column by column, never the whole schema, which holds users' data and secrets.
 *
 * `host` is where a MySQL user may come from; `%`, any, by default. PostgreSQL says that in pg_hba.conf.
 */
export function grantStatements(
  kind: 'mysql' | 'postgresql',
  reader: { readonly database: string; readonly user: string; readonly host?: string },
): string[] {
  return kind === 'mysql' ? mysqlGrants(reader) : postgresqlGrants(reader)
}

function mysqlGrants({ database, user, host = '%' }: { database: string; user: string; host?: string }): string[] {
  const name = (text: string) => `\`${text.replaceAll('`', '``')}\``
  const text = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
  return COLUMNS_READ.map(
    ([table, columns]) =>
      `GRANT SELECT (${columns.map(name).join(', ')}) ON ${name(database)}.${name(table)} TO ${text(user)}@${text(host)}`,
  )
}

function postgresqlGrants({ database, user }: { database: string; user: string }): string[] {
  const name = (text: string) => `"${text.replaceAll('"', '""')}"`
  return [
    `GRANT CONNECT ON DATABASE ${name(database)} TO ${name(user)}`,
    `GRANT USAGE ON SCHEMA public TO ${name(user)}`,
    ...COLUMNS_READ.map(
      ([table, columns]) => `GRANT SELECT (${columns.map(name).join(', ')}) ON ${name(table)} TO ${name(user)}`,
    ),
  ]
}
