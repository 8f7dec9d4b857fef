import type { ServerResponse } from 'node:http'
import type { Fault } from './faults.ts'

/** The name of a request in logs, in both headers that Nova puts it into. */
export function requestIdHeaders(id: string): Record<string, string> {
  return { 'x-openstack-request-id': id, 'x-compute-request-id': id }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>>,
): void {
  const text = Buffer.from(JSON.stringify(body))
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers, 'content-length': text.length })
    .end(text)
}

/** A fault where it still can be one: an answer that has begun is broken off, so that it cannot pass for whole. */
export function sendFault(
  response: ServerResponse,
  fault: Fault,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  // To what it refuses, and to nothing else, Nova says of JSON that it is UTF-8.
  const type = { 'content-type': 'application/json; charset=UTF-8' }
  sendJson(response, fault.status, fault.body, { ...headers, ...type, ...fault.headers })
}
