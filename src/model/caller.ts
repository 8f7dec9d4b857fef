import type { AccessRule } from './access-rule.ts'

/** Who asks: what Keystone said of the token that the request bore. Always on a project. */
export type Caller = {
  /** Goes to Nova as it came. Never logged, never in an error. */
  readonly token: string
  readonly userId: string
  readonly userName: string | null
  readonly projectId: string
  readonly projectName: string | null
  readonly projectDomainId: string | null
  /** Lower case. */
  readonly roles: readonly string[]
  /** The only requests that the token's application credential is for. Null: it has no such rules; none: it is for nothing. */
  readonly accessRules: readonly AccessRule[] | null
  readonly expiresAt: Date
}
