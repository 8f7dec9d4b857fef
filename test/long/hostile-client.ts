import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'undici'
import type { Hostile } from './hostile-request.ts'

/** What became of a request. */
export type Outcome = {
  /** Of every answer that came; none: the connection was closed instead. */
  readonly statuses: readonly number[]
  readonly text: string
  /** Neither an answer nor an end of the connection came. */
  readonly isForgotten: boolean
}

const FORGOTTEN_AFTER_MS = 30_000

/** Sends it, and reads what comes until the end. */
export async function send(hostile: Hostile, pool: Pool, url: URL): Promise<Outcome> {
  return hostile.via === 'http' ? sendByHttp(hostile, pool) : sendBySocket(hostile, url)
}

async function sendByHttp(
  { method, path, headers, body }: Extract<Hostile, { via: 'http' }>,
  pool: Pool,
): Promise<Outcome> {
  const signal = AbortSignal.timeout(FORGOTTEN_AFTER_MS)
  try {
    const answer = await pool.request({ method, path, headers, body, signal })
    const text = await answer.body.text()
    return { statuses: [answer.statusCode], text: `${JSON.stringify(answer.headers)}\n${text}`, isForgotten: false }
  } catch (error) {
    // Closed without an answer, which a client may meet that sends what is no request.
    return {
      statuses: [],
      text: `(${error instanceof Error ? error.message : String(error)})`,
      isForgotten: signal.aborted,
    }
  }
}

async function sendBySocket(
  { writes, pauseMs, then }: Extract<Hostile, { via: 'socket' }>,
  { hostname, port }: URL,
): Promise<Outcome> {
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  let text = ''
  let isForgotten = false
  const closed = new Promise<void>((resolve) => {
    // The other side has said all that it has to say.
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve())
  })
  socket.on('error', () => undefined)
  socket.on('data', (part: Buffer) => (text += part.toString('latin1')))
  const timer = setTimeout(() => {
    isForgotten = true
    socket.destroy()
  }, FORGOTTEN_AFTER_MS)
  await Promise.race([once(socket, 'connect').catch(() => undefined), closed])
  for (const part of writes) {
    if (socket.destroyed) break
    socket.write(part)
    if (pauseMs > 0) await sleep(pauseMs)
  }
  if (then === 'goes away') socket.destroy()
  if (then === 'says that it is done' && !socket.destroyed) socket.end()
  await closed
  clearTimeout(timer)
  const statuses = Array.from(text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm), ([, status]) => Number(status))
  return { statuses, text, isForgotten }
}
