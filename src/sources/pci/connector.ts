/** Runs statements on one database; how, only its adapter knows. Made without connecting. */
export type Connector = {
  /** Rejects with the driver's own error; resolves or rejects within the statement time limit and a little. */
  query(statement: Statement): Promise<readonly unknown[]>
  /** Names the state that the database is in: the same name means that nothing was written in between. Absent: it cannot tell. */
  version?(): Promise<string>
  close(): Promise<void>
}

export type Statement = { readonly sql: string; readonly parameters: readonly unknown[] }

export type ConnectorOptions = {
  readonly statementTimeoutMs: number
  /** Connections at most. */
  readonly poolSize: number
  /** A connection that nobody used was lost: worth a line in the log, never a crash. */
  readonly onIdleError: (error: Error) => void
}

/** Time for a connection to be made: long enough for a busy server, short enough for one who waits. */
export function connectTimeoutMs(options: ConnectorOptions): number {
  return Math.min(5000, Math.max(1000, options.statementTimeoutMs))
}

/**
 * The server itself ends a statement that takes too long. A server that fell silent does not: then this rejects, and the
 * connection must be thrown away.
 */
export async function withinDeadline<Answer>(answer: Promise<Answer>, options: ConnectorOptions): Promise<Answer> {
  const { promise: deadline, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new DeadlineExceeded())
  }, options.statementTimeoutMs + 1000)
  try {
    return await Promise.race([answer, deadline])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Runs a statement, and once more when a pooled connection turns out to have died while it lay idle: that says nothing
 * about the server, and reading twice harms nobody.
 */
export async function askAgainWhenLost<Answer>(run: () => Promise<Answer>, options: ConnectorOptions): Promise<Answer> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof LostConnection)) throw error
    if (error.cause instanceof DeadlineExceeded) throw error.cause
    options.onIdleError(error)
    return run()
  }
}

/** A connection that had answered before is gone; the cause is the driver's error. */
export class LostConnection extends Error {
  override readonly name = 'LostConnection'
  constructor(cause: unknown) {
    super('A pooled connection was lost', { cause })
  }
}

export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded'
  readonly code = 'DEADLINE'
  constructor() {
    super('The server fell silent in the middle of a statement')
  }
}
