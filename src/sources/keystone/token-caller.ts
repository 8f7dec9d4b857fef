import { Unauthenticated, UpstreamError } from '../../errors.ts'
import type { Caller } from '../../model/caller.ts'
import type { TokenFacts } from './token-body.ts'

/**
 * Who bears a token that Keystone has described.
 * @throws Unauthenticated for one that may not be used here, UpstreamError for a description that lacks what every token has.
 */
export function callerOfToken(token: string, facts: TokenFacts | null, nowMs: number): Caller {
  if (!facts?.userId || !facts.expiresAt) {
    throw new UpstreamError('UPSTREAM_INVALID_RESPONSE', 'Keystone described the token without its user or its end.', {
      upstream: 'keystone',
    })
  }
  if (facts.expiresAt.getTime() <= nowMs) throw new Unauthenticated("This token has expired, by this gateway's clock.")
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
    accessRules: facts.accessRules,
    expiresAt: facts.expiresAt,
  }
}

const WRONG_SCOPES = {
  unscoped: 'This token is unscoped. Only a token on a project is accepted here: sign in with a project.',
  domain: 'This token is on a domain. Only a token on a project is accepted here: sign in with a project.',
  system: 'This token is on the system. Only a token on a project is accepted here: sign in with a project.',
}
