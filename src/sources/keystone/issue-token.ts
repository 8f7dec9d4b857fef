import { UpstreamError } from '../../errors.ts'
import { below } from '../http/below.ts'
import type { Upstream } from '../http/upstream.ts'
import { authRequestBody } from './auth-request.ts'
import type { OwnIdentity } from './cloud-config.ts'
import { decodeToken, type TokenFacts } from './token-body.ts'

export type IssuedToken = { readonly token: string; readonly facts: TokenFacts }

/** `POST /v3/auth/tokens`. @throws UpstreamError, see `isRefusedSignIn`. */
export async function issueToken(options: {
  readonly upstream: Upstream
  /** Root of v3. */
  readonly keystone: URL
  readonly identity: OwnIdentity
  /** Null where nobody asks for an endpoint of it. */
  readonly catalog: 'wanted' | null
  /** The credentials are words of the caller's own, so that Keystone's 400 is not our fault. */
  readonly fromCaller: boolean
  readonly signal: AbortSignal
}): Promise<IssuedToken> {
  const url = below(options.keystone, 'auth', 'tokens')
  if (options.catalog === null) url.search = '?nocatalog'
  const { body, headers, status } = await options.upstream.request({
    method: 'POST',
    url,
    body: authRequestBody(options.identity),
    signal: options.signal,
    ...(options.fromCaller && { callerInput: {} }),
  })
  const token = headers['x-subject-token']
  const facts = decodeToken(body)
  if (token && facts) return { token, facts }
  throw new UpstreamError('UPSTREAM_INVALID_RESPONSE', 'Keystone accepted the credentials without giving a token.', {
    upstream: 'keystone',
    status,
  })
}

/** Keystone refuses the credentials: 401, and 404 where there is no such application credential or its project is disabled. */
export function isRefusedSignIn(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && (error.code === 'UNAUTHENTICATED' || error.code === 'NOT_FOUND')
}
