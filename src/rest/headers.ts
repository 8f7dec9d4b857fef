import type { IncomingMessage } from 'node:http'

/** About one connection and not about the message, so that they end where the connection does. See RFC 9110, 7.6.1. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/**
 * Those of a request that are for Nova, as name, value, name, value: what came twice goes on twice.
 * @param but left out besides
 */
export function requestHeaders(request: IncomingMessage, but: readonly string[] = []): string[] {
  const dropped = new Set([
    ...HOP_BY_HOP,
    ...but,
    ...namedBy(request.headers.connection),
    // Answered here: by the time that the body is wanted, it is wanted by both.
    'expect',
    // Bodies that keys are added to, or links, must be readable.
    'accept-encoding',
    'host',
    'x-forwarded-proto',
  ])
  const kept: string[] = []
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? ''
    if (!dropped.has(name.toLowerCase())) kept.push(name, request.rawHeaders[index + 1] ?? '')
  }
  // Nova makes its links of these two.
  kept.push('host', request.headers.host ?? 'localhost', 'x-forwarded-proto', protocolOf(request))
  return [...kept, 'accept-encoding', 'identity']
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Those of Nova's answer that are for the client. */
export function responseHeaders(headers: Headers): Record<string, string | string[]> {
  const dropped = new Set([...HOP_BY_HOP, ...namedBy(headers.connection)])
  return Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string | string[]] => entry[1] !== undefined && !dropped.has(entry[0].toLowerCase()),
    ),
  )
}

/** What the client came by: a proxy before us that ends TLS says so. */
export function protocolOf(request: IncomingMessage): 'http' | 'https' {
  const forwarded = String(request.headers['x-forwarded-proto'] ?? '').split(',')[0]
  if (forwarded?.trim().toLowerCase() === 'https') return 'https'
  return 'encrypted' in request.socket && request.socket.encrypted === true ? 'https' : 'http'
}

/** Whether a request brings a body, however long. */
export function hasBody(request: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
  return encoding !== undefined || (length !== undefined && length !== '0')
}

/** A sender can name further headers that are about its connection alone. */
function namedBy(connection: string | string[] | undefined): string[] {
  return [connection ?? []]
    .flat()
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase())
}
