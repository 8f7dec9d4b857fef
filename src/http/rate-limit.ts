import { createHash } from 'node:crypto'
import type { RateLimiterAbstract } from 'rate-limiter-flexible'
import { RateLimited } from '../errors.ts'
import type { Redis } from '../sources/redis/open-redis.ts'

/** How many requests one caller has in a minute. */
export type RateLimit = {
  /**
   * Counts one.
   * @param caller one user on one project, as admission knows them
   * @throws RateLimited
   */
  spend(caller: string): Promise<void>
}

const MINUTE_SECONDS = 60

/** Counted by all gateways together in Redis; where there is none, or while it is of no help, by this process. */
export function createRateLimit({
  perMinute,
  redis,
}: {
  readonly perMinute: number
  readonly redis: Redis | null
}): RateLimit {
  const library = import('rate-limiter-flexible')
  const options = { keyPrefix: 'pcigraph:limit', points: perMinute, duration: MINUTE_SECONDS }
  const own = library.then(({ RateLimiterMemory }) => new RateLimiterMemory(options))
  let shared: RateLimiterAbstract | null = null

  /** Milliseconds until there is room again; 0: there is. */
  async function waitOf(limiter: RateLimiterAbstract, key: string): Promise<number> {
    const { RateLimiterRes } = await library
    try {
      await limiter.consume(key)
      return 0
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(refusal.msBeforeNext, 1)
      throw refusal
    }
  }

  async function waitByAll(key: string): Promise<number | null> {
    if (redis === null) return null
    const { RateLimiterRedis } = await library
    return redis.ask((storeClient) => {
      // Nobody who is over it is remembered here: somebody else may have said so in Redis, and for long.
      shared ??= new RateLimiterRedis({ ...options, storeClient })
      return waitOf(shared, key)
    })
  }

  return {
    async spend(caller) {
      // Redis is shared with others: no name of anybody is in a key.
      const key = createHash('sha256').update(caller).digest('base64url')
      const waitMs = (await waitByAll(key)) ?? (await waitOf(await own, key))
      if (waitMs === 0) return
      // What Redis says is not trusted further than a minute.
      const retryAfterSeconds = Math.min(Math.ceil(waitMs / 1000), MINUTE_SECONDS)
      throw new RateLimited(
        `This user has asked more than ${perMinute} times in a minute on this project. Ask again in ${retryAfterSeconds} s.`,
        { max: perMinute, retryAfterSeconds },
      )
    },
  }
}
