import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RecordedCall } from './call-recorder.ts'
import type { DemoReply, DemoRequest, DemoService } from './exchange.ts'
import { changeReply, type Interfere, type Interference } from './interference.ts'

export type DemoHttpServer = { readonly origin: string; close(): Promise<void> }

const PREFIXES: readonly (readonly [prefix: string, service: DemoService])[] = [
  ['/identity', 'keystone'],
  ['/compute', 'nova'],
  ['/placement', 'placement'],
]
const MAX_BODY_BYTES = 1_000_000

/** One port for all three services, each below its prefix, as in a devstack. */
export async function startHttpServer(options: {
  readonly port: number
  answer(request: DemoRequest): DemoReply
  record(call: RecordedCall): void
  userOf(token: string): string | null
  interfere(): Interfere | null
  latencyMs(): number
  failed(error: unknown): void
}): Promise<DemoHttpServer> {
  const server = createServer((message, response) => {
    serve(message, response).catch((error: unknown) => {
      options.failed(error)
      response.destroy()
    })
  })

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(message)
    if (request === null) {
      response.writeHead(404).end()
      return
    }
    const interference = options.interfere()?.(request) ?? null
    if (options.latencyMs() > 0) await sleep(options.latencyMs())
    if (interference?.kind === 'delay') await sleep(interference.ms)
    const reply = disturb(interference, () => options.answer(request))
    const { 'x-auth-token': token, 'x-openstack-request-id': requestId } = request.headers
    options.record({
      service: request.service,
      method: request.method,
      path: request.path,
      query: message.url?.split('?')[1] ?? '',
      microversion: microversionOf(request),
      requestId: typeof requestId === 'string' ? requestId : null,
      status: reply?.status ?? null,
      user: typeof token === 'string' ? options.userOf(token) : null,
    })
    if (reply === null) {
      if (interference?.kind === 'reset') message.socket.resetAndDestroy()
      return
    }
    send(response, request, reply, interference)
  }

  await listen(server, options.port)
  const address = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}

function disturb(interference: Interference | null, answer: () => DemoReply): DemoReply | null {
  switch (interference?.kind) {
    case 'hang':
    case 'reset':
      return null
    case 'answer':
      return { status: interference.status, headers: interference.headers ?? {}, body: interference.body }
    case 'change':
      return changeReply(answer(), interference.change)
    case 'cut':
    case 'delay':
    case undefined:
      return answer()
  }
}

function send(
  response: ServerResponse,
  request: DemoRequest,
  reply: DemoReply,
  interference: Interference | null,
): void {
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body?.length ?? 0 })
  if (body === null || request.method === 'HEAD') {
    response.end()
  } else if (interference?.kind === 'cut') {
    response.write(body.subarray(0, interference.afterBytes), () => response.destroy())
  } else {
    response.end(body)
  }
}

async function read(message: IncomingMessage): Promise<DemoRequest | null> {
  const host = message.headers.host ?? '127.0.0.1'
  const scheme = message.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'
  const origin = `${scheme}://${host}`
  if (!URL.canParse(message.url ?? '', origin)) return null
  const url = new URL(message.url ?? '', origin)
  const found = PREFIXES.find(([prefix]) => url.pathname === prefix || url.pathname.startsWith(`${prefix}/`))
  if (found === undefined) return null
  const [prefix, service] = found
  return {
    service,
    method: message.method ?? 'GET',
    path: url.pathname.slice(prefix.length) || '/',
    query: url.searchParams,
    headers: message.headers,
    body: await readBody(message),
    origin,
  }
}

async function readBody(message: IncomingMessage): Promise<unknown> {
  if (message.method === 'GET' || message.method === 'HEAD') return undefined
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown
  } catch {
    return undefined
  }
}

function microversionOf(request: DemoRequest): string | null {
  const header = request.headers['openstack-api-version'] ?? request.headers['x-openstack-nova-api-version']
  if (typeof header !== 'string') return null
  return header.split(' ').at(-1) ?? null
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Clients keep their connections between two questions of a user.
    server.keepAliveTimeout = 65_000
    server.listen(port, '127.0.0.1', resolve)
  })
}
