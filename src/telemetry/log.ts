import { pino, type Logger } from 'pino'

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** One JSON object a line on standard error. What could be a secret never reaches it; these paths are the second lock. */
export function createLog(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
      redact: [
        'token',
        '*.token',
        'password',
        '*.password',
        'headers["x-auth-token"]',
        '*.headers["x-auth-token"]',
        'caller.token',
      ],
    },
    pino.destination({ fd: 2, sync: true }),
  )
}

/** What is known of an error, its causes included. Drivers hang SQL and settings onto theirs, so that only these are taken. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { name, message, stack, cause } = error
  const code = 'code' in error ? error.code : undefined
  return { name, message, code, stack, ...(cause !== undefined && { cause: describeError(cause) }) }
}
