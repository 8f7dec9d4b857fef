import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PAGE_OF_SERVERS } from '../../questions/page-of-servers.ts'
import { createAnswerPage } from './answer-page.ts'
import { openCell } from './cell.ts'
import { createCallers } from './callers.ts'
import { HttpFault, readJson } from './http-fault.ts'
import { createNova } from './nova.ts'
import { createUpstream } from './upstream.ts'

/**
 * A handler for the benchmark's questions and no others, with the duties of the gateway: the token, the limits, the status
 * codes. It is the yardstick, so whatever makes it cheaper and keeps the answer belongs here.
 */
const { AUTH_URL = '', COMPUTE_URL = '', CELL_DATABASE = '' } = process.env
const upstream = createUpstream()
const callers = createCallers(upstream, AUTH_URL)
const answerPage = createAnswerPage(createNova(upstream, COMPUTE_URL), openCell(CELL_DATABASE))

/** The documents that it knows, word for word: there is nothing to parse. */
const ANSWERS = new Map<unknown, (token: string, variables: unknown) => Promise<string>>([
  [PAGE_OF_SERVERS, answerPage],
])

const MAX_BODY_BYTES = 256 * 1024

const server = createServer({ requestTimeout: 60_000, headersTimeout: 15_000 }, (request, response) => {
  answer(request).then(
    (text) => send(response, 200, text),
    (error: unknown) => {
      const { status, message } = error instanceof HttpFault ? error : new HttpFault(500, 'Something went wrong')
      send(response, status, JSON.stringify({ errors: [{ message }] }))
    },
  )
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`raw at http://127.0.0.1:${port}/graphql\n`)
})
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
  void upstream.close()
})

async function answer(request: IncomingMessage): Promise<string> {
  if (request.url !== '/graphql') throw new HttpFault(404, 'Nothing is here')
  if (request.method !== 'POST') throw new HttpFault(405, 'Only POST is understood')
  const token = request.headers['x-auth-token']
  if (typeof token !== 'string') throw new HttpFault(401, 'No token')
  const caller = await callers.find(token)
  const { query, variables } = readJson<{ query?: unknown; variables?: unknown }>(await readBody(request), 400)
  const answerOne = ANSWERS.get(query)
  if (answerOne === undefined) throw new HttpFault(400, 'This document is not known here')
  if (!caller.isAdmin) throw new HttpFault(403, 'PCI devices are for admins')
  return answerOne(token, variables)
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw new HttpFault(413, 'The body is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function send(response: ServerResponse, status: number, text: string): void {
  const body = Buffer.from(text)
  response
    .writeHead(status, {
      'content-type': 'application/graphql-response+json; charset=utf-8',
      'content-length': body.length,
    })
    .end(body)
}
