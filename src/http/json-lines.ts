import { getOperationAST, GraphQLError, type DocumentNode, type ExecutionArgs, type ExecutionResult } from 'graphql'
import { isAsyncIterable, processRegularResult, type FetchAPI, type Plugin, type YogaServer } from 'graphql-yoga'
import { estimateCost } from '../engine/cost.ts'
import { readOneConnection, type OneConnection } from '../engine/one-connection.ts'
import { walkConnection } from '../engine/walk-connection.ts'
import type { Log } from '../model/log.ts'
import type { Authenticate } from './auth.ts'
import type { ServerContext } from './graphql.ts'
import { linesMediaType } from './lines-media-type.ts'
import { createMaskError } from './mask-error.ts'
import type { Questions } from './question.ts'
import { startLines, type Lines } from './write-lines.ts'

type Options = {
  readonly authenticate: Authenticate
  readonly limits: {
    readonly maxBodyBytes: number
    readonly maxCost: number
    readonly maxPageSize: number
    readonly requestTimeoutMs: number
  }
  /** Aborted when what is under way has to come to its end: this gateway is told to stop. */
  readonly ending: AbortSignal
  readonly log: Log
}

/**
 * The items of one connection as lines of JSON, for whoever asks with `Accept: application/jsonl`: all pages of it, each executed as
 * a question of its own by the same ways as any other, so that every limit and rule holds for each page. `@complete` in the last
 * line, and in no other, says whether those were all.
 */
export function useJsonLines(options: Options, questions: Questions): Plugin<ServerContext, ServerContext> {
  const { limits } = options
  const connections = new WeakMap<DocumentNode, Map<string | null, OneConnection>>()
  const pages = new WeakSet<DocumentNode>()
  const lines = new WeakMap<Request, Lines>()
  const maskError = createMaskError(options.log, limits)
  let yoga: YogaServer<ServerContext, ServerContext> | null = null

  /** Once for a document, so that whatever else is kept by documents is kept for its pages too. */
  function connectionOf({ document, operationName, schema }: ExecutionArgs): OneConnection | null {
    const name = operationName ?? null
    const known = connections.get(document) ?? new Map<string | null, OneConnection>()
    connections.set(document, known)
    const operation = getOperationAST(document, name)
    if (!operation) return null
    const connection = known.get(name) ?? readOneConnection(document, operation, schema)
    known.set(name, connection)
    pages.add(connection.document)
    return connection
  }

  /** As many as may be asked for at once by what they cost. */
  function sizeWithin(
    wanted: number,
    { document, operation, variablesOf }: OneConnection,
    args: ExecutionArgs,
  ): number {
    let size = Math.min(wanted, limits.maxPageSize)
    const variables = args.variableValues ?? {}
    const costs = (first: number) =>
      estimateCost(document, operation, variablesOf(variables, { first, after: null }), args.schema, limits)
    while (size > 1 && costs(size) > limits.maxCost) size = Math.floor(size / 2)
    return size
  }

  return {
    onYogaInit(init) {
      yoga = init.yoga
    },

    async onExecute({ args, context, setResultAndStopExecution }) {
      const { request } = context
      const asked = args as ExecutionArgs
      const question = questions.get(request)
      if (question === undefined || yoga === null || pages.has(asked.document)) return
      if (linesMediaType(request.headers.get('accept')) === null) return
      let found: OneConnection | null
      try {
        found = connectionOf(asked)
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error
        setResultAndStopExecution({ errors: [error] })
        return
      }
      // That there is no such operation is told by the executor.
      if (found === null) return
      const connection = found
      const { document } = connection
      const { execute } = yoga.getEnveloped(context)
      const started = startLines({
        question,
        path: [...connection.path, connection.itemsKey],
        client: request.signal,
        response: 'res' in context ? context.res : null,
        ending: options.ending,
        timeoutMs: limits.requestTimeoutMs,
        authenticate: options.authenticate,
        wantsReceipt: request.headers.get('x-pcigraph-receipt') === '1',
        walk: (ask) =>
          walkConnection({
            connection,
            variables: asked.variableValues ?? {},
            ask,
            pageSizes: { first: sizeWithin(FIRST_PAGE, connection, asked), next: sizeWithin(PAGE, connection, asked) },
          }),
        execute: async (variables) =>
          (await execute({
            ...asked,
            document,
            variableValues: variables,
            contextValue: { ...context },
          })) as ExecutionResult<unknown>,
        maskError: (error) => asGraphQLError(maskError(error)),
      })
      const refusal = await started.begin()
      if (refusal === null) lines.set(request, started)
      setResultAndStopExecution(refusal === null ? { data: null } : refused(refusal))
    },

    onResultProcess(payload) {
      const { request } = payload
      const type = linesMediaType(request.headers.get('accept'))
      if (type === null) return
      const contentType = `${type}; charset=utf-8`
      payload.setResultProcessor(async (result, fetchAPI) => {
        const started = lines.get(request)
        if (started !== undefined) {
          return new fetchAPI.Response(bodyOf(started, fetchAPI), { headers: { 'content-type': contentType } })
        }
        // With the status of any other refusal, and in the form that this client reads.
        const refusal = processRegularResult(
          isAsyncIterable(result) ? {} : result,
          fetchAPI,
          'application/graphql-response+json',
        )
        const { errors, extensions } = (await refusal.json()) as ExecutionResult
        const line = { '@complete': false, count: 0, errors, extensions }
        const headers = new fetchAPI.Headers(refusal.headers)
        headers.set('content-type', contentType)
        headers.delete('content-length')
        return new fetchAPI.Response(`${JSON.stringify(line)}\n`, { status: refusal.status, headers })
      }, type)
    },
  }
}

/** Short, so that the first lines are there at once; the others so that two of them are little memory. */
const FIRST_PAGE = 100
const PAGE = 500

/** Read as the client reads, and given up when it goes away. */
function bodyOf(texts: Lines, fetchAPI: FetchAPI): ReadableStream<Uint8Array> {
  const iterator: AsyncIterator<string, void> = texts[Symbol.asyncIterator]()
  return new fetchAPI.ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await iterator.next()
      if (done === true) controller.close()
      else controller.enqueue(Buffer.from(value))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

function refused({ data, errors = [], extensions }: ExecutionResult<unknown>): ExecutionResult {
  return { ...(data === null && { data }), errors, ...(extensions && { extensions }) }
}

function asGraphQLError(error: Error): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError(error.message, { originalError: error })
}
