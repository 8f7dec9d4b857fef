import type { IncomingMessage } from 'node:http'
import { HttpFault } from './http-fault.ts'

export const MAX_BODY_BYTES = 256 * 1024

/** @throws HttpFault 413 for a body that is longer than the gateway takes. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw new HttpFault(413, 'The body is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
