import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { text } from 'node:stream/consumers'

/** What a client had of a list. */
export type Read = {
  readonly status: number
  /** Why it cannot take the list for whole; null: it can. */
  readonly broken: string | null
  readonly devices: number
  /** How many of them are not the same. */
  readonly different: number
  readonly bytes: number
  readonly firstAfterMs: number
  /** The longest that nothing came. */
  readonly biggestPauseMs: number
  readonly tookMs: number
}

export type Reader = {
  readonly child: ChildProcess
  /** The first bytes are there. */
  readonly begun: Promise<void>
  /** Its process is no more. */
  readonly ended: Promise<void>
  readonly read: Promise<Read>
}

/**
 * Starts a client of Nova in a process of its own.
 * @param options.stops after the first bytes, so that it is in the middle for as long as it lives
 */
export function startReader(url: string, token: string, { stops = false } = {}): Reader {
  const child = fork(fileURLToPath(new URL('rest-client.ts', import.meta.url)), [url, token], {
    env: { ...process.env, READER_STOPS: stops ? '1' : '' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: [],
  })
  const output = child.stdout === null ? Promise.resolve('') : text(child.stdout)
  const read = output.then((line) => JSON.parse(line) as Read)
  // A client that a test kills has nothing to say.
  read.catch(() => undefined)
  const ended = once(child, 'exit').then(() => undefined)
  return { child, begun: once(child, 'message').then(() => undefined), ended, read }
}
