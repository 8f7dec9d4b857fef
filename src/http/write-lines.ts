import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { GraphQLError, type ExecutionResult } from 'graphql'
import { z } from 'zod'
import type { AskPage, WalkedPage, WalkEnd } from '../engine/walk-connection.ts'
import type { ErrorCode } from '../errors.ts'
import type { Authenticate } from './auth.ts'
import { createLineErrors } from './line-errors.ts'
import type { Question } from './question.ts'
import { startRequestSignal } from './request-signal.ts'

/** The text of an answer, some lines at a time. */
export type Lines = AsyncIterable<string, void> & {
  /** Waits for the first page. Where the request is refused as a whole, there are no lines, and what is returned says why. */
  begin(): Promise<ExecutionResult<unknown> | null>
}

type Walk = AsyncGenerator<WalkedPage, WalkEnd, undefined>

/** A text that is longer than this V8 puts where little garbage is collected. */
const CHUNK = 64_000

/**
 * Writes a walk down as lines, page by page as the client reads them. It is over with the last line, when the client goes away or no
 * longer reads, and when this gateway is told to stop: then with a last line that says so.
 */
export function startLines(options: {
  readonly question: Question
  /** Response keys down to the items. */
  readonly path: readonly string[]
  /** Aborted when the client goes away. */
  readonly client: AbortSignal
  /** Null: nobody is on a socket, it was asked in the process. */
  readonly response: Pick<ServerResponse, 'destroy'> | null
  readonly ending: AbortSignal
  /** For each page, and for the client to read on. */
  readonly timeoutMs: number
  readonly authenticate: Authenticate
  readonly wantsReceipt: boolean
  readonly walk: (ask: AskPage) => Walk
  readonly execute: AskPage
  readonly maskError: (error: unknown) => GraphQLError
}): Lines {
  const { question, path, client, ending, timeoutMs } = options
  const ended = new AbortController()
  const sent = Promise.withResolvers<void>()
  const stopped = AbortSignal.any([client, ending, ended.signal])
  const errors = createLineErrors()
  const walk = options.walk(ask)
  let workedMs = 0
  let count = 0
  let endCursor: string | null = null
  let cost: Cost | null = null
  let first: ExecutionResult<unknown> | null = null
  let firstPage: IteratorResult<WalkedPage, WalkEnd> | null = null

  question.lines = { walk: { signal: ended.signal }, itemsAt: path, sent: sent.promise, workedMs: () => workedMs }
  client.addEventListener('abort', finish, { once: true })

  return {
    async begin() {
      firstPage = await nextPage()
      if (first === null || (first.data !== undefined && first.data !== null)) return null
      finish()
      question.lines = null
      return first
    },
    [Symbol.asyncIterator]: write,
  }

  function finish(): void {
    client.removeEventListener('abort', finish)
    question.codes = errors.codes
    ended.abort()
    sent.resolve()
  }

  /** Every page in its own time, and with a token that is good still: a list may take longer than a token lives. */
  async function ask(variables: Readonly<Record<string, unknown>>): Promise<ExecutionResult<unknown>> {
    const startedAt = performance.now()
    question.time.stop()
    question.time = startRequestSignal(AbortSignal.any([stopped]), timeoutMs)
    try {
      if (first !== null && question.caller !== null) {
        const { receipt, id, span, time } = question
        const errand = { signal: time.signal, receipt, requestId: id, span }
        question.caller = await options.authenticate(question.caller.token, errand)
      }
      const result = await options.execute(variables)
      first ??= result
      cost = sumOf(cost, result)
      return result
    } catch (error) {
      return { errors: [options.maskError(error)] }
    } finally {
      question.time.stop()
      workedMs += performance.now() - startedAt
    }
  }

  async function* write(): AsyncGenerator<string, void> {
    try {
      for (let step = firstPage ?? (await nextPage()); ; step = await nextPage()) {
        firstPage = null
        if (step.done === true) {
          yield* unlessUnread(lastLine(step.value))
          return
        }
        const { items, offset } = step.value
        errors.add(step.value.errors, { depth: path.length, offset })
        for (const text of textsOf(items)) yield* unlessUnread(text)
        count += items.length
        endCursor = step.value.endCursor
        // A page can come without any waiting: what was written goes out first, and others have their turn.
        await nextTurn()
      }
    } finally {
      finish()
    }
  }

  /** Whatever holds a page up must not keep the last line from being said when this gateway is told to stop. */
  async function nextPage(): Promise<IteratorResult<WalkedPage, WalkEnd>> {
    const stop = Promise.withResolvers<null>()
    const onEnding = () => stop.resolve(null)
    if (ending.aborted) onEnding()
    else ending.addEventListener('abort', onEnding, { once: true })
    try {
      const step = await Promise.race([walk.next(), stop.promise])
      const isWhole = step?.done === true && step.value.brokenBy === null
      if (step !== null && (isWhole || !ending.aborted)) return step
      return { done: true, value: { brokenBy: [shuttingDown()], endCursor, hasNextPage: true } }
    } finally {
      ending.removeEventListener('abort', onEnding)
    }
  }

  /** Whoever does not read what is there for him is let go, with all that was opened for him. */
  function* unlessUnread(text: string): Generator<string, void> {
    const timer = setTimeout(() => {
      options.response?.destroy()
      finish()
    }, timeoutMs).unref()
    try {
      yield text
    } finally {
      clearTimeout(timer)
    }
  }

  function lastLine(end: WalkEnd): string {
    const { brokenBy, hasNextPage } = end
    if (brokenBy !== null) {
      errors.add(brokenBy.length > 0 ? brokenBy : [nothingThere(end)], { depth: path.length, offset: count })
    }
    const { all, omitted } = errors
    return `${JSON.stringify({
      '@complete': brokenBy === null && all.length === 0,
      count,
      ...(all.length > 0 && { errors: all }),
      ...(omitted > 0 && { errorsOmitted: omitted }),
      // Broken off, or as long as it was asked to be: where to go on.
      ...(hasNextPage && end.endCursor !== null && { endCursor: end.endCursor }),
      ...extensionsOf(question, options.wantsReceipt, cost),
    })}\n`
  }

  function nothingThere({ endCursor }: WalkEnd): GraphQLError {
    const list = path.slice(0, -1)
    return endCursor === null
      ? tellAs('NOT_FOUND', `There is no list at ${list.join('.')}: what it belongs to was not found.`, list)
      : tellAs('UPSTREAM_INVALID_RESPONSE', 'The list goes on and does not say from where.', list)
  }
}

