import type { Redis as Client } from 'ioredis'
import type { Log } from '../../model/log.ts'

/** Where it is, and how it is spoken to. */
export type RedisAddress = {
  /** May hold a password. Without parameters. */
  readonly url: string
  /** PEM texts: whom alone to trust, instead of whom Node trusts, and what to show. Null: in the clear. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | null
}

/** What gateways tell each other by: a help that may fail, and never a condition of an answer. */
export type Redis = {
  /** What `command` gives; null where Redis is away, silent or refuses: never an error, and never later than a moment. */
  ask<Value>(command: (client: Client) => Promise<Value>): Promise<Value | null>
  /** Whether it has failed, and not helped since. */
  readonly isDown: boolean
  close(): void
}

/** What a Redis nearby needs is a hundredth of it. */
const LONGEST_MS = 100
/** After a failure nobody asks for so long, and then one, to find out for all. */
const PAUSE_MS = 2000
const RECONNECT_MS = 1000
const CONNECT_TIMEOUT_MS = 2000

/** Connects in the background, again and again if need be. The library is loaded here alone: who has no Redis does not wait for it. */
export function openRedis({ address, log }: { readonly address: RedisAddress; readonly log: Log }): Redis {
  let isClosed = false
  let isOpening = true
  let isDown = false
  let quietUntil = 0
  const opening = connect(address, failed, () => isClosed).finally(() => (isOpening = false))
  opening.catch(failed)

  function failed(error: unknown): void {
    quietUntil = performance.now() + PAUSE_MS
    if (isDown || isClosed) return
    isDown = true
    log.warn(
      { reason: reasonOf(error) },
      'Redis is of no help: limits are counted by each gateway for itself until it is',
    )
  }

  function succeeded(): void {
    quietUntil = 0
    if (!isDown) return
    isDown = false
    log.info({}, 'Redis is back')
  }

  async function run<Value>(client: Client, command: (client: Client) => Promise<Value>): Promise<Value | null> {
    if (client.status !== 'ready') return null
    // Until this one knows, nobody else needs to try.
    if (isDown) quietUntil = performance.now() + PAUSE_MS
    try {
      const value = await withinMoment(command(client))
      succeeded()
      return value
    } catch (error) {
      failed(error)
      // A connection that is silent may be so for good: another one shows.
      if (error instanceof Silent) client.disconnect(true)
      return null
    }
  }

  return {
    async ask(command) {
      if (isClosed || performance.now() < quietUntil) return null
      const wasOpening = isOpening
      const client = await withinMoment(opening).catch(() => null)
      if (client !== null) return run(client, command)
      // Not the outage of one that was there before: whoever comes next need not wait for it as well.
      if (wasOpening) quietUntil = performance.now() + PAUSE_MS
      return null
    },
    get isDown() {
      return isDown
    },
    close() {
      isClosed = true
      void opening.then((client) => {
        client.disconnect()
      }, ignore)
    },
  }
}

/** @returns once it is known whether it can be used; also where it cannot, for it may be later */
async function connect(
  { url, tls }: RedisAddress,
  onError: (error: unknown) => void,
  isClosed: () => boolean,
): Promise<Client> {
  const { Redis: Connection } = await import('ioredis')
  const client = new Connection(url, {
    lazyConnect: true,
    ...(tls !== null && { tls }),
    connectionName: 'pcigraph',
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: LONGEST_MS,
    // What cannot be sent at once is of no use later.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => RECONNECT_MS,
  })
  client.on('error', onError)
  if (!isClosed()) await client.connect().catch(onError)
  return client
}

class Silent extends Error {}

async function withinMoment<Value>(promise: Promise<Value>): Promise<Value> {
  const silent = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    silent.reject(new Silent())
  }, LONGEST_MS)
  try {
    return await Promise.race([promise, silent.promise])
  } catch (error) {
    // The library's own clock, which may strike first.
    throw error instanceof Error && error.message === 'Command timed out' ? new Silent() : error
  } finally {
    clearTimeout(timer)
  }
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
