import type { Redis as Client } from 'ioredis'

/** Where it is, and how it is spoken to. */
export type RedisAddress = {
  /** May hold a password. Without parameters, and without a path. */
  readonly url: string
  /** The number of a database. */
  readonly database: number
  /** PEM texts: whom alone to trust, instead of whom Node trusts, and what to show. Null: in the clear. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | null
}

export type Connection = {
  readonly client: Client
  /** Whether it can be asked now. */
  readonly isReady: () => boolean
}

const RECONNECT_MS = 1000
const CONNECT_TIMEOUT_MS = 2000

/**
 * The library is loaded here alone: who has no Redis does not wait for it.
 * @returns once it is known whether it can be used; also where it cannot, for it may be later
 */
export async function connect(
  { url, database, tls }: RedisAddress,
  { onError, isClosed }: { readonly onError: (error: unknown) => void; readonly isClosed: () => boolean },
): Promise<Connection> {
  const { Redis } = await import('ioredis')
  const client = new Redis(url, {
    lazyConnect: true,
    ...(tls !== null && { tls }),
    connectionName: 'pcigraph',
    connectTimeout: CONNECT_TIMEOUT_MS,
    // What cannot be sent at once is of no use later.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => RECONNECT_MS,
  })
  client.on('error', onError)
  let isSelected = false
  client.on('close', () => (isSelected = false))
  client.on('ready', () => void select().catch(onError))
  if (!isClosed()) await client.connect().catch(onError)
  return { client, isReady: () => isSelected && client.status === 'ready' }

  // The library goes on with the first database where it may not have the one that was named.
  async function select(): Promise<void> {
    try {
      if (database > 0) await client.select(database)
      isSelected = true
    } catch (error) {
      client.disconnect(true)
      throw error
    }
  }
}
