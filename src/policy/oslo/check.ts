/** One rule of a policy, read: what has to hold of the credentials and of the target. */
export type Check =
  /** `@` and the empty rule. */
  | { readonly kind: 'always' }
  /** `!` */
  | { readonly kind: 'never' }
  /** `role:admin` */
  | { readonly kind: 'role'; readonly name: Template }
  /** `rule:admin_api` */
  | { readonly kind: 'rule'; readonly name: string }
  /** `is_admin:True`, which Nova reads in its own way: anything but `true` stands for false. */
  | { readonly kind: 'is_admin'; readonly expected: boolean }
  /** `project_id:%(project_id)s`, `'Member':%(role.name)s`, … */
  | { readonly kind: 'comparison'; readonly left: Operand; readonly right: Template }
  /** `http:` or `https:`: another server's to answer, so never ours. */
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'not'; readonly check: Check }
  | { readonly kind: 'and' | 'or'; readonly checks: readonly Check[] }

/** The left side of a comparison. */
export type Operand =
  /** A literal of Python, whose `str()` is compared. `source` is how it was written. */
  | { readonly kind: 'literal'; readonly value: string; readonly source: string }
  /** Where in the credentials to look: `token.user.id` goes down three levels. */
  | { readonly kind: 'credential'; readonly path: readonly string[] }

/** Text in which each `%(key)s` is filled from the target. */
export type Template = {
  readonly text: string
  readonly parts: readonly (string | { readonly key: string })[]
}
