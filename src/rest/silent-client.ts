import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Ends the connection of a client that neither sends on what it began to send nor reads on what is there for it.
 * That it waits for an answer is no silence of its own, however long that takes: a boot or a migration can take Nova minutes.
 * @param ms to twice as much: Node looks at what was read in between
 */
export function endIfSilent(request: IncomingMessage, response: ServerResponse, ms: number): void {
  // Node sets the socket to other times itself, when it is free for the next request.
  request.socket.setTimeout(ms)
  response.on('timeout', () => {
    // Paused: it is Nova that does not take what the client has sent.
    const owesBody = !request.complete && !request.isPaused()
    if (owesBody || response.writableNeedDrain) response.destroy()
  })
}
