import type { Redis as Client } from 'ioredis'
import type { Log } from '../../model/log.ts'
import { connect, type Connection, type RedisAddress } from './connect.ts'

/** What gateways tell each other by: a help that may fail, and never a condition of an answer. */
export type Redis = {
  /** What `command` gives; null where Redis is away, silent or refuses: never an error, and never later than a moment. */
  ask<Value>(command: (client: Client) => Promise<Value>): Promise<Value | null>
  /** Whether it has failed or refused something, and not helped since. */
  readonly isDown: boolean
  close(): void
}

/** What a Redis nearby needs is a hundredth of it. */
const LONGEST_MS = 100
/** After a failure nobody asks for so long, and then one, to find out for all. */
const PAUSE_MS = 2000
/** What refuses one thing may take another, and both time and again: it is well when it has refused nothing for so long. */
const REFUSED_MS = 60_000

/** Connects in the background, again and again if need be. */
export function openRedis({ address, log }: { readonly address: RedisAddress; readonly log: Log }): Redis {
  let isClosed = false
  let isOpening = true
  let isDown = false
  let failures = 0
  let quietUntil = 0
  let refusedUntil = 0
  const opening = connect(address, { onError: failed, isClosed: () => isClosed }).finally(() => (isOpening = false))
  opening.catch(failed)

  /** It is away, or silent. */
  function failed(error: unknown): void {
    quietUntil = performance.now() + PAUSE_MS
    goneWrong(error, 'Redis is of no help: limits are counted by each gateway for itself until it is')
  }

  /** It is there, and answers others. */
  function refused(error: unknown): void {
    refusedUntil = performance.now() + REFUSED_MS
    goneWrong(error, 'Redis refuses something that it is asked, which each gateway does without')
  }

  function goneWrong(error: unknown, what: string): void {
    failures++
    if (isDown || isClosed) return
    isDown = true
    log.warn({ reason: reasonOf(error) }, what)
  }

  function succeeded(): void {
    quietUntil = 0
    if (!isDown || performance.now() < refusedUntil) return
    isDown = false
    log.info({}, 'Redis is back')
  }

  async function run<Value>(
    { client, isReady }: Connection,
    command: (client: Client) => Promise<Value>,
  ): Promise<Value | null> {
    if (!isReady()) return null
    // Until this one knows, nobody else needs to try.
    if (quietUntil > 0) quietUntil = performance.now() + PAUSE_MS
    const failuresBefore = failures
    try {
      const value = await withinMoment(command(client))
      // What was under way when another failed says nothing of now.
      if (failures === failuresBefore) succeeded()
      return value
    } catch (error) {
      if (isRefusal(error)) refused(error)
      else failed(error)
      // A connection that is silent may be so for good: another one shows.
      if (error instanceof Silent) client.disconnect(true)
      return null
    }
  }

  return {
    async ask(command) {
      if (isClosed || performance.now() < quietUntil) return null
      const wasOpening = isOpening
      const connection = await withinMoment(opening).catch(() => null)
      if (connection !== null) return run(connection, command)
      // Not the outage of one that was there before: whoever comes next need not wait for it as well.
      if (wasOpening) quietUntil = performance.now() + PAUSE_MS
      return null
    },
    get isDown() {
      return isDown
    },
    close() {
      isClosed = true
      void opening.then(({ client }) => {
        client.disconnect()
      }, ignore)
    },
  }
}

class Silent extends Error {}

async function withinMoment<Value>(promise: Promise<Value>): Promise<Value> {
  const silent = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    // An answer that came while this process was busy with something long has still to be read: sockets come before immediates.
    setImmediate(() => {
      silent.reject(new Silent())
    })
  }, LONGEST_MS)
  try {
    return await Promise.race([promise, silent.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** An answer, but an error. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError'
}

/** No more than a word of it: messages of Redis repeat the command, a password or a document among its arguments. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error instanceof Silent || error.message.endsWith('timed out')) return 'no answer in time'
  if ('code' in error && typeof error.code === 'string') return error.code
  return /^(?:Ready check failed: )?([A-Z]+) /.exec(error.message)?.[1] ?? error.name
}

function ignore(): void {
  // It never was open.
}
