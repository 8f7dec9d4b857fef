import type { RedisAddress } from '../sources/redis/connect.ts'
import { readNamedFile, type Files } from './files.ts'
import type { Settings } from './settings.ts'

/** The names of redis-py, which are those of OpenStack's other services; the option of Node's TLS that each is. */
const TLS_FILES = { ssl_ca_certs: 'ca', ssl_certfile: 'cert', ssl_keyfile: 'key' } as const
const FORM = 'redis://[USER:PASSWORD@]HOST[:PORT][/NUMBER], or rediss:// for TLS'

/** PCIGRAPH_REDIS_URL: what gateways share. Null: each stands alone. Its URL may hold a password, and is in no message. */
export function readRedis(settings: Settings, files: Files, faults: string[]): RedisAddress | null {
  const text = settings.secret('PCIGRAPH_REDIS_URL')
  if (text === null) return null
  const url = URL.parse(text)
  const isRedis = url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== ''
  if (!isRedis || url.hash !== '' || !/^(\/\d*)?$/.test(url.pathname)) {
    faults.push(`PCIGRAPH_REDIS_URL is not of the form ${FORM}`)
    return null
  }
  if (!isDecodable(url.username) || !isDecodable(url.password)) {
    faults.push('PCIGRAPH_REDIS_URL has a % in its user or password that begins no code: write %25 for it')
    return null
  }
  const tls = url.protocol === 'rediss:' ? readTls(url.searchParams, files, faults) : null
  if (tls === null && url.search !== '') faults.push('PCIGRAPH_REDIS_URL has parameters, which only rediss:// takes')
  const database = Number(url.pathname.slice(1))
  // The library would take what stands behind a question mark for options of its own.
  url.search = url.pathname = ''
  return { url: url.href, database, tls }
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

function readTls(parameters: URLSearchParams, files: Files, faults: string[]): RedisAddress['tls'] {
  const tls: Partial<Record<'ca' | 'cert' | 'key', string>> = {}
  for (const [name, path] of parameters) {
    if (!isTlsFile(name)) {
      faults.push(`PCIGRAPH_REDIS_URL has a parameter that is none of ${Object.keys(TLS_FILES).join(', ')}`)
      continue
    }
    const pem = readNamedFile(files, path, `PCIGRAPH_REDIS_URL: ${name}`, faults)
    if (pem !== null) tls[TLS_FILES[name]] = pem
  }
  if (parameters.has('ssl_certfile') !== parameters.has('ssl_keyfile')) {
    faults.push('PCIGRAPH_REDIS_URL has only one of ssl_certfile and ssl_keyfile: a client certificate needs both')
  }
  return tls
}

function isTlsFile(name: string): name is keyof typeof TLS_FILES {
  return Object.hasOwn(TLS_FILES, name)
}
