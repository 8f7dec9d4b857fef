import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** The road to a server, which can break in every way that roads break. */
export type Line = {
  readonly port: number
  leadTo(port: number): void
  break(how: Break): Promise<void>
  /** As if nothing had been. */
  mend(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export type Break =
  /** Nobody listens any more, and nobody is connected. */
  | 'refuse'
  /** Connections stay, and nothing comes over them. */
  | 'freeze'
  /** Everybody is cut off once. */
  | 'cut'
  /** What the server says comes byte by byte. */
  | { readonly dripEveryMs: number }
  /** So much of each thing that the server says, then a reset. */
  | { readonly resetAfter: (said: Buffer) => number }

/** Between the last byte and a reset, which would take bytes away that nobody has read. */
const BEFORE_RESET_MS = 100

export async function openLine(): Promise<Line> {
  const sockets = new Set<Socket>()
  let target = 0
  let broken: Break | null = null
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true })
    keep(client, upstream)
    keep(upstream, client)
    client.on('data', (data) => {
      if (broken !== 'freeze') upstream.write(data)
    })
    upstream.on('data', (data) => void deliver(data, client))
  })

  function keep(socket: Socket, other: Socket): void {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      other.destroy()
    })
  }

  async function deliver(data: Buffer, client: Socket): Promise<void> {
    if (broken === 'freeze') return
    if (broken === null || typeof broken === 'string') {
      client.write(data)
    } else if ('dripEveryMs' in broken) {
      const { dripEveryMs } = broken
      for (let at = 0; at < data.length && client.writable; at++) {
        client.write(data.subarray(at, at + 1))
        await sleep(dripEveryMs)
      }
    } else {
      client.write(data.subarray(0, broken.resetAfter(data)))
      await sleep(BEFORE_RESET_MS)
      client.resetAndDestroy()
    }
  }

  const cutOff = () => {
    for (const socket of sockets) socket.destroy()
  }
  const port = await listen(server, 0)
  return {
    port,
    leadTo: (to) => void (target = to),
    async break(how) {
      broken = how
      if (how === 'refuse') {
        const closed = new Promise((resolve) => server.close(resolve))
        cutOff()
        await closed
      }
      if (how === 'cut') cutOff()
    },
    async mend() {
      // Whoever met the fault is left with nothing of it.
      if (broken !== null) cutOff()
      broken = null
      if (!server.listening) await listen(server, port)
    },
    async [Symbol.asyncDispose]() {
      cutOff()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address.port
}
