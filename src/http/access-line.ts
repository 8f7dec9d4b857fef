import { getOperationAST, type ExecutionArgs, type GraphQLError } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Log } from '../model/log.ts'
import type { Question } from './question.ts'

/** Names longer than this are cut: they are the client's own text. */
const LONGEST_NAME = 100

/**
 * One line of the log for each question that was answered: what it was called, who asked, how it went and what it cost. Never the
 * document or its variables, which may hold what is nobody's business. The answer bears the same id, in OpenStack's header.
 */
export function useAccessLine(questions: WeakMap<Request, Question>, log: Log): Plugin {
  const seen = new WeakMap<Request, { operation?: string | undefined; codes?: readonly string[] }>()
  return {
    onParams({ request, params }) {
      seen.set(request, { operation: cut(params.operationName) })
    },
    onExecute({ args, context }) {
      const about = seen.get(context.request)
      if (about !== undefined) about.operation ??= nameOf(args)
    },
    onResultProcess({ request, result }) {
      if (Array.isArray(result) || isAsyncIterable(result) || !result.errors?.length) return
      seen.set(request, { ...seen.get(request), codes: codesOf(result.errors) })
    },
    onResponse({ request, response }) {
      const question = questions.get(request)
      if (question === undefined) return
      response.headers.set('x-openstack-request-id', question.id)
      const { calls, sql } = question.receipt.summary({ ofCells: true })
      const { operation, codes } = seen.get(request) ?? {}
      log.info(
        {
          requestId: question.id,
          operation,
          status: response.status,
          ms: Math.round(performance.now() - question.startedAt),
          upstreamCalls: countAll(calls),
          statements: countAll(sql),
          codes,
          userId: question.caller?.userId,
          projectId: question.caller?.projectId,
        },
        'answered',
      )
    },
  }
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
