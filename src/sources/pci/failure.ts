export type Failure = {
  /** For the log. */
  readonly code: string
  readonly sentence: string
  /** Whether the database can be asked at all: no answer, rather than a no to this statement. */
  readonly isOfConnection: boolean
}

/**
 * What a driver's error means to the operator, in words that hold no SQL, no address and no password.
 */
export function tellFailure(error: unknown): Failure {
  const code = readCode(error)
  const find = (sentences: Sentences) => sentences.find(([pattern]) => pattern.test(code))?.[1]
  const ofConnection = find(OF_CONNECTIONS) ?? (isTlsFailure(error, code) ? TLS : undefined)
  if (ofConnection !== undefined) return { code, sentence: ofConnection, isOfConnection: true }
  const sentence = find(OF_STATEMENTS) ?? `its database answered with an error (${code})`
  return { code, sentence, isOfConnection: false }
}

/** Whether the error cost its whole time limit: nothing was heard, where an error of the database's own comes at once. */
export function isSilence(error: unknown): boolean {
  return /^(DEADLINE|CONNECT_TIMEOUT|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EAI_AGAIN)$/.test(readCode(error))
}

const TLS =
  'no trusted TLS connection to its database; name the authority in the URL (ssl_ca, sslrootcert), or switch TLS off there (ssl_disabled=true, sslmode=disable)'

type Sentences = readonly (readonly [RegExp, string])[]

/** By the codes of Node, MySQL and MariaDB, PostgreSQL, SQLite. */
const OF_CONNECTIONS: Sentences = [
  [/^ECONNREFUSED$/, 'its database refuses connections; is it running, and is the port right?'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, "the name of its database's host does not resolve"],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|CONNECT_TIMEOUT)$/, 'its database cannot be reached'],
  [
    /^(ECONNRESET|EPIPE|PROTOCOL_CONNECTION_LOST|57P0\d|08\d\d\d|1053|CONNECTION_LOST)$/,
    'its database closed the connection',
  ],
  [/^DEADLINE$/, 'its database fell silent in the middle of a statement'],
  [/^LEFT_ALONE$/, 'its database fell silent several times in a row and is left alone for 5 s; ask again then'],
  [/^(1040|1203|1226|53300)$/, 'its database has no connection left'],
  [
    /^(1045|1698|3159|28P01|28000)$/,
    'its database knows no such user or password, or not from here; or it demands TLS, or a client certificate',
  ],
  [/^(1049|3D000)$/, 'the server has no database of that name'],
  [/^TLS_FILE$/, 'a file that its URL names for TLS (authority, certificate or key) cannot be read by the gateway'],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    'the certificate of its database is for another host name; name that host in the URL, or check the authority alone (ssl_verify_identity=false, sslmode=verify-ca)',
  ],
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, 'the certificate of its database has expired, or is not valid yet'],
  [/^(SQLITE_CANTOPEN.*|ENOENT)$/, 'the file cannot be opened'],
  [/^(SQLITE_NOTADB|SQLITE_CORRUPT.*)$/, 'the file is no sound SQLite database'],
]

const OF_STATEMENTS: Sentences = [
  [/^(1969|3024|57014|1317|70100)$/, 'the statement took longer than the time limit'],
  [/^(1044|1142|1143|42501)$/, 'the database user lacks a grant; see the grants in the README'],
  [/^(1146|1054|42P01|42703|SQLITE_MISSING)$/, 'its database is no Nova cell database: a table or column is missing'],
  [/^SQLITE_BUSY.*$/, 'the file is locked by a writer'],
  [/^(1021|1114|53100|SQLITE_FULL)$/, 'its database has no disk space left to work in'],
]

function readCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  // An attempt per address of a host name (Node's happy eyeballs) fails with all of them.
  if (error instanceof AggregateError && error.errors.length > 0) return readCode(error.errors[0])
  if (error.name === 'LostConnection') return readCode(error.cause)
  // The driver for MySQL has one code for all that TLS can fail by.
  if ('code' in error && error.code === 'HANDSHAKE_SSL_ERROR') {
    if (/altname/i.test(error.message)) return 'ERR_TLS_CERT_ALTNAME_INVALID'
    return /expired|not yet valid/i.test(error.message) ? 'CERT_HAS_EXPIRED' : error.code
  }
  // The number is what MySQL and MariaDB agree on; some of their names differ.
  if ('errno' in error && typeof error.errno === 'number' && error.errno > 0) return String(error.errno)
  // To SQLite every fault of a statement is the same error.
  if ('code' in error && error.code === 'SQLITE_ERROR' && /^no such (table|column)/.test(error.message)) {
    return 'SQLITE_MISSING'
  }
  if ('code' in error && typeof error.code === 'string') return error.code
  if (/timeout|timed out/i.test(error.message)) return 'CONNECT_TIMEOUT'
  if (/connection terminated|connection.*closed/i.test(error.message)) return 'CONNECTION_LOST'
  return error.name
}

function isTlsFailure(error: unknown, code: string): boolean {
  return (
    /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|ERR_OSSL|SELF_SIGNED|DEPTH_ZERO|HANDSHAKE_)/.test(code) ||
    (error instanceof Error && /\b(ssl|tls|certificate)\b/i.test(error.message))
  )
}
