import { Agent } from 'undici'
import { newRequestId, type Errand, type Receipt } from '../../model/call.ts'
import type { ErrorCode } from '../../errors.ts'
import type { Log } from '../../model/log.ts'
import { NO_SPAN } from '../../model/span.ts'
import { startTimeLimit } from '../../model/time-limit.ts'
import { createBreaker, isOutage, type BreakerState } from './breaker.ts'
import { exchange, type Attempt, type Method } from './exchange.ts'
import { createLastGood } from './last-good.ts'
import { refusalOf } from './refusal.ts'
import { createRetry } from './retry.ts'
import { createSingleFlight } from './single-flight.ts'
import { createStreamAgent, openStream } from './stream.ts'
import { tooSlow } from './transport-error.ts'
import type { UpstreamName } from './upstream-name.ts'

/** One service that we call: every request to it goes through here, whoever asks and whatever for. */
export type Upstream = {
  readonly name: UpstreamName
  /**
   * One logical call: a GET is retried within the time limit, and shared with equal ones in flight. Answers with status 2xx only.
   * @throws UpstreamError (or Forbidden, BadUserInput) for every other outcome; the reason of `signal` when it aborts.
   */
  request(request: UpstreamRequest): Promise<UpstreamResponse>
  /**
   * An answer in parts, for as long as somebody listens: the time limit is for its head, and nothing is retried or shared. Parts end with an
   * UpstreamError where the connection breaks off.
   */
  stream(request: UpstreamRequest): Promise<UpstreamStream>
  /** Whether it is asked at all just now. */
  state(): BreakerState
  close(): Promise<void>
}

export type UpstreamRequest = UpstreamErrand & {
  readonly url: URL
  /** GET unless said otherwise. Only what changes nothing is ever sent twice. */
  readonly method?: Method
  /** It changes nothing, though it is a POST, as a query of GraphQL is: retried and shared as a GET is. */
  readonly isSafe?: boolean
  /** `text`: the body is a string, as it came, whatever it says. @default 'json' */
  readonly as?: 'json' | 'text'
  /** Whether an answer of another status than 2xx is one all the same. */
  readonly isAnswer?: (attempt: { readonly status: number; readonly body: unknown }) => boolean
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Nothing that was said before may stand in for the answer. */
  readonly fresh?: boolean
  /** How many objects it asks for by key; null for a listing. */
  readonly keys?: number | null
  /** The request holds words of the caller's own, so that a 400 is the caller's mistake: the argument to blame where it is known. */
  readonly callerInput?: { readonly argument?: string } | undefined
  /** The token is of an application credential with access rules, so that a 401 may mean this request alone: it is Forbidden then. */
  readonly hasAccessRules?: boolean
}

/**
 * Whose work a call is. It is counted on the receipt once, however often it is retried; a call that was shared is on the receipt,
 * in the trace and under the request id of who began it.
 */
type UpstreamErrand = Omit<Errand, 'receipt'> & {
  readonly receipt?: (Pick<Receipt, 'addCall'> & Partial<Pick<Receipt, 'addStale'>>) | undefined
}

/** What one logical call came to, for whoever keeps figures. */
export type UpstreamCall = {
  readonly upstream: UpstreamName
  /** The status of the last answer; where there was none, what went wrong. */
  readonly outcome: number | ErrorCode | 'CANCELLED'
  readonly ms: number
  readonly keys: number | null
}

export type UpstreamResponse = {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Parsed JSON, shared between all who asked: read it, never write to it. Null where the answer had no body. */
  readonly body: unknown
}

export type UpstreamStream = { readonly contentType: string; readonly parts: AsyncIterable<Uint8Array> }

