import { connect, createServer, type Socket } from 'node:net'

/** A server's other address, which can fall silent with all its connections open, as a frozen machine does. */
export type FreezingProxy = AsyncDisposable & {
  readonly port: number
  freeze(): void
  /** It is back, and knows nothing of the connections of before. */
  thaw(): void
  openSockets(): number
}

export async function startProxy(serverPort: number): Promise<FreezingProxy> {
  const sockets = new Set<Socket>()
  let isFrozen = false
  // Half open: one who hangs up gets no good-bye.
  const proxy = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: serverPort, host: '127.0.0.1', allowHalfOpen: true })
    forward(client, upstream)
    forward(upstream, client)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('No free port')

  function forward(from: Socket, to: Socket) {
    sockets.add(from)
    from.on('data', (data) => {
      if (!isFrozen) to.write(data)
    })
    from.on('end', () => {
      if (!isFrozen) to.end()
    })
    from.on('error', () => undefined)
    from.on('close', () => sockets.delete(from))
  }

  return {
    port: address.port,
    freeze: () => {
      isFrozen = true
    },
    thaw: () => {
      isFrozen = false
      for (const socket of sockets) socket.destroy()
    },
    openSockets: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}

/** TCP connections that keep this process, of whomever. */
export function countSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
}
