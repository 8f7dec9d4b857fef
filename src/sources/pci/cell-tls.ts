import { ConfigurationError } from '../../errors.ts'

/** How a connection is encrypted, and what the server has to prove. */
export type TlsSettings = {
  /** Paths of PEM files. Null: the authorities that Node trusts; no client certificate. */
  readonly caFile: string | null
  readonly certFile: string | null
  readonly keyFile: string | null
  readonly verify: 'host' | 'authority' | 'nothing'
}

/**
 * The parameters of PyMySQL, mysqlclient and SQLAlchemy. Off this machine TLS with a checked host is what one gets
 * without asking; `ssl_disabled=true` and `ssl_verify_identity=false` say otherwise.
 */
export function readMysqlTls(parameters: URLSearchParams, isLocal: boolean): TlsSettings | null {
  refuseUnknown(parameters, /^(ssl|tls)/, [
    'ssl_ca',
    'ssl_cert',
    'ssl_key',
    'ssl_disabled',
    'ssl_verify_cert',
    'ssl_verify_identity',
    'ssl_check_hostname',
  ])
  const files = readFiles(parameters, { ca: 'ssl_ca', cert: 'ssl_cert', key: 'ssl_key' })
  const disabled = readFlag(parameters, 'ssl_disabled')
  if (disabled === true || (isLocal && disabled === null && files.caFile === null && files.certFile === null)) {
    return null
  }
  if (readFlag(parameters, 'ssl_verify_cert') === false) return { ...files, verify: 'nothing' }
  const identity = readFlag(parameters, 'ssl_verify_identity') ?? readFlag(parameters, 'ssl_check_hostname')
  return { ...files, verify: identity === false ? 'authority' : 'host' }
}

/** The parameters of libpq. `require` encrypts and checks nothing, as there; `allow` and `prefer` leave it to us. */
export function readPostgresTls(parameters: URLSearchParams, isLocal: boolean): TlsSettings | null {
  refuseUnknown(parameters, /^ssl/, ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'])
  const files = readFiles(parameters, { ca: 'sslrootcert', cert: 'sslcert', key: 'sslkey' })
  const mode = parameters.get('sslmode')
  switch (mode) {
    case 'disable':
      return null
    case 'require':
      // With an authority at hand libpq checks it even so.
      return { ...files, verify: files.caFile === null ? 'nothing' : 'authority' }
    case 'verify-ca':
      return { ...files, verify: 'authority' }
    case 'verify-full':
      return { ...files, verify: 'host' }
    case null:
    case 'allow':
    case 'prefer':
      return isLocal && files.caFile === null && files.certFile === null ? null : { ...files, verify: 'host' }
    default:
      throw fault('has an sslmode that is none of disable, allow, prefer, require, verify-ca, verify-full')
  }
}

type TlsFiles = Omit<TlsSettings, 'verify'>

function readFiles(parameters: URLSearchParams, names: { ca: string; cert: string; key: string }): TlsFiles {
  const read = (name: string) => {
    const path = parameters.get(name)
    return path === null || path === '' ? null : path
  }
  const files = { caFile: read(names.ca), certFile: read(names.cert), keyFile: read(names.key) }
  if ((files.certFile === null) !== (files.keyFile === null)) {
    throw fault(`has only one of ${names.cert} and ${names.key}: a client certificate needs both`)
  }
  return files
}

/** A misspelt parameter of TLS must not silently weaken it; others, meant for other drivers, do no harm. */
function refuseUnknown(parameters: URLSearchParams, pattern: RegExp, known: readonly string[]): void {
  for (const name of parameters.keys()) {
    if (pattern.test(name) && !known.includes(name)) {
      throw fault(`has the parameter ${name}, which is none of ${known.join(', ')}`)
    }
  }
}

function readFlag(parameters: URLSearchParams, name: string): boolean | null {
  switch (parameters.get(name)?.toLowerCase()) {
    case undefined:
      return null
    case 'true':
    case '1':
    case 'yes':
    case 'on':
      return true
    case 'false':
    case '0':
    case 'no':
    case 'off':
      return false
    default:
      throw fault(`has a ${name} that is neither true nor false`)
  }
}

function fault(what: string): ConfigurationError {
  return new ConfigurationError([`the database URL ${what}`])
}
