import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import type { ExecuteStored } from '../engine/execute-stored.ts'
import type { Call } from '../model/call.ts'
import { causeOf } from './faults.ts'

/** The graph, as one caller asks it. */
export type Graph = {
  /** A whole answer, or the first thing that stood in its way is thrown as it was. */
  ask<Data, Variables extends Readonly<Record<string, unknown>>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data>
  /** The most that is asked for at once. */
  readonly pageSize: number
}

/** @param timeoutMs for each question: a long list is many, and a client that reads it slowly has not asked slowly */
export function createGraph(
  execute: ExecuteStored,
  call: Call,
  { timeoutMs, pageSize }: { readonly timeoutMs: number; readonly pageSize: number },
): Graph {
  return {
    pageSize,
    async ask(document, variables) {
      const signal = AbortSignal.any([call.signal, AbortSignal.timeout(timeoutMs)])
      const { data, errors } = await execute(document, variables, { ...call, signal })
      const [error] = errors
      if (error !== undefined) throw causeOf(error)
      if (data === null) throw new Error('The graph answered neither with data nor with an error')
      return data
    },
  }
}
