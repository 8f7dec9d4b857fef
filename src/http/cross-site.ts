import type { IncomingMessage, ServerResponse } from 'node:http'
import { newRequestId } from '../model/call.ts'
import type { Log } from '../model/log.ts'

/** True: the request was answered here, and is nobody else's business. */
export type CrossSiteGuard = (request: IncomingMessage, response: ServerResponse) => boolean

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE'
const REQUEST_HEADERS = [
  'Accept',
  'Authorization',
  'Content-Type',
  'OpenStack-API-Version',
  'X-Auth-Token',
  'X-OpenStack-Nova-API-Version',
  'X-OpenStack-Request-ID',
  'X-Pcigraph-Explain',
  'X-Pcigraph-Receipt',
].join(', ')
const RESPONSE_HEADERS = [
  'Location',
  'OpenStack-API-Version',
  'Retry-After',
  'WWW-Authenticate',
  'X-Compute-Request-ID',
  'X-OpenStack-Nova-API-Version',
  'X-OpenStack-Request-ID',
].join(', ')

/**
 * Stands before the whole port, before anybody is signed in. Programs send none of the headers that it looks at; a browser cannot be
 * made to send them wrong. A page of another origin gets no answer, unless its origin is on the list: then CORS tells the browser so,
 * never with credentials, for tokens travel in a header and nothing here looks at cookies.
 */
export function createCrossSiteGuard(options: {
  /** As browsers write them. */
  readonly origins: readonly string[]
  /** Whether there is a page at /graphql, which links may lead to from anywhere. */
  readonly hasPage: boolean
  readonly log: Log
}): CrossSiteGuard {
  const { hasPage, log } = options
  const allowed = new Set(options.origins)

  return (request, response) => {
    const { origin } = request.headers
    const path = pathOf(request)
    if (allowed.size > 0) varyByOrigin(response)
    // Signing in is for our own page alone, whoever else may ask.
    if (origin !== undefined && allowed.has(origin) && path !== '/graphiql/session') {
      return answerCors(origin, request, response)
    }
    if (!isFromOtherOrigin(request) || (hasPage && opensPage(request, path))) return false
    const requestId = newRequestId()
    log.info({ requestId, method: request.method, origin: nameOf(origin) }, 'refused a page of another site')
    refuse(path, response, requestId, nameOf(origin))
    return true
  }
}

function answerCors(origin: string, request: IncomingMessage, response: ServerResponse): boolean {
  response.setHeader('access-control-allow-origin', origin)
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
    response.setHeader('access-control-expose-headers', RESPONSE_HEADERS)
    return false
  }
  response.setHeader('access-control-allow-methods', METHODS)
  response.setHeader('access-control-allow-headers', REQUEST_HEADERS)
  response.setHeader('access-control-max-age', '600')
  response.writeHead(204).end()
  return true
}

/**
 * Browsers say it themselves (`Sec-Fetch-Site`), to this machine and over TLS; elsewhere the page's origin says it. Another port of the
 * same host is "same-site", and another origin all the same.
 */
function isFromOtherOrigin({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  if (headers.origin === undefined) return false
  // Whether TLS was taken off before us is not known here, so the host has to do.
  const origin = URL.parse(headers.origin)
  return origin === null || origin.host === '' || origin.host !== URL.parse(`${origin.protocol}//${headers.host}`)?.host
}

/** A link was followed: the page is shown, and asks nothing by itself. */
function opensPage({ method, headers }: IncomingMessage, path: string): boolean {
  return (
    method === 'GET' &&
    (path === '/' || path === '/graphql') &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document' &&
    headers.accept?.includes('text/html') === true
  )
}

/** In the form that clients of the path read. */
function refuse(path: string, response: ServerResponse, requestId: string, origin: string | undefined): void {
  const message =
    `A page of another site ${origin === undefined ? '' : `(${origin}) `}asks here, and may not. ` +
    'If it should, name its origin in PCIGRAPH_CORS_ORIGINS; if a proxy stands before this gateway, let it pass on Host.'
  const body =
    path === '/graphql'
      ? { errors: [{ message, extensions: { code: 'FORBIDDEN' } }] }
      : /^\/v[23]/.test(path)
        ? { forbidden: { code: 403, message } }
        : { message }
  response
    .writeHead(403, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-openstack-request-id': requestId,
      // What it still sends is not read.
      connection: 'close',
    })
    .end(`${JSON.stringify(body)}\n`)
}

/**
 * On every answer, so that no cache gives one origin's to another: those that come from Nova have a Vary of their own, and may have
 * been made for another policy of CORS, which is not the one that holds here.
 */
function varyByOrigin(response: ServerResponse): void {
  response.setHeader('vary', 'Origin')
  const writeHead = response.writeHead.bind(response)
  response.writeHead = (status: number, ...rest: unknown[]) => {
    const headers = rest.at(-1)
    if (isRecord(headers)) rest.splice(-1, 1, withOwnCors(headers))
    return Reflect.apply(writeHead, response, [status, ...rest]) as ServerResponse
  }
}

function withOwnCors(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !/^access-control-/i.test(name))
      .map(([name, value]) => (/^vary$/i.test(name) ? [name, [value, 'Origin'].flat().join(', ')] : [name, value])),
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/'
}

/** For a text of ours: what is no origin is not repeated. */
function nameOf(origin: string | undefined): string | undefined {
  return origin !== undefined && origin.length <= 200 && URL.parse(origin)?.origin === origin ? origin : undefined
}
