/** A rule that oslo.policy would not understand either. Where it would deny and go on, we refuse to start. */
export class PolicySyntaxError extends Error {
  override readonly name = 'PolicySyntaxError'
  /** The rule's name, null where a check was parsed by itself. */
  readonly rule: string | null
  /** In the rule's text, the first is 1. */
  readonly column: number
  readonly expected: string

  constructor(rule: string | null, column: number, expected: string) {
    super(`${rule === null ? '' : `${rule}: `}at column ${column}: ${expected}`)
    this.rule = rule
    this.column = column
    this.expected = expected
  }
}
