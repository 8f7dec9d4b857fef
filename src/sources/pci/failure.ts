/**
 * What a driver's error means to the operator, in words that hold no SQL, no address and no password, and a code for the
 * log.
 */
export function tellFailure(error: unknown): { readonly code: string; readonly sentence: string } {
  const code = readCode(error)
  const sentence = SENTENCES.find(([pattern]) => pattern.test(code))?.[1]
  if (sentence !== undefined) return { code, sentence }
  if (isTlsFailure(error, code)) return { code, sentence: TLS }
  return { code, sentence: `its database answered with an error (${code})` }
}

const TLS =
  'no trusted TLS connection to its database; name the authority in the URL (ssl_ca, sslrootcert), or switch TLS off there (ssl_disabled=true, sslmode=disable)'

/** By the codes of Node, MySQL and MariaDB, PostgreSQL, SQLite. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, 'its database refuses connections; is it running, and is the port right?'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, "the name of its database's host does not resolve"],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|CONNECT_TIMEOUT)$/, 'its database cannot be reached'],
  [
    /^(ECONNRESET|EPIPE|PROTOCOL_CONNECTION_LOST|57P0\d|08\d\d\d|1053|CONNECTION_LOST)$/,
    'its database closed the connection',
  ],
  [/^DEADLINE$/, 'its database fell silent in the middle of a statement'],
  [/^(1969|3024|57014|1317|70100)$/, 'the statement took longer than the time limit'],
  [/^(1040|1203|53300)$/, 'its database has no connection left'],
  [/^(1045|1698|28P01|28000)$/, 'its database knows no such user or password, or not from here'],
  [/^(1044|1142|1143|42501)$/, 'the database user lacks a grant; see the grants in the README'],
  [/^(1049|3D000)$/, 'the server has no database of that name'],
  [/^(1146|1054|42P01|42703|SQLITE_ERROR)$/, 'its database is no Nova cell database: a table or column is missing'],
  [/^(SQLITE_CANTOPEN.*|ENOENT)$/, 'the file cannot be opened'],
  [/^(SQLITE_NOTADB|SQLITE_CORRUPT.*)$/, 'the file is no sound SQLite database'],
  [/^SQLITE_BUSY.*$/, 'the file is locked by a writer'],
]

function readCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  // An attempt per address of a host name (Node's happy eyeballs) fails with all of them.
  if (error instanceof AggregateError && error.errors.length > 0) return readCode(error.errors[0])
  if (error.name === 'LostConnection') return readCode(error.cause)
  // The number is what MySQL and MariaDB agree on; some of their names differ.
  if ('errno' in error && typeof error.errno === 'number' && error.errno > 0) return String(error.errno)
  if ('code' in error && typeof error.code === 'string') return error.code
  if (/timeout|timed out/i.test(error.message)) return 'CONNECT_TIMEOUT'
  if (/connection terminated|connection.*closed/i.test(error.message)) return 'CONNECTION_LOST'
  return error.name
}

function isTlsFailure(error: unknown, code: string): boolean {
  return (
    /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HANDSHAKE_)/.test(code) ||
    (error instanceof Error && /\b(ssl|tls|certificate)\b/i.test(error.message))
  )
}