function* textsOf(items: readonly string[]): Generator<string, void> {
  let text = ''
  for (const item of items) {
    text += item + '\n'
    if (text.length < CHUNK) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}

/** What an answer as a whole has as `extensions`, for the same headers. */
function extensionsOf(
  { receipt, access }: Question,
  wantsReceipt: boolean,
  cost: Cost | null,
): { readonly extensions?: object } {
  const freshness = receipt.freshness()
  if (!wantsReceipt && freshness.length === 0 && cost === null) return {}
  const ofCells = access?.may('pcigraph:cloud:cells') ?? false
  return {
    extensions: {
      ...(freshness.length > 0 && { freshness }),
      ...(wantsReceipt && { upstream: receipt.summary({ ofCells }) }),
      ...(cost && { cost }),
    },
  }
}

type Cost = { readonly estimate: number; readonly actual: number; readonly max: number }

/** Of all pages; what may not be exceeded is each one's own. Null: nobody asked for it. */
function sumOf(before: Cost | null, { extensions }: ExecutionResult<unknown>): Cost | null {
  const { data: page } = CostOfPage.safeParse(extensions?.cost)
  if (page === undefined) return before
  const { estimate, actual } = before ?? { estimate: 0, actual: 0 }
  return { estimate: estimate + page.estimate, actual: actual + page.actual, max: page.max }
}

const CostOfPage = z.object({ estimate: z.number(), actual: z.number(), max: z.number() })

function shuttingDown(): GraphQLError {
  return tellAs('SHUTTING_DOWN', 'This gateway is told to stop: go on with after, at another one or in a while.')
}

function tellAs(code: ErrorCode, message: string, path?: readonly string[]): GraphQLError {
  return new GraphQLError(message, { ...(path && { path }), extensions: { code } })
}
