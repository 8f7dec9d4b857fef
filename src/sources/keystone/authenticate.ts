import { createHmac, randomBytes } from 'node:crypto'
import { Unauthenticated, UpstreamError } from '../../errors.ts'
import type { Caller } from '../../model/caller.ts'
import { below } from '../http/below.ts'
import type { Upstream } from '../http/upstream.ts'
import type { Keystone } from './keystone.ts'
import { decodeToken } from './token-body.ts'

const KEPT_MS = 10_000
const MOST_KEPT = 10_000
/** Fernet and JWS tokens have some hundred characters; the PKI tokens of old had a few thousand. */
const TOKEN_SHAPE = /^[\x21-\x7e]{1,8192}$/

/** Says who bears a token, by asking Keystone with the token itself: the gateway's own right to validate tokens is not needed. */
export function createAuthenticate(options: {
  readonly upstream: Upstream
  /** Root of v3. */
  readonly keystone: URL
  readonly now: () => number
}): Keystone['authenticate'] {
  const { upstream, keystone, now } = options
  // A dump of the memory or a log of the keys gives nobody a token, and nobody can prepare tokens whose hashes meet.
  const hashKey = randomBytes(32)
  const kept = new Map<string, { readonly caller: Caller; readonly untilMs: number }>()

  return async (token, signal, receipt) => {
    if (!TOKEN_SHAPE.test(token)) throw new Unauthenticated('This is no Keystone token.')
    const key = createHmac('sha256', hashKey).update(token).digest('base64')
    const hit = kept.get(key)
    if (hit && now() < hit.untilMs) return hit.caller
    kept.delete(key)

    const caller = await ask(token, signal, receipt)
    const untilMs = Math.min(now() + KEPT_MS, caller.expiresAt.getTime())
    if (kept.size >= MOST_KEPT) dropOldest()
    kept.set(key, { caller, untilMs })
    return caller
  }

  async function ask(...[token, signal, receipt]: Parameters<Keystone['authenticate']>): Promise<Caller> {
    const url = below(keystone, 'auth', 'tokens')
    url.search = '?nocatalog'
    try {
      const { body } = await upstream.request({
        url,
        // Without the last one Keystone hides tokens that have access rules, and nobody could be told why they are refused.
        headers: { 'x-auth-token': token, 'x-subject-token': token, 'openstack-identity-access-rules': '1.0' },
        signal,
        receipt,
        keys: 1,
      })
      return callerOf(token, body, now())
    } catch (error) {
      if (error instanceof UpstreamError && (error.code === 'UNAUTHENTICATED' || error.code === 'NOT_FOUND')) {
        throw new Unauthenticated('Keystone does not accept this token: it is unknown, expired or revoked.', {
          cause: error,
        })
      }
      throw error
    }
  }

  function dropOldest() {
    const [oldest] = kept.keys()
    if (oldest !== undefined) kept.delete(oldest)
  }
}

function callerOf(token: string, body: unknown, nowMs: number): Caller {
  const facts = decodeToken(body)
  if (!facts?.userId || !facts.expiresAt) {
    throw new UpstreamError('UPSTREAM_INVALID_RESPONSE', 'Keystone described the token without its user or its end.', {
      upstream: 'keystone',
    })
  }
  if (facts.expiresAt.getTime() <= nowMs) throw new Unauthenticated('This token has expired.')
  // The rules are for the paths of Nova. Nothing here holds the devices to them yet, so that who has rules sees nothing.
  if (facts.hasAccessRules) throw new Unauthenticated(ACCESS_RULES)
  // Nova answers tokens without a project with servers of all projects, so none of them may come as far as Nova.
  if (typeof facts.scope === 'string') throw new Unauthenticated(WRONG_SCOPES[facts.scope])
  return {
    token,
    userId: facts.userId,
    userName: facts.userName,
    projectId: facts.scope.projectId,
    projectName: facts.scope.name,
    projectDomainId: facts.scope.domainId,
    roles: facts.roles,
    expiresAt: facts.expiresAt,
  }
}

const ACCESS_RULES =
  'This token is of an application credential with access rules, which are not supported yet. ' +
  'Sign in with an application credential without access rules, or with a password.'

const WRONG_SCOPES = {
  unscoped: 'This token is unscoped. Only a token on a project is accepted here: sign in with a project.',
  domain: 'This token is on a domain. Only a token on a project is accepted here: sign in with a project.',
  system: 'This token is on the system. Only a token on a project is accepted here: sign in with a project.',
}
