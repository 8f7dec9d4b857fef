import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HttpFault } from '../sources/http-fault.ts'

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** A bare HTTP server with the gateway's limits, for engines that bring none. */
export function listen(name: string, handle: Handle, close: () => Promise<unknown>): Server {
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 15_000 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      const { status, message } = error instanceof HttpFault ? error : new HttpFault(500, 'Something went wrong')
      send(response, status, JSON.stringify({ errors: [{ message }] }))
    })
  })
  server.listen(0, '127.0.0.1', () => {
    announce(name, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
  process.once('SIGTERM', () => {
    server.close()
    server.closeAllConnections()
    void close()
  })
  return server
}

/** The line that the runner waits for. */
export function announce(name: string, origin: string): void {
  process.stdout.write(`${name} at ${origin}/graphql\n`)
}

export function send(
  response: ServerResponse,
  status: number,
  text: string,
  contentType = 'application/graphql-response+json; charset=utf-8',
): void {
  const body = Buffer.from(text)
  response.writeHead(status, { 'content-type': contentType, 'content-length': body.length }).end(body)
}

/** @throws HttpFault 404, 405 */
export function requireGraphqlPost({ url, method }: IncomingMessage): void {
  if (url !== '/graphql') throw new HttpFault(404, 'Nothing is here')
  if (method !== 'POST') throw new HttpFault(405, 'Only POST is understood')
}
