import { UpstreamError } from '../../errors.ts'
import { titleOf, type UpstreamName } from './upstream-name.ts'

type Circumstances = {
  readonly name: UpstreamName
  /** Of the answer whose body failed; null where no head of an answer arrived. */
  readonly status: number | null
  readonly requestId: string | undefined
  readonly maxResponseBytes: number
  readonly timeoutMs: number
}

/** Says in our words why no whole answer came. The cause stays with the error for the log: it may name addresses. */
export function transportError(
  cause: unknown,
  circumstances: Circumstances,
): { error: UpstreamError; connectionLost: boolean } {
  const { name, maxResponseBytes, timeoutMs } = circumstances
  const title = titleOf(name)
  const details = { upstream: name, status: circumstances.status ?? undefined, requestId: circumstances.requestId }
  const code = codeOf(cause)
  const unavailable = (message: string) => new UpstreamError('UPSTREAM_UNAVAILABLE', message, details, { cause })
  const invalid = (message: string) => new UpstreamError('UPSTREAM_INVALID_RESPONSE', message, details, { cause })

  if (TIME_IS_UP.has(code)) return { error: tooSlow(name, timeoutMs, cause), connectionLost: false }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return { error: invalid(`${title}'s answer is larger than ${maxResponseBytes} bytes.`), connectionLost: false }
  }
  if (code === 'ECONNREFUSED') return { error: unavailable(`${title} refuses connections.`), connectionLost: false }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { error: unavailable(`The host name of ${title} cannot be resolved.`), connectionLost: false }
  }
  if (isCertificateFault(code)) {
    return { error: unavailable(`${title}'s TLS certificate is not accepted (${code}).`), connectionLost: false }
  }
  if (code.startsWith('HPE_') || (cause instanceof Error && cause.name === 'HTTPParserError'))
    return { error: invalid(`${title} does not speak HTTP.`), connectionLost: false }
  if (circumstances.status !== null) return { error: invalid(`${title}'s answer broke off.`), connectionLost: true }
  if (CONNECTION_LOST.has(code)) {
    return { error: unavailable(`${title} closed the connection without an answer.`), connectionLost: true }
  }
  return { error: unavailable(`${title} cannot be reached.`), connectionLost: false }
}

export function tooSlow(name: UpstreamName, timeoutMs: number, cause?: unknown): UpstreamError {
  return new UpstreamError(
    'UPSTREAM_TIMEOUT',
    `${titleOf(name)} did not answer within ${timeoutMs / 1000} s.`,
    { upstream: name },
    cause === undefined ? undefined : { cause },
  )
}

const TIME_IS_UP = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
  'TimeoutError',
])
const CONNECTION_LOST = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

function isCertificateFault(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|^ERR_TLS|^ERR_SSL|^ERR_OSSL/.test(code)
}

/** The code where the error has one, else its name. */
function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return ''
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  // A host name with several addresses fails with one error for all of them.
  if (cause instanceof AggregateError) return codeOf(cause.errors[0])
  return cause.name
}
