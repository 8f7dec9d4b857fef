import { createHash } from 'node:crypto'
import type { Redis } from '../sources/redis/open-redis.ts'

/** Documents that one gateway has learned, for all. */
export type SharedDocuments = {
  /** Null: none knows it, or nobody can tell now. */
  get(hash: string): Promise<string | null>
  /** In the background; nothing comes of it where Redis is of no help. */
  set(hash: string, text: string): void
}

const LIFE_SECONDS = 24 * 60 * 60
/** Ten times as long as any that people write. */
const MOST_BYTES = 64 * 1024

/** Redis is not trusted: a text is what its hash says, or it is none. */
export function createSharedDocuments(redis: Redis): SharedDocuments {
  return {
    async get(hash) {
      if (!/^[0-9a-f]{64}$/.test(hash)) return null
      // Never more than this, whatever somebody else has put there.
      const text = await redis.ask((client) => client.getrange(keyOf(hash), 0, MOST_BYTES - 1))
      return text !== null && sha256(text) === hash ? text : null
    },
    set(hash, text) {
      if (Buffer.byteLength(text) > MOST_BYTES) return
      void redis.ask((client) => client.set(keyOf(hash), text, 'EX', LIFE_SECONDS))
    },
  }
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function keyOf(hash: string): string {
  return `pcigraph:document:${hash}`
}
