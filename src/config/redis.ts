import type { Settings } from './settings.ts'

/** PCIGRAPH_REDIS_URL: what gateways share. Null: each stands alone. Its URL may hold a password, and is in no message. */
export function readRedisUrl(settings: Settings, faults: string[]): string | null {
  const text = settings.secret('PCIGRAPH_REDIS_URL')
  if (text === null) return null
  const url = URL.parse(text)
  const isRedis = url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== ''
  // The library would take what stands behind a question mark for options of its own.
  if (!isRedis || url.search !== '' || url.hash !== '' || !/^(\/\d*)?$/.test(url.pathname)) {
    faults.push(
      'PCIGRAPH_REDIS_URL is not of the form redis://[USER:PASSWORD@]HOST[:PORT][/NUMBER], or rediss:// for TLS',
    )
    return null
  }
  return text
}
