import { GraphQLError } from 'graphql'
import { Overloaded, PcigraphError, RateLimited } from '../errors.ts'

/** An answer that says no, in the form that Nova's own has. */
export type Fault = {
  readonly status: number
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
}

/** Thrown by whoever finds that a request cannot be answered; its message is for the client. */
export class RestFault extends Error {
  override readonly name = 'RestFault'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

/** The key that Nova puts around a fault; `computeFault` for all others. */
const FAULT_NAMES: Readonly<Record<number, string>> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'itemNotFound',
  405: 'badMethod',
  409: 'conflictingRequest',
  413: 'overLimit',
  429: 'overLimit',
  503: 'serviceUnavailable',
}

/**
 * What went wrong, as Nova would say it.
 * @param rule the rule of Nova's policy that the resource stands under, for a refusal by the graph
 * @returns null for what is no client's business: it belongs into the log
 */
export function faultOf(
  error: unknown,
  options: { readonly rule: string | undefined; readonly authUrl: URL },
): Fault | null {
  const cause = causeOf(error)
  if (cause instanceof RestFault) return { ...fault(cause.status, cause.message), headers: cause.headers }
  if (!(cause instanceof PcigraphError)) return null
  switch (cause.code) {
    case 'UNAUTHENTICATED':
      return unauthorized(options.authUrl)
    case 'FORBIDDEN': {
      const rule = options.rule ?? cause.details.rule
      return fault(403, rule === undefined ? cause.message : `Policy doesn't allow ${rule} to be performed.`)
    }
    case 'OVERLOADED': {
      const seconds = cause instanceof Overloaded ? cause.retryAfterSeconds : 1
      return { ...fault(503, cause.message), headers: { 'retry-after': String(seconds) } }
    }
    case 'RATE_LIMITED': {
      const seconds = cause instanceof RateLimited ? cause.retryAfterSeconds : 1
      return { ...fault(429, cause.message), headers: { 'retry-after': String(seconds) } }
    }
    case 'NOT_FOUND':
      return fault(404, cause.message)
    case 'BAD_USER_INPUT':
    case 'LIMIT_EXCEEDED':
      return fault(400, cause.message)
    case 'UPSTREAM_TIMEOUT':
    case 'UPSTREAM_UNAVAILABLE':
    case 'UPSTREAM_PARTIAL':
    case 'UPSTREAM_INVALID_RESPONSE':
    case 'UPSTREAM_UNSUPPORTED':
    case 'SUBGRAPH_ERROR':
    case 'PCI_STORE_UNAVAILABLE':
    case 'SHUTTING_DOWN':
    case 'REQUEST_TIMEOUT':
      return fault(503, cause.message)
    case 'INTERNAL_SERVER_ERROR':
      return null
  }
}

export function fault(status: number, message: string): Fault {
  return { status, body: { [FAULT_NAMES[status] ?? 'computeFault']: { code: status, message } } }
}

/** What Nova's router answers to a path that it does not know: no fault of the API, which is not reached. */
export function unknownPath(): Fault {
  return {
    status: 404,
    body: { message: 'The resource could not be found.<br /><br />\n\n\n', code: '404 Not Found', title: 'Not Found' },
    headers: { 'content-type': 'application/json' },
  }
}

/** keystonemiddleware's, which stands before Nova and has words of its own. */
function unauthorized(authUrl: URL): Fault {
  return {
    status: 401,
    body: {
      error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
    },
    headers: {
      'content-type': 'application/json',
      'www-authenticate': `Keystone uri="${authUrl.href.replace(/\/$/, '')}"`,
    },
  }
}

/** What was thrown, without the wrapping that graphql-js put around it to say where. */
export function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error
}
