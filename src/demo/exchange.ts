import type { IncomingHttpHeaders } from 'node:http'

/** One request to one of the three services, and the answer to it. */
export type DemoRequest = {
  readonly service: DemoService
  readonly method: string
  /** Below the service's prefix: `/v2.1/servers/detail`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown
  /** Where the client came in, `http://127.0.0.1:1234`: Nova builds its links from it. */
  readonly origin: string
}

export type DemoService = 'keystone' | 'nova' | 'placement'

export type DemoReply = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Buffer | null
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): DemoReply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** Undefined also for one that came several times, which no client of OpenStack does. */
export function headerOf(request: DemoRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

/** keystonemiddleware's answer, in front of Nova and Placement alike. */
export function unauthorized(request: DemoRequest): DemoReply {
  const body = {
    error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
  }
  return json(401, body, { 'www-authenticate': `Keystone uri="${request.origin}/identity/v3"` })
}
