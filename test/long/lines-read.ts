import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** What a client had of a list. */
export type LinesRead = {
  readonly status: number
  /** Why nothing more came; null: the answer ended as an answer does. */
  readonly broken: string | null
  readonly items: number
  /** How many of them have an id of their own. */
  readonly different: number
  readonly last: {
    readonly '@complete': boolean
    readonly count: number
    readonly errors?: readonly { readonly extensions: { readonly code: string } }[]
  } | null
  readonly bytes: number
  /** When the first byte came, by the clock. */
  readonly firstAt: number
  readonly firstAfterMs: number
  /** The longest that nothing came. */
  readonly biggestPauseMs: number
  readonly tookMs: number
}

export type LinesReader = {
  readonly child: ChildProcess
  /** The first bytes are there. */
  readonly begun: Promise<void>
  /** Its process is no more. */
  readonly ended: Promise<void>
  readonly read: Promise<LinesRead>
}

/**
 * Starts a client of lists in a process of its own.
 * @param options.stops after the first bytes, so that it is in the middle for as long as it lives
 */
export function startLinesReader(url: string, token: string, query: string, { stops = false } = {}): LinesReader {
  const child = fork(fileURLToPath(new URL('lines-client.ts', import.meta.url)), [url, token, query], {
    env: { ...process.env, READER_STOPS: stops ? '1' : '' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: [],
  })
  const output = child.stdout === null ? Promise.resolve('') : text(child.stdout)
  const read = output.then((line) => JSON.parse(line) as LinesRead)
  // A client that a test kills has nothing to say.
  read.catch(() => undefined)
  const ended = once(child, 'exit').then(() => undefined)
  return { child, begun: once(child, 'message').then(() => undefined), ended, read }
}
