import type { Settings } from './settings.ts'

/**
 * The origins of PCIGRAPH_CORS_ORIGINS, or else of `cors: { origins: [...] }` in pcigraph.yaml: pages of these may ask from a browser.
 * Each is compared with what a browser sends, letter by letter, so that one that could never match is a fault.
 */
export function readCorsOrigins(settings: Settings, ofFile: readonly string[], faults: string[]): readonly string[] {
  const named = settings.text('PCIGRAPH_CORS_ORIGINS')
  const source = named === null ? 'cors.origins' : 'PCIGRAPH_CORS_ORIGINS'
  const origins = named === null ? ofFile : named.split(/[\s,]+/).filter((origin) => origin !== '')
  for (const origin of origins) {
    const fault = faultOf(origin)
    if (fault !== null) faults.push(`${source}: ${fault}`)
  }
  return [...new Set(origins)]
}

function faultOf(text: string): string | null {
  if (text.includes('*')) {
    return `${text} would let pages ask that nobody here has chosen, with whatever token they have got hold of: list each origin`
  }
  if (text === 'null') return 'null is what every sandboxed page and every local file calls itself: list each origin'
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return `${cut(text)} is no origin: write https://NAME or https://NAME:PORT`
  }
  if (url.username !== '' || url.password !== '') return 'an origin has no user and no password in it'
  return url.origin === text ? null : `${cut(text)} is not as a browser writes an origin: write ${url.origin}`
}

function cut(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text
}
