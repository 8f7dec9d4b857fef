import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'

/** What a scripted upstream was asked. */
export type AskedRequest = {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  /** Parsed JSON, null where there was none. */
  readonly body: unknown
}

export type Reply = {
  readonly status?: number
  readonly headers?: Record<string, string>
  /** Sent as JSON. */
  readonly json?: unknown
  readonly text?: string
}

export type ScriptedUpstream = {
  readonly url: URL
  /** Every request, in order of arrival. */
  readonly requests: AskedRequest[]
  /** Requests whose client went away before they were answered. */
  readonly abandoned: AskedRequest[]
  [Symbol.asyncDispose](): Promise<void>
}

/** A reply, or nothing where the handler writes to the response itself (or never does). */
export type Handler = (
  request: AskedRequest,
  response: ServerResponse,
) => Reply | undefined | Promise<Reply | undefined>

/** A real HTTP server on a free port of 127.0.0.1 that does as the handler says. */
export async function startUpstream(handler: Handler): Promise<ScriptedUpstream> {
  const requests: AskedRequest[] = []
  const abandoned: AskedRequest[] = []
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const request: AskedRequest = {
        method: incoming.method ?? '',
        url: new URL(incoming.url ?? '/', `http://${incoming.headers.host}`),
        headers: incoming.headers,
        body: text === '' ? null : (JSON.parse(text) as unknown),
      }
      requests.push(request)
      response.on('close', () => {
        if (!response.writableFinished) abandoned.push(request)
      })
      void Promise.resolve(handler(request, response)).then((reply) => {
        if (reply) send(response, reply)
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    requests,
    abandoned,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function send(response: ServerResponse, { status = 200, headers = {}, json, text }: Reply): void {
  response.writeHead(status, { 'content-type': text === undefined ? 'application/json' : 'text/html', ...headers })
  response.end(text ?? JSON.stringify(json ?? null))
}
