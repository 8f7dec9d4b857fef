import { randomUUID } from 'node:crypto'
import type { Caller } from './caller.ts'
import type { Log } from './log.ts'
import type { Span } from './span.ts'

/** What a source is told of the request that it works for. Made anew for each request; nothing outlives it. */
export type Call = {
  readonly caller: Caller
  /** Aborted when the client goes away or the request's time is up. */
  readonly signal: AbortSignal
  /** `req-` and a UUID: in our log and our answer, and in Nova's log as the global request id of all that was asked for it. */
  readonly requestId: string
  readonly receipt: Receipt
  /** Of the request; parts of the work hang below it. */
  readonly span: Span
  readonly log: Log
  /** Undefined: nobody knows, so all of it. */
  readonly reads?: Reads | undefined
  /** Of a list that goes out page by page: the same for each of its pages. Undefined: nothing follows this question. */
  readonly walk?: Walk | undefined
}

/** How much of an object its question reads: Nova has brief forms that cost it, and us, a good deal less. */
export type Reads = { readonly servers: 'brief' | 'whole'; readonly hypervisors: 'brief' | 'whole' }

/** A list on its way to one client, page after page: what a source fetches ahead of a page, it keeps under this object. */
export type Walk = {
  /** Aborted when the list has ended, however it did; the signal of a call is that of one page. */
  readonly signal: AbortSignal
}

/** What an upstream is told of the request that it is called for. */
export type Errand = Pick<Call, 'signal'> & Partial<Pick<Call, 'receipt' | 'requestId' | 'span'>>

export function errandOf({ signal, receipt, requestId, span }: Call): Errand {
  return { signal, receipt, requestId, span }
}

/** What one request cost upstream; shown as `extensions.upstream` where it is asked for. */
export type Receipt = {
  /** One HTTP call, after its last retry. `keys`: how many objects it was asked for, null for a listing. */
  addCall(call: { readonly upstream: string; readonly ms: number; readonly keys: number | null }): void
  addStatement(statement: { readonly cell: string; readonly ms: number }): void
  /** A list is there and not whole: this was not to be had of it. */
  addPartial(missing: Missing): void
  /** Something was not to be had, and what was last told to this same caller stands in for it. */
  addStale(answer: { readonly source: string; readonly ageMs: number }): void
}

/** What a list lacks. */
export type Missing = {
  readonly upstream: string
  /** Where in the answer. */
  readonly path: readonly (string | number)[]
  /** Of cells that cannot be reached. */
  readonly hosts: number
  /** Those of them that this gateway cannot reach either. */
  readonly cells: readonly string[]
}

/** A name for one request, in the form that OpenStack's services take over from each other. */
export function newRequestId(): string {
  return `req-${randomUUID()}`
}
