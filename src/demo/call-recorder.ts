import type { DemoService } from './exchange.ts'

/** One request that reached the demo cloud, for tests that count and for the curious. */
export type RecordedCall = {
  readonly service: DemoService
  readonly method: string
  /** Below the service's prefix, without the query. */
  readonly path: string
  /** As it was sent, without the question mark. */
  readonly query: string
  /** As it was asked for; null: none. */
  readonly microversion: string | null
  /** What the client calls its request; null: nothing. */
  readonly requestId: string | null
  /** What was answered; null: the connection was dropped. */
  readonly status: number | null
  /** Name of the user whose token came with it; null: none, or one that is not valid. */
  readonly user: string | null
}

export type CallRecorder = readonly RecordedCall[] & { clear(): void }

/** A demo cloud may be asked for days: only so many of the latest calls are kept. */
const KEPT_CALLS = 20_000

export function createCallRecorder(): { readonly calls: CallRecorder; add(call: RecordedCall): void } {
  const list: RecordedCall[] = []
  const calls = Object.assign(list, { clear: () => void (list.length = 0) })
  // A test compares the calls with a plain list.
  Object.defineProperty(calls, 'clear', { enumerable: false })
  return {
    calls,
    add(call) {
      list.push(call)
      if (list.length > KEPT_CALLS * 2) list.splice(0, KEPT_CALLS)
    },
  }
}
