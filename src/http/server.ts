import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Health } from './health.ts'

/** What answers `/graphql`. */
export type GraphqlHandler = (request: IncomingMessage, response: ServerResponse) => unknown

/** One port for everything: the graph, and how the process is. */
export function createHttpServer(graphql: GraphqlHandler, health: Health): Server {
  return createServer({ requestTimeout: 60_000, headersTimeout: 15_000 }, (request, response) => {
    const [pathname = '/'] = (request.url ?? '/').split('?', 1)
    switch (pathname) {
      case '/graphql':
        graphql(request, response)
        return
      case '/healthz':
        answer(response, 200, { status: 'ok' })
        return
      case '/readyz':
        void health.readiness().then(({ ready, checks }) => {
          answer(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', checks })
        })
        return
      case '/':
        response.writeHead(302, { location: '/graphql' }).end()
        return
      default:
        answer(response, 404, { message: `Nothing is at ${pathname}. The graph is at /graphql.` })
    }
  })
}

function answer(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(body)}\n`)
}
