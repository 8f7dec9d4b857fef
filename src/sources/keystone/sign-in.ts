import { Unauthenticated } from '../../errors.ts'
import type { Upstream } from '../http/upstream.ts'
import { isRefusedSignIn, issueToken } from './issue-token.ts'
import type { Keystone } from './keystone.ts'
import { callerOfToken } from './token-caller.ts'

/** Signs users in. Keystone counts and locks out those who try passwords; a refusal is not kept here, nor are the credentials. */
export function createSignIn(options: {
  readonly upstream: Upstream
  /** Root of v3. */
  readonly keystone: URL
  readonly now: () => number
}): Keystone['signIn'] {
  const { upstream, keystone, now } = options
  return async (identity, signal) => {
    try {
      const issued = await issueToken({ upstream, keystone, identity, catalog: null, fromCaller: true, signal })
      return callerOfToken(issued.token, issued.facts, now())
    } catch (error) {
      if (!isRefusedSignIn(error)) throw error
      throw new Unauthenticated(REFUSED[identity.method], { cause: error })
    }
  }
}

/** Keystone says the same to all of it, so that nobody learns which part was right. */
const REFUSED = {
  password:
    'Keystone refuses to sign you in: check user, password, domains and project, and that you have a role on the project.',
  'application credential':
    'Keystone refuses to sign you in: check id or name, and secret of the application credential. It may have expired, or its owner has lost a role.',
}
