import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import type { ExecuteStored } from '../engine/execute-stored.ts'
import { PcigraphError } from '../errors.ts'
import { newRequestId, type Call } from '../model/call.ts'
import type { Caller } from '../model/caller.ts'
import type { Log } from '../model/log.ts'
import { NO_SPAN, type Span, type Tracer } from '../model/span.ts'
import type { Access } from '../policy/access.ts'
import { requestIdHeaders, sendFault } from './answer.ts'
import { answerDevices } from './devices.ts'
import { causeOf, fault, faultOf, RestFault, unknownPath } from './faults.ts'
import { protocolOf } from './headers.ts'
import { createLinks } from './links.ts'
import { answerNova } from './nova-answers.ts'
import type { NovaCall, NovaProxy } from './pass-through.ts'
import { climbs, readRoute, type Route } from './routes.ts'
import { endIfSilent } from './silent-client.ts'

export type RestOptions = {
  readonly execute: ExecuteStored
  /** For the one rule that no field of the graph stands under. */
  readonly accessOf: (caller: Caller) => Access
  readonly openCall: OpenCall
  /** @default none is traced */
  readonly tracer?: Tracer
  /** Told of each request that went on to Nova, for figures. */
  readonly onNovaCall?: ((call: NovaCall) => void) | undefined
  /** Compute's endpoint in the catalog, with or without a version and a project's id. @throws UpstreamError */
  readonly novaEndpoint: (signal: AbortSignal) => Promise<URL>
  /** What carries requests to Nova; closed by whoever made it. */
  readonly proxy: Dispatcher
  /** The demo cloud's manners: a path may name any project. */
  readonly anyProject?: boolean
  /** Keystone's address, to tell who is not signed in. */
  readonly authUrl: URL
  readonly log: Log
  readonly limits: RestLimits
}

export type RestLimits = {
  /** Of an answer of Nova that keys are added to. */
  readonly maxBufferedBytes: number
  /** For each page of the graph, and for a client to send on and to read on. */
  readonly timeoutMs: number
  /** For Nova to begin an answer and to go on with it. @default half an hour, which is more than Nova gives itself */
  readonly novaTimeoutMs?: number
  /** Of the graph's pages. */
  readonly maxPageSize: number
}

/**
 * Signs the client of a request in, by its headers. The call's signal ends with the client and not by a clock: a long list takes
 * the time that it takes, and each question of it has its own limit. `close` is called when the request is answered. It goes under
 * the request's own id and span.
 * @throws Unauthenticated, UpstreamError
 */
export type OpenCall = (
  request: IncomingMessage,
  response: ServerResponse,
  exchange: Pick<Call, 'requestId' | 'span'>,
  /** Whether it is one of the requests that its caller has in a minute. @default true */
  options?: { readonly isCounted?: boolean },
) => Promise<{ readonly call: Call; close(): void }>

/** False: no path of Nova's API. */
export type RestHandler = (request: IncomingMessage, response: ServerResponse) => boolean

/** One request on its way through this room. */
export type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** With the `?`; empty without one. */
  readonly query: string
  /** Where the client finds us. */
  readonly here: URL
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
  /** In our log, in our own answers, and in Nova's log where the client has not named the request itself. */
  readonly requestId: string
  /** Ends with the answer. */
  readonly span: Span
  /** Of every answer of our own: the request's id, and what else is known to belong there. */
  headers: Readonly<Record<string, string>>
  /** The rule of policy that a refusal is by, where the resource says which. */
  rule: string | undefined
}

