import type { Socket } from 'node:net'

/** The sockets of a pool, to hang up on a server that does not take leave. */
export type OpenSockets = {
  add(socket: Socket): Socket
  /** Waits for `end` of the pool and for its last socket. A frozen server answers no good-bye: it is cut off after a while. */
  close(end: Promise<unknown>): Promise<void>
}

const GRACE_MS = 1000

export function createOpenSockets(): OpenSockets {
  const sockets = new Set<Socket>()
  return {
    add(socket) {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      return socket
    },
    async close(end) {
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, GRACE_MS)
      const closed = Array.from(sockets, (socket) => new Promise((resolve) => socket.once('close', resolve)))
      // What fails because it was cut off is closed as well; and a pool may wait for an answer that nobody can give any more.
      const ended = Promise.allSettled([end])
      await Promise.all(closed)
      if (closed.length === 0) await ended
      clearTimeout(timer)
    },
  }
}
