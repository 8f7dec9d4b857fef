import { BadUserInput, Forbidden, UpstreamError, type ErrorCode, type PcigraphError } from '../../errors.ts'
import type { Attempt } from './exchange.ts'
import { policyRuleOf, readFault } from './fault-body.ts'
import type { UpstreamRequest } from './upstream.ts'
import { titleOf, type UpstreamName } from './upstream-name.ts'

/** The error that an answer other than 2xx stands for. The only place that turns a status into a code. */
export function refusalOf(
  name: UpstreamName,
  attempt: Attempt,
  asked: Pick<UpstreamRequest, 'url' | 'method' | 'callerInput' | 'hasAccessRules'>,
): PcigraphError {
  const { callerInput } = asked
  const { status, requestId } = attempt
  const title = titleOf(name)
  const fault = readFault(attempt.body)
  const said = fault ? `: ${fault.message}` : ''
  const upstreamError = (code: ErrorCode, message: string) =>
    new UpstreamError(code, message, { upstream: name, status, requestId })

  switch (status) {
    case 400:
      if (callerInput && fault) return new BadUserInput(`${title} does not accept this${said}`, callerInput)
      return upstreamError('UPSTREAM_INVALID_RESPONSE', `${title} does not understand our request (400)${said}`)
    case 401:
      if (asked.hasAccessRules) return outsideAccessRules(name, requestId, asked)
      return upstreamError('UNAUTHENTICATED', `${title} does not accept the token.`)
    case 403: {
      const rule = fault ? policyRuleOf(fault.message) : undefined
      return new Forbidden(`${title} does not allow this${said}`, {
        upstream: name,
        ...(rule === undefined ? {} : { rule }),
        ...(requestId === undefined ? {} : { requestId }),
      })
    }
    case 404:
      if (fault?.aboutResource) return upstreamError('NOT_FOUND', `${title} does not know it${said}`)
      return upstreamError(
        'UPSTREAM_INVALID_RESPONSE',
        `${title} has nothing at the address that we ask (404): is its endpoint right?`,
      )
    case 406:
      return upstreamError('UPSTREAM_UNSUPPORTED', `${title} does not serve the API version that we need (406)${said}`)
    case 413:
    case 429:
      return upstreamError('UPSTREAM_UNAVAILABLE', `${title} is asked too often (${status}). Ask again in a while.`)
    case 504:
      return upstreamError('UPSTREAM_TIMEOUT', `A proxy says that ${title} does not answer in time (504).`)
    default:
      if (status >= 500) return upstreamError('UPSTREAM_UNAVAILABLE', `${title} failed with ${status}${said}`)
      if (status >= 300 && status < 400) {
        return upstreamError(
          'UPSTREAM_INVALID_RESPONSE',
          `${title} redirects (${status}), which is not followed: is its endpoint right?`,
        )
      }
      return upstreamError('UPSTREAM_INVALID_RESPONSE', `${title} answered ${status}${said}`)
  }
}

/** keystonemiddleware answers 401, as to a bad token, where the access rules leave a request out or the service does not know its own type. */
function outsideAccessRules(
  name: UpstreamName,
  requestId: string | undefined,
  { url, method = 'GET' }: Pick<UpstreamRequest, 'url' | 'method'>,
): Forbidden {
  // Without the ids, so that a thousand of these are one error.
  const path = url.pathname.replace(/[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/gi, '{id}')
  return new Forbidden(
    `${titleOf(name)} does not accept the token for ${method} ${path}: the access rules of its application credential leave this out, ` +
      `or ${titleOf(name)} is not set up for access rules ([keystone_authtoken]service_type).`,
    { upstream: name, ...(requestId === undefined ? {} : { requestId }) },
  )
}

/** For look-ups: null where the upstream says that it knows no such thing. */
export async function nullWhereNotFound<Value>(found: Promise<Value>): Promise<Value | null> {
  try {
    return await found
  } catch (error) {
    if (error instanceof UpstreamError && error.code === 'NOT_FOUND') return null
    throw error
  }
}
