import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHealth } from '../../src/http/health.ts'
import { drain, listen } from '../../src/http/listen.ts'
import { createHttpServer } from '../../src/http/server.ts'
import { createLog } from '../../src/telemetry/log.ts'

const REQUEST_MS = 1000

describe('a request that comes byte by byte', () => {
  let port: number
  const echo = (from: Parameters<typeof text>[0], response: ServerResponse) => {
    text(from).then(
      (body) => response.end(body),
      () => response.destroy(),
    )
  }
  const server = createHttpServer(
    {
      guard: () => false,
      session: null,
      figures: () => Promise.resolve(),
      graphql: echo,
      rest(request, response) {
        if (!request.url?.startsWith('/v2.1/')) return false
        echo(request, response)
        return true
      },
    },
    createHealth([], 100),
    createLog('silent'),
    { requestMs: REQUEST_MS },
  )
  beforeAll(async () => {
    port = Number(new URL(await listen(server, { host: '127.0.0.1', port: 0 })).port)
  })
  afterAll(() => drain(server, 0))

  /** A body of as many bytes, one every 50 ms. @returns all that came back */
  async function trickle(path: string, bytes: number): Promise<string> {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    const answered = text(socket).catch(() => '')
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${bytes}\r\n\r\n`)
    for (let sent = 0; sent < bytes && socket.writable; sent++) {
      socket.write('x')
      await sleep(50)
    }
    return answered
  }

  it('is not waited for at the graph', async () => {
    expect(await trickle('/graphql', 40)).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
  })

  it('is waited for on its way to Nova', async () => {
    const answer = await trickle('/v2.1/servers', 40)
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*x{40}$/)
  })

  it('has an answer at the graph too, where it is quicker', async () => {
    expect(await trickle('/graphql', 3)).toMatch(/^HTTP\/1\.1 200 [^]*xxx$/)
  })
})
