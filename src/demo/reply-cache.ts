import type { DemoReply } from './exchange.ts'

/** The cloud stands still, so that the same question by the same kind of caller has the same answer: nobody pays twice. */
export type ReplyCache = {
  get(key: string, make: () => DemoReply | null): DemoReply | null
  clear(): void
}

const KEPT_BYTES = 64_000_000

export function createReplyCache(): ReplyCache {
  const replies = new Map<string, DemoReply>()
  let bytes = 0
  const clear = () => {
    replies.clear()
    bytes = 0
  }
  return {
    get(key, make) {
      const kept = replies.get(key)
      if (kept !== undefined) return kept
      const made = make()
      if (!made?.body) return made
      const body = typeof made.body === 'string' ? Buffer.from(made.body) : made.body
      if (bytes + body.length > KEPT_BYTES) clear()
      bytes += body.length
      const reply = { ...made, body }
      replies.set(key, reply)
      return reply
    },
    clear,
  }
}
