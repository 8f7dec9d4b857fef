import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Log } from '../model/log.ts'
import type { Metrics, RequestFacts } from '../telemetry/metrics.ts'
import type { CrossSiteGuard } from './cross-site.ts'
import type { Health } from './health.ts'

/** For how long a client that was told to stop may go on. */
const LINGER_MS = 1000

/** What answers `/graphql`. */
export type GraphqlHandler = (request: IncomingMessage, response: ServerResponse) => unknown

/** Answers Nova's API; false: not a path of it. */
export type RestHandler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>

/** What answers `/graphiql/session`. */
export type SessionHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export type Handlers = {
  /** Before all others; true: the request is answered already. */
  readonly guard: CrossSiteGuard
  readonly graphql: GraphqlHandler
  readonly rest: RestHandler
  /** Null: there is no page to sign in on. */
  readonly session: SessionHandler | null
  /** `/metrics` */
  readonly figures: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

/**
 * One port for everything: the graph, Nova's API with os-pci in it, and how the process is.
 * @param options.requestMs for a request to be there as a whole. One to Nova may take longer: whoever answers it sees to that
 */
export function createHttpServer(
  { guard, graphql, rest, session, figures }: Handlers,
  health: Health,
  log: Log,
  {
    requestMs = 60_000,
    metrics,
  }: { readonly requestMs?: number; readonly metrics?: Pick<Metrics, 'request' | 'watch'> } = {},
): Server {
  const unanswered = new Set<ServerResponse>()
  metrics?.watch('in flight', () => unanswered.size)
  // A client must not send its next question on a connection that is about to be closed.
  health.whenDraining(() => unanswered.forEach(closeAfterwards))

  // Kept alive: a client that vanished without a word is found out, however long its answer takes.
  return createServer({ requestTimeout: 0, headersTimeout: 15_000, keepAlive: true }, (request, response) => {
    const late = setTimeout(() => refuseLate(request, response), requestMs).unref()
    unanswered.add(response)
    const startedAt = performance.now()
    response.once('close', () => {
      unanswered.delete(response)
      metrics?.request({
        room: roomOf(request.url ?? '/'),
        status: response.writableFinished ? response.statusCode : 499,
        seconds: (performance.now() - startedAt) / 1000,
      })
      // Answered before all of it was here: the rest must come in time too, but most of it is here a moment later.
      if (request.complete) clearTimeout(late)
      else request.once('end', () => clearTimeout(late)).once('close', () => clearTimeout(late))
    })
    if (health.isDraining) closeAfterwards(response)
    route(request, response, late).catch((error: unknown) => {
      // One request's failure is that request's alone.
      log.error({ err: error }, 'a request could not be answered')
      if (response.headersSent) response.destroy()
      else answer(response, 500, { message: 'Something went wrong here. The log says what.' })
    })
  })

  async function route(request: IncomingMessage, response: ServerResponse, late: NodeJS.Timeout): Promise<void> {
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('referrer-policy', 'no-referrer')
    if (guard(request, response)) return
    const [pathname = '/'] = (request.url ?? '/').split('?', 1)
    switch (pathname) {
      case '/graphql':
        // Yoga makes a URL of both, and answers with a stack trace where it cannot.
        if (!URL.canParse(request.url ?? '', `http://${request.headers.host ?? 'localhost'}`)) {
          answer(response, 400, { message: 'The Host header or the path is no part of a URL.' })
          return
        }
        // What the cloud says to one is for no cache, and not for the back button.
        response.setHeader('cache-control', 'no-store')
        await graphql(request, response)
        return
      case '/healthz':
        answer(response, 200, { status: 'ok' })
        return
      case '/readyz': {
        const { ready, checks } = await health.readiness()
        answer(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', checks })
        return
      }
      case '/metrics':
        await figures(request, response)
        return
      case '/graphiql/session':
        if (session === null) break
        await session(request, response)
        return
      default:
        if (await rest(request, response)) {
          clearTimeout(late)
          return
        }
        if (pathname === '/') {
          response.writeHead(302, { location: '/graphql' }).end()
          return
        }
    }
    answer(response, 404, { message: `Nothing is at ${shortened(pathname)}. The graph is at /graphql.` })
  }
}

/** What kind of request it is, for the figures. */
function roomOf(url: string): RequestFacts['room'] {
  if (/^\/graphql(\?|$)/.test(url)) return 'graphql'
  if (/^\/v[23][^?]*\/os-pci(-devices)?(\/|\?|$)/.test(url)) return 'os-pci'
  return /^\/v[23]/.test(url) ? 'nova' : 'other'
}

/** As Node itself does it, for requests of every kind alike. */
function refuseLate(
  { complete, socket }: { readonly complete: boolean; readonly socket: Socket | null },
  response: ServerResponse,
): void {
  // Without a socket, whatever the types of Node say, the client has hung up amid what it sent.
  if (complete || socket === null) return
  if (response.headersSent) {
    socket.destroy()
    return
  }
  socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
  // A client that is sending just now would be told of a broken connection, instead of this, if nobody read any more.
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

function answer(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(body)}\n`)
}

function closeAfterwards(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close')
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text
}
