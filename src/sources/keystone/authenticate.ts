import { Unauthenticated, UpstreamError } from '../../errors.ts'
import { below } from '../http/below.ts'
import type { Upstream } from '../http/upstream.ts'
import type { Keystone } from './keystone.ts'
import { decodeToken } from './token-body.ts'
import type { TokenCache } from './token-cache.ts'
import { callerOfToken } from './token-caller.ts'

/** Fernet and JWS tokens have some hundred characters; the PKI tokens of old had a few thousand. */
const TOKEN_SHAPE = /^[\x21-\x7e]{1,8192}$/

/**
 * Says who bears a token, by asking Keystone with the token itself: the gateway's own right to validate tokens is not needed. Access
 * rules do not stand in the way: Keystone lets every token be asked after with GET (`validate_allowed_request` in
 * keystonemiddleware), so that nobody has to add a rule for it. Not with HEAD.
 */
export function createAuthenticate(options: {
  readonly upstream: Upstream
  /** Root of v3. */
  readonly keystone: URL
  readonly cache: TokenCache
  readonly now: () => number
}): Keystone['authenticate'] {
  const { upstream, cache, now } = options
  const url = validationUrl(options.keystone)

  return async (token, errand) => {
    if (!TOKEN_SHAPE.test(token)) throw new Unauthenticated('This is no Keystone token.')
    const known = cache.find(token)
    if (known) return known
    const asking = cache.ask()
    try {
      const headers = tokenHeaders(token)
      const { body } = await upstream.request({ url, headers, ...errand, keys: 1 })
      const caller = callerOfToken(token, decodeToken(body), now())
      cache.keep(caller, asking)
      return caller
    } catch (error) {
      if (!isUnknownToken(error)) throw error
      throw new Unauthenticated('Keystone does not accept this token: it is unknown, expired or revoked.', {
        cause: error,
      })
    }
  }
}

/** Whether tokens can be asked after just now. */
export function createProbe(options: {
  readonly upstream: Upstream
  /** Root of v3. */
  readonly keystone: URL
}): Keystone['probe'] {
  const url = validationUrl(options.keystone)
  return async (token, signal) => {
    await options.upstream.request({ url, headers: tokenHeaders(token), signal, fresh: true, keys: 1 })
  }
}

/** Signs a token out: forgotten first, so that it is over here even where Keystone cannot be told. */
export function createSignOut(options: {
  readonly upstream: Upstream
  /** Root of v3. */
  readonly keystone: URL
  readonly cache: TokenCache
}): Keystone['signOut'] {
  const url = below(options.keystone, 'auth', 'tokens')
  return async (token, signal) => {
    if (!TOKEN_SHAPE.test(token)) return
    options.cache.forget(token)
    try {
      await options.upstream.request({ method: 'DELETE', url, headers: tokenHeaders(token), signal })
    } catch (error) {
      // Over already, or with access rules: Keystone answers 404 to whoever revokes such a token, admins too.
      if (!isUnknownToken(error)) throw error
    }
  }
}

function validationUrl(keystone: URL): URL {
  const url = below(keystone, 'auth', 'tokens')
  // Never `allow_expired`: services that act for a user may work on after the token's end, and this is none of them.
  url.search = '?nocatalog'
  return url
}

/** The token about itself. Without the last one Keystone hides tokens that have access rules. */
function tokenHeaders(token: string) {
  return { 'x-auth-token': token, 'x-subject-token': token, 'openstack-identity-access-rules': '1.0' }
}

function isUnknownToken(error: unknown): boolean {
  return error instanceof UpstreamError && (error.code === 'UNAUTHENTICATED' || error.code === 'NOT_FOUND')
}
