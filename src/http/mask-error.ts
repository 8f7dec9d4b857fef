import { randomUUID } from 'node:crypto'
import { GraphQLError } from 'graphql'
import { PcigraphError } from '../errors.ts'
import type { Log } from '../model/log.ts'

/**
 * The one door for errors. Ours go out with code and details; graphql-js's own about the document go out with its code; of
 * anything else the client gets an id that stands in the log beside the error itself.
 */
export function createMaskError(log: Log): (error: unknown) => Error {
  return (error) => {
    const cause = causeOf(error)
    const place = error instanceof GraphQLError ? placeOf(error) : {}
    if (cause instanceof PcigraphError) {
      return new GraphQLError(cause.message, {
        ...place,
        extensions: { code: cause.code, ...cause.details, ...statusOf(cause, error) },
      })
    }
    if (error instanceof GraphQLError && cause === error) return withCode(error)
    const errorId = randomUUID()
    log.error({ errorId, error: cause, path: place.path }, 'unexpected error')
    return new GraphQLError(`Something went wrong here. Tell the operator of this gateway the errorId ${errorId}.`, {
      ...place,
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
    })
  }
}

/** What was thrown, without the wrapping that graphql-js put around it to say where. */
export function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error
}

function placeOf({ nodes, source, positions, path }: GraphQLError) {
  return {
    ...(nodes && { nodes }),
    ...(source && { source }),
    ...(positions && { positions }),
    ...(path && { path }),
  }
}

/** HTTP status of an error that ends a request before it is executed. */
function statusOf(cause: PcigraphError, error: unknown) {
  if (error instanceof GraphQLError && error.path !== undefined) return {}
  if (cause.code === 'UNAUTHENTICATED') {
    return { http: { status: 401, spec: true, headers: { 'WWW-Authenticate': 'Keystone' } } }
  }
  if (cause.code === 'UPSTREAM_UNAVAILABLE' || cause.code === 'UPSTREAM_TIMEOUT') return { http: { status: 503 } }
  if (cause.code === 'LIMIT_EXCEEDED' || cause.code === 'BAD_USER_INPUT') return { http: { status: 400, spec: true } }
  return {}
}

/** graphql-js gives no codes; clients ask for them. */
function withCode(error: GraphQLError): GraphQLError {
  if (error.extensions['code'] !== undefined) return error
  const isSyntax = error.message.startsWith('Syntax Error')
  const isCoercion = error.path === undefined && error.message.startsWith('Variable "$')
  const code = isSyntax ? 'GRAPHQL_PARSE_FAILED' : isCoercion ? 'BAD_USER_INPUT' : 'GRAPHQL_VALIDATION_FAILED'
  return new GraphQLError(error.message, { ...placeOf(error), extensions: { ...error.extensions, code } })
}
