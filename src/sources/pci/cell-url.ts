import { basename, extname } from 'node:path'
import { ConfigurationError } from '../../errors.ts'
import { readMysqlTls, readPostgresTls } from './cell-tls.ts'
import type { TlsSettings } from './cell-tls.ts'

/** A database that devices are read from. */
export type CellConfig = {
  readonly name: string
  /** Nova's uuid of the cell where it is known, to name it as `nova-manage cell_v2 list_cells` does. */
  readonly uuid: string | null
  /** Holds a password as a rule: never shown or logged. */
  readonly url: string
}

export type CellUrl =
  { readonly database: 'SQLITE'; readonly path: string } | ({ readonly database: 'MYSQL' | 'POSTGRESQL' } & DatabaseUrl)

/** Where a database server is and who asks it. */
export type DatabaseUrl = {
  readonly host: string
  /** Null: the server's usual one. */
  readonly port: number | null
  /** Null: over TCP. */
  readonly socketPath: string | null
  readonly user: string
  readonly password: string
  readonly name: string
  /** Null: in the clear. */
  readonly tls: TlsSettings | null
}

/**
 * Reads `sqlite:PATH`, `mysql://`, `mariadb://`, `postgres://`, `postgresql://`, with or without SQLAlchemy's
 * `+driver`, so that `[database] connection` can be copied from a nova.conf as it is.
 *
 * @throws ConfigurationError that says what is wrong without repeating the URL, which may hold a password.
 */
export function parseCellUrl(url: string): CellUrl {
  if (url.startsWith('sqlite:')) return parseSqliteUrl(url)
  const scheme = /^([a-z]+)(\+[a-z0-9_]+)?:\/\//i.exec(url)?.[1]?.toLowerCase() ?? ''
  switch (scheme) {
    case 'mysql':
    case 'mariadb':
      return { database: 'MYSQL', ...parseServerUrl(url, scheme, readMysqlTls) }
    case 'postgres':
    case 'postgresql':
      return { database: 'POSTGRESQL', ...parseServerUrl(url, scheme, readPostgresTls) }
    default:
      throw fault('does not begin with sqlite:, mysql://, mariadb:// or postgres://')
  }
}

/**
 * Reads `PCIGRAPH_SOURCES`: `cell1=mysql://… cell2=postgres://…`, apart by white space. A bare URL is a cell named by its
 * database.
 *
 * @throws ConfigurationError with all that is wrong, each fault beginning with the cell's name or place.
 */
export function parseSources(sources: string): CellConfig[] {
  const faults: string[] = []
  const cells: CellConfig[] = []
  for (const [index, source] of sources.split(/\s+/).filter(Boolean).entries()) {
    const named = /^([^=:/?]+)=(.*)$/.exec(source)
    const url = named?.[2] ?? source
    const title = named?.[1] ?? `source ${index + 1}`
    try {
      const name = named?.[1] ?? databaseName(parseCellUrl(url))
      parseCellUrl(url)
      if (cells.some((cell) => cell.name === name)) faults.push(`${title}: another cell is named ${name} already`)
      else cells.push({ name, uuid: null, url })
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      faults.push(...error.faults.map((text) => `${title}: ${text}`))
    }
  }
  if (faults.length > 0) throw new ConfigurationError(faults)
  return cells
}

function databaseName(url: CellUrl): string {
  return url.database === 'SQLITE' ? basename(url.path, extname(url.path)) : url.name
}

function parseSqliteUrl(url: string): CellUrl {
  // sqlite:nova.db, sqlite:/srv/nova.db, and with an empty authority sqlite:///srv/nova.db
  const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/|$)/, '')
  if (path === '' || path === '/') throw fault('names no file: write sqlite:PATH')
  return { database: 'SQLITE', path }
}

type ReadTls = (parameters: URLSearchParams, isLocal: boolean) => TlsSettings | null

function parseServerUrl(text: string, scheme: string, readTls: ReadTls): DatabaseUrl {
  // Without a host drivers take this machine, most often for a socket; URL refuses that beside a user.
  const url = URL.parse(text.replace(/@\/(?=[^@]*$)/, '@localhost/'))
  if (url?.hash !== '') {
    throw fault('cannot be read: characters such as / ? # @ : in a user or password are written percent-encoded')
  }
  const name = decode(url.pathname.slice(1))
  if (name === '' || name.includes('/')) throw fault(`names no database: write ${scheme}://user:password@host/database`)
  if (url.username === '') throw fault(`names no user: write ${scheme}://user:password@host/database`)
  const host = decode(url.hostname).replace(/^\[(.*)\]$/, '$1')
  const directory = url.searchParams.get('host')
  const socketPath = url.searchParams.get('unix_socket') ?? (directory?.startsWith('/') ? directory : null)
  return {
    host,
    port: url.port === '' ? null : Number(url.port),
    socketPath,
    user: decode(url.username),
    password: decode(url.password),
    name,
    tls: readTls(url.searchParams, socketPath !== null || isLoopback(host)),
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw fault('has a % that is not followed by two hex digits: write %25')
  }
}

function fault(what: string): ConfigurationError {
  return new ConfigurationError([`the database URL ${what}`])
}
