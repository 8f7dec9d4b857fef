import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DEVICE_GROUPS } from '../../questions/device-groups.ts'
import { ONE_SERVER } from '../../questions/one-server.ts'
import { PAGE_OF_SERVERS } from '../../questions/page-of-servers.ts'
import { REPORT } from '../../questions/report.ts'
import { REVERSE } from '../../questions/reverse.ts'
import { createCallers } from '../sources/callers.ts'
import { openCell } from '../sources/cell.ts'
import { createCloudClient } from '../sources/cloud-client.ts'
import { HttpFault, readJson } from '../sources/http-fault.ts'
import { createNova } from '../sources/nova.ts'
import { listProjectNames } from '../sources/projects.ts'
import { readBody } from '../sources/read-body.ts'
import type { AnswerOne, Variables } from './answer-one.ts'
import { createDeviceGroups } from './device-groups.ts'
import { createWriteHosts } from './hosts.ts'
import { createOneServer } from './one-server.ts'
import { createPageOfServers } from './page-of-servers.ts'
import { createReport } from './report.ts'
import { createReverse } from './reverse.ts'

/**
 * A handler for the benchmark's questions and no others, with the duties of the gateway: the token, the limits, the status
 * codes. It is the yardstick, so whatever makes it cheaper and keeps the answer belongs here.
 */
const { AUTH_URL = '', COMPUTE_URL = '', CELL_DATABASE = '' } = process.env
const cloud = createCloudClient()
const callers = createCallers(cloud, AUTH_URL)
const nova = createNova(cloud, COMPUTE_URL)
const cell = openCell(CELL_DATABASE)
const writeHosts = createWriteHosts(cell)

/** The documents that it knows, word for word: there is nothing to parse. */
const ANSWERS = new Map<unknown, AnswerOne>([
  [ONE_SERVER, createOneServer(nova, cell, writeHosts)],
  [PAGE_OF_SERVERS, createPageOfServers(nova, cell, writeHosts)],
  [REVERSE, createReverse(nova, cell, (token) => listProjectNames(cloud, AUTH_URL, token))],
  [REPORT, createReport(nova, cell, writeHosts)],
  [DEVICE_GROUPS, createDeviceGroups(cell)],
])

const server = createServer({ requestTimeout: 60_000, headersTimeout: 15_000 }, (request, response) => {
  answer(request, response).catch((error: unknown) => {
    if (response.headersSent) {
      response.destroy()
      return
    }
    const { status, message } = error instanceof HttpFault ? error : new HttpFault(500, 'Something went wrong')
    send(response, status, JSON.stringify({ errors: [{ message }] }))
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`raw at http://127.0.0.1:${port}/graphql\n`)
})
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
  void cloud.close()
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url !== '/graphql') throw new HttpFault(404, 'Nothing is here')
  if (request.method !== 'POST') throw new HttpFault(405, 'Only POST is understood')
  const token = request.headers['x-auth-token']
  if (typeof token !== 'string') throw new HttpFault(401, 'No token')
  const caller = await callers.find(token)
  const { query, variables } = readJson<{ query: unknown; variables: Variables }>(await readBody(request), 400)
  const answerOne = ANSWERS.get(query)
  if (answerOne === undefined) throw new HttpFault(400, 'This document is not known here')
  if (!caller.isAdmin) throw new HttpFault(403, 'PCI devices are for admins')
  const answered = answerOne(token, variables ?? {})
  if (answered instanceof Promise) {
    send(response, 200, await answered)
  } else {
    response.writeHead(200, { 'content-type': 'application/jsonl; charset=utf-8' })
    await pipeline(Readable.from(answered, { objectMode: false }), response)
  }
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
