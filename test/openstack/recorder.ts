import { createServer, request as openRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from '../../src/http/listen.ts'

/** One request that came by, and what it was answered. */
export type Recorded = {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly status: number
  readonly location: string | null
  readonly body: string
}

/** Stands before a server and lets everything through as it is, so that a test knows what a client of another language asked. */
export type Recorder = {
  /** Without a path. */
  readonly url: string
  /** What came by since it was last taken. */
  take(): Recorded[]
  [Symbol.asyncDispose](): Promise<void>
}

export async function startRecorder(target: string): Promise<Recorder> {
  let recorded: Recorded[] = []
  const server = createServer((request, response) => {
    forward(request, response, new URL(target), (one) => recorded.push(one))
  })
  const url = await listen(server, { host: '127.0.0.1', port: 0 })
  return {
    url,
    take() {
      const taken = recorded
      recorded = []
      return taken
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The Host header too stays the client's: links are made of it. */
function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { hostname, port }: URL,
  record: (one: Recorded) => void,
): void {
  const { method = 'GET', url: path = '/' } = request
  const onward = openRequest({ hostname, port, method, path, headers: request.rawHeaders }, (answer) => {
    const { statusCode: status = 0, headers } = answer
    const chunks: Buffer[] = []
    response.writeHead(status, answer.rawHeaders)
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      response.write(chunk)
    })
    answer.on('end', () => {
      // Before the client can go on: whoever asks next finds it here.
      record({ method, path, status, location: headers.location ?? null, body: Buffer.concat(chunks).toString() })
      response.end()
    })
  })
  onward.on('error', () => response.destroy())
  request.pipe(onward)
}
