/** How a command ends: 0 done; 1 incomplete or failed; 2 usage or configuration; 3 denied; 4 not found; 5 upstream unavailable. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5

/** A command that cannot go on: one line that teaches, and how the process ends. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}

/** By `extensions.code` of what the graph said. */
export function exitCodeOf(code = ''): ExitCode {
  switch (code) {
    case 'UNAUTHENTICATED':
    case 'FORBIDDEN':
      return 3
    case 'NOT_FOUND':
      return 4
    case 'BAD_USER_INPUT':
    case 'LIMIT_EXCEEDED':
    case 'GRAPHQL_PARSE_FAILED':
    case 'GRAPHQL_VALIDATION_FAILED':
    case 'OPERATION_RESOLUTION_FAILURE':
      return 2
    case 'UPSTREAM_TIMEOUT':
    case 'UPSTREAM_UNAVAILABLE':
    case 'UPSTREAM_INVALID_RESPONSE':
    case 'UPSTREAM_UNSUPPORTED':
    case 'PCI_STORE_UNAVAILABLE':
    case 'REQUEST_TIMEOUT':
      return 5
    default:
      return 1
  }
}
