import type { Walk } from '../model/call.ts'
import type { Caller } from '../model/caller.ts'
import type { Span } from '../model/span.ts'
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
  /** Of a list that goes out page by page: that of the page. */
  time: RequestSignal
  readonly span: Span
  /** Called when it is answered: the next one may be let in. */
  leave: () => void
  /** Null until the token was found good. */
  caller: Caller | null
  /** What the caller may; null until the graph is asked. */
  access: Access | null
  /** The operation's name, as its client calls it. */
  operation: string | undefined
  /** Every code among the errors of its answer, once. */
  codes: readonly string[]
  /** A list that goes out page by page; null: the answer is one. */
  lines: LinesUnderWay | null
}

export type LinesUnderWay = {
  readonly walk: Walk
  /** Response keys down to the items of a list, which are wanted one by one; null: it is no list. */
  readonly itemsAt: readonly string[] | null
  /** Settled when the last line is written, or nobody reads any more. */
  readonly sent: Promise<void>
  /** How long pages were waited for: the client's own time is not in it. */
  readonly workedMs: () => number
}

/** Questions by the requests that they came with. */
export type Questions = WeakMap<Request, Question>
