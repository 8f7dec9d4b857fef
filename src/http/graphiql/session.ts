import type { IncomingMessage, ServerResponse } from 'node:http'
import { BadUserInput, Forbidden, PcigraphError, Unauthenticated } from '../../errors.ts'
import { newRequestId } from '../../model/call.ts'
import type { Log } from '../../model/log.ts'
import type { Keystone } from '../../sources/keystone/keystone.ts'
import type { HostNames } from '../host-names.ts'
import { startRequestSignal } from '../request-signal.ts'
import type { SessionHandler } from '../server.ts'
import { parseCredentials } from './credentials.ts'

export type SessionOptions = {
  readonly keystone: Pick<Keystone, 'signIn' | 'signOut'>
  readonly hosts: HostNames
  readonly timeoutMs: number
  readonly log: Log
}

const MAX_BODY_BYTES = 16 * 1024

/**
 * `/graphiql/session`, for the page alone: POST signs in with Keystone, DELETE has Keystone revoke the token. The token goes to the
 * page and is kept nowhere here. What was sent is never logged.
 */
export function createSessionHandler({ keystone, hosts, timeoutMs, log }: SessionOptions): SessionHandler {
  return async (request, response) => {
    const requestId = newRequestId()
    response.setHeader('x-openstack-request-id', requestId)
    response.setHeader('cache-control', 'no-store')
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const time = startRequestSignal(gone.signal, timeoutMs)
    try {
      if (!hosts.isOwn(request)) {
        throw new Forbidden(
          'Signing in is only for the names of this gateway. Name the one in your address bar in PCIGRAPH_HOSTS.',
        )
      }
      await answer(request, response, time.signal)
    } catch (error) {
      if (gone.signal.aborted) return
      const refusal = refusalOf(error)
      if (refusal.status === 500) log.error({ err: error, requestId }, 'signing in or out failed')
      // What it still sends is not read.
      if (!request.complete) response.setHeader('connection', 'close')
      send(response, refusal.status, { message: refusal.message })
    } finally {
      time.stop()
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    switch (request.method ?? '') {
      case 'POST': {
        const credentials = parseCredentials(await readJson(request))
        const { token, expiresAt, userName, userId, projectName, projectId } = await keystone.signIn(
          credentials,
          signal,
        )
        send(response, 200, {
          token,
          expiresAt,
          user: { id: userId, name: userName },
          project: { id: projectId, name: projectName },
        })
        return
      }
      case 'DELETE': {
        const token = request.headers['x-auth-token']
        if (typeof token !== 'string' || token === '') throw new BadUserInput('Send the token as X-Auth-Token.')
        await keystone.signOut(token, signal)
        response.writeHead(204).end()
        return
      }
      default:
        response.setHeader('allow', 'POST, DELETE')
        throw new Refusal(405, 'POST signs in, DELETE signs out, and nothing else is here.')
    }
  }
}

/** Of the form of a request. */
class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

function refusalOf(error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof Refusal) return error
  if (error instanceof Unauthenticated) return { status: 401, message: error.message }
  if (error instanceof Forbidden) return { status: 403, message: error.message }
  if (error instanceof BadUserInput) return { status: 400, message: error.message }
  if (error instanceof PcigraphError) return { status: 503, message: error.message }
  return { status: 500, message: 'Something went wrong here. The log of the gateway says what.' }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';')
  if (mediaType.trim().toLowerCase() !== 'application/json') {
    throw new Refusal(415, 'Send the credentials as JSON, with content-type: application/json.')
  }
  const chunks: Buffer[] = []
  let bytes = 0
  // Kept open, so that there is somebody left to be told.
  const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw new Refusal(413, `Credentials of more than ${MAX_BODY_BYTES} bytes are none.`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    // Not the parser's own words, which repeat what it has read.
    throw new Refusal(400, 'The body is not JSON.')
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
}
