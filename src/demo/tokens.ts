import { randomBytes } from 'node:crypto'
import type { DemoApplicationCredential, DemoProject, DemoUser } from './cloud.ts'
import type { Standing } from './people.ts'

export type TokenScope =
  | { readonly kind: 'unscoped' }
  | { readonly kind: 'project'; readonly project: DemoProject }
  | { readonly kind: 'domain' }
  | { readonly kind: 'system' }

export type DemoToken = {
  readonly id: string
  readonly auditIds: readonly string[]
  readonly user: DemoUser
  readonly scope: TokenScope
  readonly roles: readonly string[]
  readonly methods: readonly string[]
  readonly applicationCredential: DemoApplicationCredential | null
  readonly issuedAtMs: number
  readonly expiresAtMs: number
}

export type Tokens = {
  issue(
    token: Pick<DemoToken, 'user' | 'scope' | 'roles' | 'methods' | 'applicationCredential'>,
    /** A token made from another one ends when that one ends. */
    from?: DemoToken,
  ): DemoToken
  /** Null: unknown, revoked, expired, or of somebody who was disabled or has lost the roles meanwhile. */
  find(id: string | undefined): DemoToken | null
  /** Also one that has expired, within Keystone's window of 48 hours. */
  findExpired(id: string | undefined): DemoToken | null
  revoke(id: string): void
  /** Every token that is out: as when Keystone's keys were rotated away. */
  revokeAll(): void
}

const LIFETIME_MS = 3_600_000
const EXPIRED_WINDOW_MS = 48 * 3_600_000

export function createTokens(standing: Standing, now: () => number = Date.now): Tokens {
  const tokens = new Map<string, DemoToken>()

  function forgetOld(): void {
    for (const [id, token] of tokens) {
      // In order of issue, so the first that is young enough ends the walk.
      if (token.expiresAtMs + EXPIRED_WINDOW_MS > now()) return
      tokens.delete(id)
    }
  }

  function findExpired(id: string | undefined): DemoToken | null {
    const token = id === undefined ? undefined : tokens.get(id)
    return token !== undefined && isGood(token) ? token : null
  }

  function isGood({ user, scope }: DemoToken): boolean {
    if (!standing.isEnabled(user)) return false
    return (
      scope.kind !== 'project' || (standing.isProjectEnabled(scope.project) && standing.projectRolesOf(user).size > 0)
    )
  }

  return {
    issue(wanted, from) {
      forgetOld()
      const token: DemoToken = {
        ...wanted,
        id: `gAAAAAB${randomBytes(132).toString('base64url')}`,
        auditIds: [randomBytes(16).toString('base64url'), ...(from?.auditIds.slice(-1) ?? [])],
        issuedAtMs: now(),
        expiresAtMs: from?.expiresAtMs ?? now() + LIFETIME_MS,
      }
      tokens.set(token.id, token)
      return token
    },
    find(id) {
      const token = findExpired(id)
      return token !== null && token.expiresAtMs > now() ? token : null
    },
    findExpired,
    revoke: (id) => void tokens.delete(id),
    revokeAll: () => void tokens.clear(),
  }
}

/** Nova's `context_is_admin`. */
export function isAdmin(token: DemoToken): boolean {
  return token.roles.includes('admin')
}

/** Nova's `project_reader_or_admin`: who may read what is the project's. The roles admin and member imply reader. */
export function isReader(token: DemoToken): boolean {
  return isAdmin(token) || token.roles.includes('reader')
}
