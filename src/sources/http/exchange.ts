import type { Agent, Dispatcher } from 'undici'
import { UpstreamError } from '../../errors.ts'
import { parseRetryAfterMs } from './retry.ts'
import { transportError } from './transport-error.ts'
import { titleOf, type UpstreamName } from './upstream-name.ts'

/** What one HTTP exchange came to. Never thrown, so that whoever shares or retries it decides what it means. */
export type Attempt = {
  /** 0 where nothing was answered. */
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Of the body, as it came. */
  readonly bytes: number
  /** Parsed JSON; undefined where the body is no JSON, null where there is none. A string where text was asked for. */
  readonly body: unknown
  /** The upstream's own name for the call, for its log. */
  readonly requestId: string | undefined
  /** Set when there is no whole answer to read. */
  readonly error: UpstreamError | null
  /** The connection broke off: asking again may well succeed. */
  readonly connectionLost: boolean
  /** How long the upstream asks to be left alone. */
  readonly retryAfterMs: number | null
}

export type Method = 'GET' | 'POST' | 'DELETE'

export type Exchange = {
  readonly agent: Agent
  readonly name: UpstreamName
  readonly url: URL
  readonly method: Method
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly signal: AbortSignal
  readonly maxResponseBytes: number
  readonly timeoutMs: number
  readonly as: 'json' | 'text'
}

/** Sends one request and reads the whole answer. Redirects are not followed: they would carry the token elsewhere. */
export async function exchange(sent: Exchange): Promise<Attempt> {
  const { agent, name, url, method, headers, body, signal } = sent
  let response: Dispatcher.ResponseData | null = null
  try {
    response = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers,
      body,
      signal,
    })
    return readAnswer(sent, response, await response.body.text())
  } catch (cause) {
    const { error, connectionLost } = transportError(cause, {
      name,
      status: response?.statusCode ?? null,
      requestId: response ? requestIdOf(flatten(response.headers)) : undefined,
      maxResponseBytes: sent.maxResponseBytes,
      timeoutMs: sent.timeoutMs,
    })
    return { ...nothingHeard(error), connectionLost }
  }
}

/** An attempt that came to no answer at all. */
export function nothingHeard(error: UpstreamError | null): Attempt {
  const nothing = { status: 0, headers: {}, bytes: 0, body: undefined, requestId: undefined, retryAfterMs: null }
  return { ...nothing, error, connectionLost: false }
}

function readAnswer({ name, as }: Exchange, response: Dispatcher.ResponseData, text: string): Attempt {
  const status = response.statusCode
  const headers = flatten(response.headers)
  const requestId = requestIdOf(headers)
  const body = as === 'text' ? text : parseJson(text)
  const unreadable = status >= 200 && status < 300 && body === undefined
  return {
    status,
    headers,
    bytes: text.length,
    body,
    requestId,
    connectionLost: false,
    retryAfterMs: parseRetryAfterMs(headers['retry-after'], Date.now()),
    error: unreadable
      ? new UpstreamError(
          'UPSTREAM_INVALID_RESPONSE',
          `${titleOf(name)} answered ${status} with something that is not JSON: a proxy's page, or an answer that broke off.`,
          { upstream: name, status, requestId },
        )
      : null,
  }
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function requestIdOf(headers: Readonly<Record<string, string>>): string | undefined {
  return headers['x-openstack-request-id'] ?? headers['x-compute-request-id']
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}
