import type { DocumentNode, ExecutionArgs, ExecutionResult, GraphQLSchema } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { CreateContext } from '../engine/context.ts'
import { createExecute } from '../engine/execute.ts'
import { writeResult } from '../engine/written-data.ts'
import type { Federation } from '../federation/gateway/open-federation.ts'
import type { Log } from '../model/log.ts'
import type { GraphContext } from '../schema/builder.ts'
import { isPlanned } from './federated.ts'
import type { Question, Questions } from './question.ts'
import { createSharedWork } from './shared-work.ts'

type Options = {
  readonly schema: GraphQLSchema
  readonly createContext: CreateContext
  readonly federation?: Federation | null
  readonly log: Log
}

/**
 * Executes by plan, with a context that is made when the document is known: what it does not read is not fetched. Equal questions
 * that the same token asks at the same time are one: the answer of the first is the answer of all, receipt and trace are his.
 */
export function useExecution(
  { schema, createContext, federation = null, log }: Options,
  questions: Questions,
): Plugin<GraphContext> {
  const execute = createExecute(schema)
  const shared = createSharedWork<Executed>()
  const documents = createNumbers()

  return {
    onExecute({ args, extendContext, setExecuteFn }) {
      if (isPlanned(federation, args)) return
      const question = questions.get(args.contextValue.request)
      if (!question?.caller) throw new Error('A request reached the graph that nobody signed in')
      const { caller, receipt, time, span, id: requestId, lines } = question
      // Envelop leaves it untyped.
      const document = args.document as DocumentNode
      // The work may outlast the client that it was begun for, and ends with the last who waits for it.
      const work = new AbortController()
      const context = createContext(
        { caller, signal: work.signal, requestId, receipt, span, log, walk: lines?.walk },
        document,
      )
      question.access = context.access
      extendContext(context)

      setExecuteFn(async (asked: ExecutionArgs): Promise<ExecutionResult<unknown>> => {
        const { operationName, variableValues } = asked
        const start = async (cancelled: AbortSignal): Promise<Executed> => {
          cancelled.addEventListener('abort', () => work.abort(cancelled.reason), { once: true })
          return {
            result: await execute({
              document,
              operationName,
              variableValues,
              contextValue: context,
              itemsAt: lines?.itemsAt,
            }),
            by: question,
          }
        }
        // A page of a list is nobody else's: it is part of a walk.
        const name = [
          lines === null ? '' : requestId,
          caller.token,
          documents.of(document),
          operationName,
          variableValues,
        ]
        const { result, by } = await shared.join(JSON.stringify(name), time.signal, start)
        if (by !== question) tellOf(by, question)
        return { ...result }
      })
    },
    onExecutionResult(payload) {
      const { result } = payload
      if (result === undefined || isAsyncIterable(result)) return
      payload.setResult({ ...result, stringify: writeResult })
    },
  }
}

type Executed = { readonly result: ExecutionResult<unknown>; readonly by: Question }

/** What an answer lacks and what is old in it, every one is told who gets it. */
function tellOf({ receipt }: Question, { receipt: mine }: Question): void {
  for (const missing of receipt.missing()) mine.addPartial(missing)
  for (const { source, ageSeconds } of receipt.freshness()) mine.addStale({ source, ageMs: ageSeconds * 1000 })
}

/** A document of equal text is the same object as long as it is kept. */
function createNumbers(): { of(document: DocumentNode): number } {
  const numbers = new WeakMap<DocumentNode, number>()
  let last = 0
  return {
    of(document) {
      const number = numbers.get(document) ?? ++last
      numbers.set(document, number)
      return number
    },
  }
}
