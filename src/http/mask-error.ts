import { randomUUID } from 'node:crypto'
import { GraphQLError } from 'graphql'
import { LimitExceeded, Overloaded, PcigraphError, RateLimited, SubgraphError } from '../errors.ts'
import type { Log } from '../model/log.ts'
import { isClientGone } from './request-signal.ts'

/**
 * The one door for errors. Ours go out with code and details; graphql-js's and Yoga's own about the request go out with a code; of
 * anything else the client gets an id that stands in the log beside the error itself.
 */
export function createMaskError(
  log: Log,
  { maxBodyBytes }: { readonly maxBodyBytes: number },
): (error: unknown) => Error {
  return (error) => {
    const cause = causeOf(error)
    if (cause instanceof PcigraphError) return ours(cause, error)
    if (isBodyTooLarge(cause)) return bodyTooLarge(maxBodyBytes)
    if (error instanceof GraphQLError && cause instanceof GraphQLError && isAboutRequest(error, cause)) {
      return withCode(error, cause)
    }
    // Nobody reads it but who reads the log.
    if (isClientGone(cause)) {
      return new GraphQLError('The client went away.', { extensions: { code: 'CLIENT_CLOSED_REQUEST' } })
    }
    const errorId = randomUUID()
    const place = error instanceof GraphQLError ? placeOf(error) : {}
    log.error({ errorId, err: cause, path: place.path }, 'unexpected error')
    return new GraphQLError(`Something went wrong here. Tell the operator of this gateway the errorId ${errorId}.`, {
      ...place,
      extensions: {
        code: 'INTERNAL_SERVER_ERROR',
        errorId,
        ...affectedOf(error),
        ...(place.path === undefined && { http: { status: 500 } }),
      },
    })
  }
}

/** What was thrown, without the wrapping that graphql-js put around it to say where. */
export function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error
}

function ours(cause: PcigraphError, error: unknown): GraphQLError {
  return new GraphQLError(cause.message, {
    ...(error instanceof GraphQLError && placeOf(error)),
    extensions: {
      code: cause.code,
      ...(cause instanceof SubgraphError && cause.shown),
      ...cause.details,
      ...affectedOf(error),
      ...statusOf(cause, error),
    },
  })
}

function placeOf({ nodes, source, positions, path }: GraphQLError) {
  return {
    ...(nodes && { nodes }),
    ...(source && { source }),
    ...(positions && { positions }),
    ...(path && { path }),
  }
}

/** What collapseErrors has counted. */
function affectedOf(error: unknown) {
  return error instanceof GraphQLError && error.extensions.affected !== undefined
    ? { affected: error.extensions.affected }
    : {}
}

/** HTTP status of an error that ends a request before it is executed. `spec`: only where the answer may have another than 200. */
function statusOf(cause: PcigraphError, error: unknown) {
  if (error instanceof GraphQLError && error.path !== undefined) return {}
  if (cause.code === 'UNAUTHENTICATED') return { http: { status: 401, headers: { 'WWW-Authenticate': 'Keystone' } } }
  if (cause.code === 'LIMIT_EXCEEDED' || cause.code === 'BAD_USER_INPUT') return { http: { status: 400, spec: true } }
  if (cause instanceof Overloaded) {
    return { http: { status: 503, headers: { 'Retry-After': String(cause.retryAfterSeconds) } } }
  }
  if (cause instanceof RateLimited) {
    return { http: { status: 429, headers: { 'Retry-After': String(cause.retryAfterSeconds) } } }
  }
  // What is left stood in the way of signing in, and is no fault of the client's.
  return { http: { status: 503 } }
}

/**
 * graphql-js makes the same kind of error of a client's wrong value and of a value of ours that does not fit the schema. Outside the
 * execution it is about the request; inside, only where it points at an argument of the document.
 */
function isAboutRequest(error: GraphQLError, cause: GraphQLError): boolean {
  return error.path === undefined || (cause !== error && cause.nodes !== undefined)
}

/** graphql-js gives no codes; clients ask for them. */
function withCode(error: GraphQLError, cause: GraphQLError): GraphQLError {
  const { originalError, ...extensions } = { ...cause.extensions, ...error.extensions }
  // Yoga puts what JSON.parse said of a broken body there, and takes the body's absence from the answer for a broken document.
  if (originalError !== undefined) {
    return new GraphQLError(error.message, { extensions: { ...extensions, http: { status: 400 } } })
  }
  if (extensions.code !== undefined) return error
  const isSyntax = error.message.startsWith('Syntax Error')
  const isCoercion = error.path !== undefined || error.message.startsWith('Variable "$')
  const code = isSyntax ? 'GRAPHQL_PARSE_FAILED' : isCoercion ? 'BAD_USER_INPUT' : 'GRAPHQL_VALIDATION_FAILED'
  const http = code === 'BAD_USER_INPUT' && error.path === undefined ? { http: { status: 400, spec: true } } : {}
  return new GraphQLError(error.message, { ...placeOf(error), extensions: { ...http, ...extensions, code } })
}

function isBodyTooLarge(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions.code === 'REQUEST_ENTITY_TOO_LARGE'
}

function bodyTooLarge(maxBodyBytes: number): GraphQLError {
  const error = new LimitExceeded(
    `The body has more than ${maxBodyBytes} bytes. Ask for fewer ids at once, or for a page of them after the other.`,
    { limit: 'bodyBytes', max: maxBodyBytes },
  )
  return new GraphQLError(error.message, {
    extensions: { code: error.code, ...error.details, http: { status: 413 } },
  })
}
