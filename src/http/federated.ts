import type { ExecutionArgs, ExecutionResult, GraphQLSchema } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { CreateContext } from '../engine/context.ts'
import { createExecute } from '../engine/execute.ts'
import type { Federation } from '../federation/gateway/open-federation.ts'
import type { Asker } from '../federation/gateway/asker.ts'
import { createAskOwn } from '../federation/gateway/own-subgraph.ts'
import type { Log } from '../model/log.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { collapseErrors } from './collapse-errors.ts'
import type { Question, Questions } from './question.ts'

type Options = {
  readonly federation: Federation
  /** Null: the own graph has no part in this. */
  readonly own: { readonly schema: GraphQLSchema; readonly createContext: CreateContext } | null
  readonly metrics: Pick<Metrics, 'routed'>
  /** Aborted when what is under way has to come to its end. */
  readonly ending: AbortSignal
  readonly log: Log
}

/**
 * Questions to several graphs. What the own graph alone answers is handed on to it here, as if there were no others; the rest is planned, and
 * executed over subgraphs. Each question stays with the supergraph that it was checked against.
 */
export function useFederation({ federation, own, metrics, ending, log }: Options, questions: Questions): Plugin {
  const askOwn = own && createAskOwn({ createContext: own.createContext, execute: createExecute(own.schema) })

  function askerOf(question: Question, request: Request, signal: AbortSignal): Asker {
    const { id, receipt, span, caller } = question
    return {
      signal,
      receipt,
      requestId: id,
      span,
      header(name) {
        const value = request.headers.get(name)
        // Whoever sent the token in another header, or was lent one, means the same by it.
        return value ?? (name === 'x-auth-token' ? (caller?.token ?? null) : null)
      },
      askOwn:
        askOwn === null || caller === null
          ? null
          : async (fetch) => {
              const answer = await askOwn(fetch, { caller, signal, requestId: id, receipt, span, log })
              question.access = answer.access
              return answer
            },
    }
  }

  async function run(args: ExecutionArgs, signalOf: (question: Question) => AbortSignal) {
    const generation = federation.generationOf(args.schema)
    // Envelop leaves it untyped; it is Yoga's own.
    const context = args.contextValue as { readonly request: Request }
    const { request } = context
    const question = questions.get(request)
    if (generation === null || question === undefined) throw new Error('A question came to no supergraph')
    const letGo = federation.hold(generation)
    try {
      const answer = await generation.execute({
        document: args.document,
        operationName: args.operationName,
        variables: args.variableValues ?? {},
        context,
        asker: askerOf(question, request, signalOf(question)),
      })
      if (isAsyncIterable(answer)) {
        const sent = Promise.withResolvers<void>()
        lasts(question, sent.promise)
        return eachUntil(answer, ending, () => {
          letGo()
          sent.resolve()
        })
      }
      letGo()
      return tidied(answer)
    } catch (error) {
      letGo()
      throw error
    }
  }

  return {
    onExecute({ args, setExecuteFn }) {
      const asked = args as ExecutionArgs
      const generation = federation.generationOf(asked.schema)
      if (generation === null) return
      if (own !== null && generation.isOwn(asked.document)) {
        metrics.routed('own')
        args.schema = own.schema
        return
      }
      metrics.routed('planned')
      setExecuteFn((executed) => run(executed, ({ time }) => time.signal))
    },
    onSubscribe({ args, setSubscribeFn }) {
      if (federation.generationOf((args as ExecutionArgs).schema) === null) return
      metrics.routed('planned')
      // It lasts as long as its client listens; the time of a request is over when its answer begins.
      const { request } = args.contextValue as { readonly request: Request }
      setSubscribeFn((executed) => run(executed, () => AbortSignal.any([request.signal, ending])))
    },
  }
}

/** Whether a document was checked against a supergraph, so that what belongs to the own graph alone has no say in it. */
export function isPlanned(federation: Federation | null, args: { readonly schema: unknown }): boolean {
  return federation !== null && federation.generationOf(args.schema as GraphQLSchema) !== null
}

/** A subscription takes its turn for as long as it lasts, and is told of in the log when it has ended. */
function lasts(question: Question, sent: Promise<void>): void {
  question.time.stop()
  question.lines = { walk: { signal: question.time.signal }, itemsAt: null, sent, workedMs: () => 0 }
}

function tidied(answer: ExecutionResult): ExecutionResult {
  return answer.errors === undefined ? answer : { ...answer, errors: collapseErrors(answer.errors) }
}

async function* eachUntil(
  answers: AsyncIterable<ExecutionResult>,
  ending: AbortSignal,
  done: () => void,
): AsyncGenerator<ExecutionResult> {
  const iterator = answers[Symbol.asyncIterator]()
  const end = Promise.withResolvers<IteratorResult<ExecutionResult>>()
  const stop = () => {
    end.resolve({ done: true, value: undefined })
  }
  ending.addEventListener('abort', stop, { once: true })
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), end.promise])
      if (next.done === true) return
      yield tidied(next.value)
    }
  } finally {
    ending.removeEventListener('abort', stop)
    done()
    // Nobody waits for a subgraph that does not say goodbye.
    void iterator.return?.()
  }
}
