/** Every code that a client can meet in `extensions.code`, beside graphql-js's own for documents that do not parse or validate. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'OVERLOADED',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_PARTIAL',
  'UPSTREAM_INVALID_RESPONSE',
  'UPSTREAM_UNSUPPORTED',
  'SUBGRAPH_ERROR',
  'PCI_STORE_UNAVAILABLE',
  'REQUEST_TIMEOUT',
  'SHUTTING_DOWN',
  'INTERNAL_SERVER_ERROR',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** An error that a client may read: its message says what, where and what to do, and holds nothing secret. */
export class PcigraphError extends Error {
  override readonly name: string = 'PcigraphError'
  readonly code: ErrorCode
  /** More for `extensions`: upstream, requestId, rule, cell, … Never a URL, a token or SQL. */
  readonly details: Readonly<Record<string, string | number>>

  constructor(
    code: ErrorCode,
    message: string,
    details: Readonly<Record<string, string | number | undefined>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.code = code
    this.details = Object.fromEntries(
      Object.entries(details).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
    )
  }
}

/** No token, or one that may not be used here. Answered with 401 before anything else is asked. */
export class Unauthenticated extends PcigraphError {
  override readonly name = 'Unauthenticated'
  constructor(message: string, options?: ErrorOptions) {
    super('UNAUTHENTICATED', message, {}, options)
  }
}

/** The caller is known and may not. `rule` is Nova's or our policy rule where one decided. */
export class Forbidden extends PcigraphError {
  override readonly name = 'Forbidden'
  constructor(message: string, details: { rule?: string; upstream?: string; requestId?: string } = {}) {
    super('FORBIDDEN', message, details)
  }
}

export class BadUserInput extends PcigraphError {
  override readonly name = 'BadUserInput'
  constructor(message: string, details: { argument?: string } = {}) {
    super('BAD_USER_INPUT', message, details)
  }
}

export class LimitExceeded extends PcigraphError {
  override readonly name = 'LimitExceeded'
  constructor(message: string, details: { limit: string; max: number; actual?: number | undefined }) {
    super('LIMIT_EXCEEDED', message, details)
  }
}

/** More requests than are answered at a time. Answered with 503 and when to come back. */
export class Overloaded extends PcigraphError {
  override readonly name = 'Overloaded'
  readonly retryAfterSeconds: number

  constructor(message: string, { retryAfterSeconds }: { readonly retryAfterSeconds: number }) {
    super('OVERLOADED', message)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** One caller has asked more often than is allowed in a minute. Answered with 429 and when to come back. */
export class RateLimited extends PcigraphError {
  override readonly name = 'RateLimited'
  readonly retryAfterSeconds: number

  constructor(
    message: string,
    { max, retryAfterSeconds }: { readonly max: number; readonly retryAfterSeconds: number },
  ) {
    super('RATE_LIMITED', message, { limit: 'requestsPerMinute', max, retryAfterSeconds })
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** One upstream did not do its part. `upstream` is `nova`, `keystone` or `placement`. */
export class UpstreamError extends PcigraphError {
  override readonly name = 'UpstreamError'
  readonly upstream: string
  /** The HTTP status that it answered, null when it did not. */
  readonly status: number | null

  constructor(
    code: ErrorCode,
    message: string,
    details: { upstream: string; status?: number | undefined; requestId?: string | undefined; cell?: string },
    options?: ErrorOptions,
  ) {
    super(code, message, details, options)
    this.upstream = details.upstream
    this.status = details.status ?? null
  }
}

/** A subgraph answered with an error of its own: where its words are not for clients, `shown` is empty and the message is ours. */
export class SubgraphError extends PcigraphError {
  override readonly name = 'SubgraphError'
  readonly upstream: string
  /** Of its `extensions`. */
  readonly shown: Readonly<Record<string, unknown>>

  constructor(
    code: ErrorCode,
    message: string,
    { upstream, shown = {} }: { readonly upstream: string; readonly shown?: Readonly<Record<string, unknown>> },
  ) {
    super(code, message, { upstream })
    this.upstream = upstream
    this.shown = shown
  }
}

/** A cell's database did not answer, or no database is configured. The cell is named to who may see cells. */
export class PciStoreUnavailable extends PcigraphError {
  override readonly name: string = 'PciStoreUnavailable'
  constructor(message: string, details: { cell?: string } = {}, options?: ErrorOptions) {
    super('PCI_STORE_UNAVAILABLE', message, details, options)
  }
}

/** No database is configured: this cloud has no PCI devices to show, to nobody. */
export class PciStoreUnconfigured extends PciStoreUnavailable {
  override readonly name = 'PciStoreUnconfigured'
}

/** What is wrong with the configuration, all of it at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    )
    this.faults = faults
  }
}