/** Nova's API as it is, with os-pci in it: for clients that speak Nova. */
export function createRest(options: RestOptions): RestHandler {
  const { log, authUrl } = options

  return (request, response) => {
    const [, path = '', query = ''] = /^([^?]*)(.*)$/s.exec(request.url ?? '') ?? []
    const route = path === '/' ? versionsRoute(request) : readRoute(request.method ?? 'GET', path)
    if (route === null) return false
    endIfSilent(request, response, options.limits.timeoutMs)
    const gone = new AbortController()
    response.once('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    const requestId = newRequestId()
    const headers = requestIdHeaders(requestId)
    const host = `${protocolOf(request)}://${request.headers.host ?? 'localhost'}`
    const here = URL.canParse(host) ? new URL(host) : null
    if (here === null || climbs(path)) {
      sendFault(response, here === null ? fault(400, 'The Host header is no part of a URL.') : unknownPath(), headers)
      return true
    }
    const span = startSpan(request, response, requestId)
    const exchange = { request, response, query, here, signal: gone.signal, requestId, span, headers, rule: undefined }
    answer(route, exchange).catch((error: unknown) => refuse(exchange, error))
    return true
  }

  function startSpan(request: IncomingMessage, response: ServerResponse, requestId: string): Span {
    const { method = 'GET', headers } = request
    const traceparent = typeof headers.traceparent === 'string' ? headers.traceparent : undefined
    const span = (options.tracer ?? noTracer)(`${method} REST`, traceparent, {
      'http.request.method': method,
      'url.path': request.url?.split('?', 1)[0],
      'openstack.request_id': requestId,
    })
    response.once('close', () => {
      span.note({ 'http.response.status_code': response.statusCode })
      if (!response.writableFinished) span.fail('CANCELLED')
      span.end()
    })
    return span
  }

  async function answer(route: Route, exchange: Exchange): Promise<void> {
    if (route.kind === 'devices' || route.kind === 'device') {
      if (await answerDevices(route, exchange, options)) return
    }
    await answerNova(route, exchange, await reachNova(exchange), options)
  }

  async function reachNova({ here, signal, requestId, span }: Exchange): Promise<NovaProxy> {
    const root = withoutVersion(await options.novaEndpoint(signal))
    const { proxy, limits, onNovaCall } = options
    const timeoutMs = limits.novaTimeoutMs ?? NOVA_TIMEOUT_MS
    return { proxy, root, links: createLinks(here, root), timeoutMs, signal, requestId, span, onCall: onNovaCall }
  }

  function refuse({ request, response, headers, rule, signal, span }: Exchange, error: unknown): void {
    // Nobody waits for it any more.
    if (signal.aborted) {
      response.destroy()
      return
    }
    const cause = causeOf(error)
    if (!(cause instanceof RestFault)) span.fail(cause instanceof PcigraphError ? cause.code : 'INTERNAL_SERVER_ERROR')
    const told = faultOf(error, { authUrl, rule })
    if (told === null || told.status >= 500 || response.headersSent) {
      log.error({ err: error, requestId: headers['x-openstack-request-id'], method: request.method }, 'no whole answer')
    }
    sendFault(response, told ?? unexpected(headers), headers)
  }
}

/**
 * How long to wait is for the client to know, which can go away, and what became of its request is for Nova to say. Nova
 * itself waits half an hour for its services at the longest (`long_rpc_timeout`); past that, nobody is there to answer.
 */
const NOVA_TIMEOUT_MS = 31 * 60_000

/** Browsers are led to the page; everything else that asks for `/` is a client of OpenStack that looks for versions. */
function versionsRoute({ method, headers }: IncomingMessage): Route | null {
  if (method !== 'GET' && method !== 'HEAD') return null
  return headers.accept?.includes('text/html') ? null : { kind: 'version', version: null }
}

/** Catalogs name compute with a version or without, with the project's id or without, and at any path. */
function withoutVersion(endpoint: URL): URL {
  const root = new URL(endpoint)
  root.search = ''
  root.hash = ''
  root.pathname = endpoint.pathname.split(/\/v[23](?:\.\d+)?(?=\/|$)/)[0] ?? ''
  return root
}

function unexpected(headers: Exchange['headers']) {
  const id = headers['x-openstack-request-id'] ?? ''
  return fault(500, `Unexpected API Error. The log of this gateway has what went wrong under ${id}.`)
}

function noTracer(): Span {
  return NO_SPAN
}
