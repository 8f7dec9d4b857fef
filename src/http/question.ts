import type { Caller } from '../model/caller.ts'
import type { Access } from '../policy/access.ts'
import type { createReceipt } from './receipt.ts'
import type { RequestSignal } from './request-signal.ts'

/** What is known of one request to the graph while it is on its way. */
export type Question = {
  /** In the log and in the answer's headers. */
  readonly id: string
  /** By performance.now(). */
  readonly startedAt: number
  readonly receipt: ReturnType<typeof createReceipt>
  readonly time: RequestSignal
  /** Null until the token was found good. */
  caller: Caller | null
  /** What the caller may; null until the graph is asked. */
  access: Access | null
}
