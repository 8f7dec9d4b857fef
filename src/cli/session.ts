import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { print } from 'graphql'
import type { Answer, AnswerError, Client } from './client.ts'
import { openClient, type ConnectionOptions } from './connection.ts'
import { CommandFailure, exitCodeOf } from './failure.ts'
import { closeSoon, withInterruption } from './interruption.ts'
import { createOut, OutputClosed, type Out } from './output/out.ts'
import { createProgress, type Progress } from './output/progress.ts'
import { spareMemory } from './spare-memory.ts'

/** One run of a command that asks the graph. */
export type Session = {
  readonly client: Client
  readonly signal: AbortSignal
  readonly out: Out
  readonly progress: Progress
  /** Between two parts of something long: keeps the process small. */
  readonly clearAway: () => void
  /**
   * The part of the answer that the command is about; null where there is none. Errors beside a part that is there are kept for
   * the end of the command.
   * @throws CommandFailure where an error stands in its place.
   */
  readonly ask: <Data, Variables, Part>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables & Readonly<Record<string, unknown>>,
    pick: (data: Data) => Part | null | undefined,
  ) => Promise<Part | null>
  /** Errors beside parts that were printed. */
  readonly missing: AnswerError[]
}

/** Opens what answers, works, and closes it however the work ends; sets the exit code where the answer was incomplete. */
export function withSession(options: ConnectionOptions, work: (session: Session) => Promise<void>): Promise<void> {
  const clearAway = spareMemory()
  return withInterruption(async (signal) => {
    const progress = createProgress()
    const out = createOut(progress)
    const client = await openClient(options, process.env)
    const missing: AnswerError[] = []
    try {
      await work({
        client,
        signal,
        out,
        progress,
        clearAway,
        missing,
        ask: createAsk(client, signal, missing, clearAway),
      })
      signal.throwIfAborted()
      if (missing.length > 0) throw new CommandFailure(1, describeMissing(missing))
    } catch (error) {
      if (!(error instanceof OutputClosed)) throw error
    } finally {
      progress.clear()
      await closeSoon(() => client.close())
    }
  })
}

function createAsk(client: Client, signal: AbortSignal, missing: AnswerError[], clearAway: () => void): Session['ask'] {
  const texts = new WeakMap<object, string>()
  return async (document, variables, pick) => {
    clearAway()
    const query = texts.get(document) ?? print(document)
    texts.set(document, query)
    const answer = await client.ask({ query, variables }, signal)
    // The documents are typed from the schema by codegen, and both clients check that this is a GraphQL answer.
    const data = answer.data as Parameters<typeof pick>[0] | null | undefined
    const part = data === null || data === undefined ? null : (pick(data) ?? null)
    const errors = answer.errors ?? []
    if (part === null && errors.length > 0) throw failureOf(answer)
    missing.push(...errors)
    return part
  }
}

/** The failure that an answer without data is. */
export function failureOf({ errors = [] }: Answer): CommandFailure {
  const [first] = errors
  return new CommandFailure(exitCodeOf(first?.extensions?.code), describe(errors), { cause: errors })
}

/** What an answer lacks, an error a line. */
export function describeMissing(errors: readonly AnswerError[]): string {
  return `incomplete: ${describe(errors)}`
}

function describe(errors: readonly AnswerError[]): string {
  const places = new Map<string, number>()
  for (const { message, extensions } of errors) {
    places.set(message, (places.get(message) ?? 0) + (extensions?.affected ?? 1))
  }
  return Array.from(places, ([message, count]) => (count > 1 ? `${message} (${count} places)` : message)).join('\n  ')
}