export type UpstreamOptions = {
  readonly name: UpstreamName
  readonly tls?: UpstreamTls | undefined
  /** For a logical call in total, retries and waiting included. */
  readonly timeoutMs: number
  /** For making a connection. @default 5000, and never more than `timeoutMs` */
  readonly connectTimeoutMs?: number | undefined
  readonly maxResponseBytes: number
  /** Side by side to one address; more requests wait their turn. */
  readonly maxConnections: number
  readonly log: Log
  /** How old an answer may be that stands in for one that does not come, for the same token. @default 0, none */
  readonly maxStaleMs?: number | undefined
  /** How often what changes nothing is sent again. @default 2 */
  readonly retries?: number | undefined
  /** Told of every logical call that was really made. */
  readonly onCall?: ((call: UpstreamCall) => void) | undefined
}

/** PEM texts. */
export type UpstreamTls = {
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
  /** False: take any certificate (`verify: false`). @default true */
  readonly verify?: boolean | undefined
}

/** Of answers that may stand in for others, as they came over the wire. */
const STALE_BYTES = 64 * 1024 * 1024

export function createUpstream(options: UpstreamOptions): Upstream {
  const { name, timeoutMs, maxResponseBytes, log } = options
  const agent = new Agent({
    connections: options.maxConnections,
    // The call's own limit is the tighter one; these only have to be out of its way.
    headersTimeout: timeoutMs + 1000,
    bodyTimeout: timeoutMs + 1000,
    maxResponseSize: maxResponseBytes,
    connect: {
      timeout: Math.min(options.connectTimeoutMs ?? 5000, timeoutMs),
      ...tlsOptions(options.tls),
    },
  })
  const flights = createSingleFlight<Attempt>()
  const breaker = createBreaker({ name, maxRunning: options.maxConnections, log })
  const retry = createRetry(options.retries)
  const lastGood = createLastGood<UpstreamResponse>({ maxAgeMs: options.maxStaleMs ?? 0, maxBytes: STALE_BYTES })
  let streams: Agent | null = null
  let closed: Promise<unknown> | null = null

  return {
    name,
    request,
    stream,
    state: () => breaker.state,
    // Whoever uses it may close it: twice is as good as once.
    close: async () => {
      await (closed ??= Promise.all([agent.destroy(), streams?.destroy()]))
    },
  }

  async function request(asked: UpstreamRequest): Promise<UpstreamResponse> {
    asked.signal.throwIfAborted()
    const { attempt, shared, ms } = await shareOrStart(asked)
    log.debug({ upstream: name, status: attempt.status, requestId: attempt.requestId, shared, ms }, 'upstream call')
    const isGet = (asked.method ?? 'GET') === 'GET'
    if (attempt.error === null && (isSuccess(attempt) || asked.isAnswer?.(attempt) === true)) {
      if (isGet && !shared) lastGood.keep(flightKey(asked), attempt, attempt.bytes)
      return attempt
    }
    const stale = isGet && !asked.fresh && isOutage(attempt) ? lastGood.find(flightKey(asked)) : null
    if (stale !== null) {
      asked.receipt?.addStale?.({ source: name, ageMs: stale.ageMs })
      return stale.value
    }
    throw attempt.error ?? refusalOf(name, attempt, asked)
  }

  async function stream(asked: UpstreamRequest): Promise<UpstreamStream> {
    const { url, method = 'GET', signal } = asked
    signal.throwIfAborted()
    streams ??= createStreamAgent({ timeoutMs, connect: tlsOptions(options.tls) })
    const startedAt = performance.now()
    const sent = { agent: streams, name, url, method, signal, maxResponseBytes, timeoutMs }
    let parts: AsyncIterable<Uint8Array> | null = null
    const attempt = await breaker.run(async () => {
      const opened = await openStream({
        ...sent,
        headers: { ...ownHeaders(asked, asked.span?.traceparent ?? null), ...asked.headers },
        body: asked.body === undefined ? null : JSON.stringify(asked.body),
      })
      parts = opened.parts
      return opened.attempt
    }, signal)
    signal.throwIfAborted()
    const ms = performance.now() - startedAt
    options.onCall?.({ upstream: name, outcome: attempt.error?.code ?? attempt.status, ms, keys: null })
    if (parts === null || !isSuccess(attempt)) throw attempt.error ?? refusalOf(name, attempt, asked)
    return { contentType: attempt.headers['content-type'] ?? '', parts }
  }

  async function shareOrStart(asked: UpstreamRequest): Promise<{ attempt: Attempt; shared: boolean; ms: number }> {
    const startedAt = performance.now()
    let shared = true
    const start = (signal: AbortSignal) => {
      shared = false
      return observed(asked, signal)
    }
    const attempt = isSafe(asked)
      ? await flights.join(flightKey(asked), asked.signal, start)
      : await flights.alone(asked.signal, start)
    return { attempt, shared, ms: performance.now() - startedAt }
  }

  /** A call that is really made, on the receipt, in the figures and in the trace. */
  async function observed(asked: UpstreamRequest, left: AbortSignal): Promise<Attempt> {
    const { method = 'GET', keys = null, url } = asked
    const startedAt = performance.now()
    const span = (asked.span ?? NO_SPAN).begin(`${method} ${name}`, {
      'http.request.method': method,
      'server.address': url.hostname,
      'url.path': url.pathname,
      'pcigraph.keys': keys ?? undefined,
    })
    let outcome: UpstreamCall['outcome'] = 'CANCELLED'
    try {
      const attempt = await withinTime(asked, method, left, span.traceparent)
      outcome = attempt.error?.code ?? attempt.status
      span.note({ 'http.response.status_code': attempt.status, 'openstack.request_id': attempt.requestId })
      return attempt
    } finally {
      const ms = performance.now() - startedAt
      if (typeof outcome === 'string' || outcome >= 400) span.fail(String(outcome))
      span.end()
      asked.receipt?.addCall({ upstream: name, ms, keys })
      options.onCall?.({ upstream: name, outcome, ms, keys })
    }
  }

  /** The call with its retries; when the time is up first, the last thing that was heard or that nothing was. */
  async function withinTime(
    asked: UpstreamRequest,
    method: Method,
    left: AbortSignal,
    traceparent: string | null,
  ): Promise<Attempt> {
    const deadline = performance.now() + timeoutMs
    const time = startTimeLimit(left, timeoutMs, () => new DOMException('The time is up.', 'TimeoutError'))
    const { signal } = time
    const headers = {
      ...ownHeaders(asked, traceparent),
      ...asked.headers,
    }
    const body = asked.body === undefined ? null : JSON.stringify(asked.body)
    const attemptOnce = () =>
      breaker.run(
        () =>
          exchange({
            ...{ agent, name, url: asked.url, method, headers, body, signal, maxResponseBytes, timeoutMs },
            as: asked.as ?? 'json',
          }),
        left,
      )
    try {
      const attempt = isSafe(asked) ? await retry(attemptOnce, { signal, deadline }) : await attemptOnce()
      left.throwIfAborted()
      return time.isUp() && attempt.error ? { ...attempt, error: tooSlow(name, timeoutMs) } : attempt
    } finally {
      time.stop()
    }
  }
}

function ownHeaders({ requestId, body }: UpstreamRequest, traceparent: string | null): Record<string, string> {
  return {
    accept: 'application/json',
    'x-openstack-request-id': requestId ?? newRequestId(),
    ...(traceparent !== null && { traceparent }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  }
}

/** The token is part of it: what one caller is told is never handed to another. */
function flightKey({ url, headers, body }: UpstreamRequest): string {
  return JSON.stringify([url.href, Object.entries(headers ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)), body])
}

function isSafe({ method = 'GET', isSafe }: UpstreamRequest): boolean {
  return method === 'GET' || isSafe === true
}

function isSuccess({ status }: Attempt): boolean {
  return status >= 200 && status < 300
}

/** As undici's connections take it. */
export function tlsOptions(tls: UpstreamTls | undefined) {
  if (!tls) return {}
  return {
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
    ...(tls.verify === false ? { rejectUnauthorized: false } : {}),
  }
}
