import { getOperationAST, type ExecutionArgs, type GraphQLError } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Log } from '../model/log.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Question, Questions } from './question.ts'

/** Names longer than this are cut: they are the client's own text. */
const LONGEST_NAME = 100

/**
 * One line of the log for each question that was answered: what it was called, who asked, how it went and what it cost. Never the
 * document or its variables, which may hold what is nobody's business. The answer bears the same id, in OpenStack's header; the
 * figures and the trace tell the same.
 */
export function useAccessLine(
  questions: Questions,
  { log, metrics }: { readonly log: Log; readonly metrics: Pick<Metrics, 'operation'> },
): Plugin {
  return {
    onParams({ request, params }) {
      const question = questions.get(request)
      if (question !== undefined) question.operation = cut(params.operationName)
    },
    onExecute({ args, context }) {
      const question = questions.get(context.request)
      if (question !== undefined) question.operation ??= nameOf(args)
    },
    onResultProcess({ request, result }) {
      const question = questions.get(request)
      if (question === undefined || Array.isArray(result) || isAsyncIterable(result)) return
      question.codes = codesOf(result.errors ?? [])
    },
    onResponse({ request, response }) {
      const question = questions.get(request)
      if (question === undefined) return
      response.headers.set('x-openstack-request-id', question.id)
      const { status } = response
      const { lines } = question
      if (lines === null) tellAnswered(question, status)
      else void lines.sent.then(() => tellAnswered(question, status))
    },
  }

  function tellAnswered(question: Question, status: number): void {
    const ms = performance.now() - question.startedAt
    logLine(question, status, ms, log)
    const ourMs = question.lines?.workedMs() ?? ms
    metrics.operation({
      codes: question.codes,
      seconds: ourMs / 1000,
      ownSeconds: Math.max(0, ourMs - question.receipt.waitedMs()) / 1000,
    })
    const [code] = question.codes
    question.span.note({ 'http.response.status_code': status, 'graphql.operation.name': question.operation })
    if (code !== undefined) question.span.fail(code)
    question.span.end()
  }
}

function logLine({ id, receipt, operation, codes, caller }: Question, status: number, ms: number, log: Log): void {
  const { calls, sql } = receipt.summary({ ofCells: true })
  log.info(
    {
      requestId: id,
      operation,
      status,
      ms: Math.round(ms),
      upstreamCalls: countAll(calls),
      statements: countAll(sql),
      codes: codes.length === 0 ? undefined : codes,
      userId: caller?.userId,
      projectId: caller?.projectId,
    },
    'answered',
  )
}

function nameOf({ document, operationName }: ExecutionArgs): string | undefined {
  return cut(getOperationAST(document, operationName)?.name?.value)
}

function cut(name: unknown): string | undefined {
  return typeof name === 'string' ? name.slice(0, LONGEST_NAME) : undefined
}

function codesOf(errors: readonly GraphQLError[]): string[] {
  return [...new Set(errors.map(({ extensions }) => String(extensions.code)))]
}

function countAll(sums: readonly { readonly count: number }[]): number {
  return sums.reduce((total, { count }) => total + count, 0)
}
