import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Dispatcher } from 'undici'
import { UpstreamError } from '../errors.ts'
import type { Span } from '../model/span.ts'
import { hasBody, requestHeaders, responseHeaders } from './headers.ts'
import type { Links } from './links.ts'

/** Nova, as one request reaches it. */
export type NovaProxy = {
  readonly proxy: Dispatcher
  /** Its address without a version. */
  readonly root: URL
  readonly links: Links
  /** For it to begin an answer, and to go on with it. */
  readonly timeoutMs: number
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
  /** Of the client's request: in Nova's log too, unless the client named it itself. */
  readonly requestId: string
  readonly span: Span
  readonly onCall: ((call: NovaCall) => void) | undefined
}

/** What a request came to at Nova, until its answer began. */
export type NovaCall = {
  /** The status, or what went wrong where there was none. */
  readonly outcome: string
  readonly seconds: number
}

export type NovaAnswer = {
  readonly status: number
  /** Without those that are about the connection, and with links that lead here. */
  readonly headers: Record<string, string | string[]>
  readonly body: Dispatcher.ResponseData['body']
}

/**
 * Sends the client's request to Nova as it came, its body as the client sends it.
 * @param path below Nova's root, with its query: `/v2.1/servers/detail?limit=1`
 * @throws UpstreamError where Nova does not answer
 */
export async function askNova(request: IncomingMessage, path: string, nova: NovaProxy): Promise<NovaAnswer> {
  return exchange(nova, path, {
    method: request.method ?? 'GET',
    headers: requestHeaders(request),
    body: hasBody(request) ? request : null,
  })
}

/** A question of our own on the client's behalf: its headers, another path, no body. */
export async function askNovaBeside(request: IncomingMessage, path: string, nova: NovaProxy): Promise<NovaAnswer> {
  return exchange(nova, path, { method: 'GET', headers: requestHeaders(request, ['content-length']), body: null })
}

type Sent = Pick<Dispatcher.RequestOptions, 'method' | 'body'> & { readonly headers: readonly string[] }

async function exchange(nova: NovaProxy, path: string, sent: Sent): Promise<NovaAnswer> {
  const { proxy, root, links, timeoutMs, signal } = nova
  const startedAt = performance.now()
  const span = nova.span.begin(`${sent.method} nova`, {
    'http.request.method': sent.method,
    'server.address': root.hostname,
    'url.path': path.split('?', 1)[0],
  })
  let outcome = 'CANCELLED'
  try {
    const answer = await proxy.request({
      ...sent,
      headers: named(sent.headers, nova.requestId, span.traceparent),
      origin: root.origin,
      path: `${root.pathname.replace(/\/+$/, '')}${path}`,
      signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    })
    outcome = String(answer.statusCode)
    const headers = responseHeaders(answer.headers)
    span.note({
      'http.response.status_code': answer.statusCode,
      'openstack.request_id': String(headers['x-openstack-request-id'] ?? ''),
    })
    const { location } = headers
    if (typeof location === 'string') headers.location = links.rewrite(location)
    return { status: answer.statusCode, headers, body: answer.body }
  } catch (cause) {
    if (signal.aborted) throw cause
    outcome = 'UPSTREAM_UNAVAILABLE'
    throw new UpstreamError(
      'UPSTREAM_UNAVAILABLE',
      'Nova does not answer this gateway. Try again later; the log of the gateway says more.',
      { upstream: 'nova' },
      { cause },
    )
  } finally {
    if (!/^[123]/.test(outcome)) span.fail(outcome)
    span.end()
    nova.onCall?.({ outcome, seconds: (performance.now() - startedAt) / 1000 })
  }
}

/** With the names that the request has in logs and in its trace, as far as its client has given it none. */
function named(headers: readonly string[], requestId: string, traceparent: string | null): string[] {
  const isNamed = headers.some((header, index) => index % 2 === 0 && /^x-openstack-request-id$/i.test(header))
  // Of our own span, where there is one: the client's is its parent.
  const kept = traceparent === null ? headers : without('traceparent', headers)
  return [
    ...kept,
    ...(isNamed ? [] : ['x-openstack-request-id', requestId]),
    ...(traceparent === null ? [] : ['traceparent', traceparent]),
  ]
}

function without(name: string, headers: readonly string[]): string[] {
  return headers.filter((_, index) => headers[index - (index % 2)]?.toLowerCase() !== name)
}

/** Gives Nova's answer to the client as it comes; of its links, those to Nova lead here. */
export async function pass(answer: NovaAnswer, response: ServerResponse, { links }: NovaProxy): Promise<void> {
  const { status, headers, body } = answer
  if (!isJson(answer) || response.req.method === 'HEAD' || status === 204 || status === 304) {
    response.writeHead(status, headers)
    await pipeline(body, response)
    return
  }
  const length = Number(headers['content-length'] ?? Infinity)
  if (length <= SMALL_BYTES) {
    const json = links.rewriteJson(await readWhole(body))
    response.writeHead(status, { ...headers, 'content-length': json.length }).end(json)
    return
  }
  const { 'content-length': _length, ...others } = headers
  response.writeHead(status, others)
  await pipeline(body, links.rewriting(), response)
}

async function readWhole(body: NovaAnswer['body']): Promise<Buffer> {
  try {
    return Buffer.from(await body.arrayBuffer())
  } catch (cause) {
    throw unreadable('not whole.', cause)
  }
}

/** So short that it can be held whole, and keep a length that is told before. */
const SMALL_BYTES = 256 * 1024

export function isJson({ headers }: NovaAnswer): boolean {
  const encoding = headers['content-encoding'] ?? 'identity'
  return encoding === 'identity' && /^application\/(?:[\w.+-]+\+)?json\b/i.test(String(headers['content-type'] ?? ''))
}

/**
 * The body, if it is a JSON object of no more than so many bytes.
 * @throws UpstreamError for a longer one, and for none
 */
export async function readObject(answer: NovaAnswer, maxBytes: number): Promise<Record<string, unknown>> {
  const body = parse(await readText(answer, maxBytes))
  if (isRecord(body)) return body
  throw unreadable('no JSON object.')
}

async function readText({ body }: NovaAnswer, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > maxBytes) break
      chunks.push(chunk)
    }
  } catch (cause) {
    throw unreadable('not whole.', cause)
  }
  if (bytes > maxBytes) throw unreadable(`more than ${maxBytes} bytes. Ask for a page at a time, by limit and marker.`)
  return Buffer.concat(chunks).toString()
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw unreadable('no JSON.', cause)
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unreadable(what: string, cause?: unknown): UpstreamError {
  return new UpstreamError(
    'UPSTREAM_INVALID_RESPONSE',
    `Nova's answer is ${what}`,
    { upstream: 'nova' },
    cause === undefined ? undefined : { cause },
  )
}
