import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import type { ExecuteStored } from '../engine/execute-stored.ts'
import type { Call } from '../model/call.ts'
import type { Server } from '../model/server.ts'
import { causeOf } from './faults.ts'
import { withinTime } from './within-time.ts'

/** The graph, as one caller asks it. */
export type Graph = {
  /** A whole answer, or the first thing that stood in its way is thrown as it was. */
  ask<Data, Variables extends Readonly<Record<string, unknown>>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data>
  /** What there is of an answer, and everything that stood in its way, as it was thrown. */
  askForPart<Data, Variables extends Readonly<Record<string, unknown>>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    known: { readonly servers: readonly Server[] },
  ): Promise<{ readonly data: Data | null; readonly errors: readonly unknown[] }>
  /** The most that is asked for at once. */
  readonly pageSize: number
}

/** @param timeoutMs for each question: a long list is many, and a client that reads it slowly has not asked slowly */
export function createGraph(
  execute: ExecuteStored,
  call: Call,
  { timeoutMs, pageSize }: { readonly timeoutMs: number; readonly pageSize: number },
): Graph {
  const limited: ExecuteStored = (document, variables, asked, known) =>
    withinTime(call.signal, timeoutMs, (signal) => execute(document, variables, { ...asked, signal }, known))
  return {
    pageSize,
    async askForPart(document, variables, known) {
      const { data, errors } = await limited(document, variables, call, known)
      return { data, errors: errors.map(causeOf) }
    },
    async ask(document, variables) {
      const { data, errors } = await limited(document, variables, call)
      const [error] = errors
      if (error !== undefined) throw causeOf(error)
      if (data === null) throw new Error('The graph answered neither with data nor with an error')
      return data
    },
  }
}
