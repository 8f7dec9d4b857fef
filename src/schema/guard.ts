import { Forbidden } from '../errors.ts'
import type { Rule } from '../policy/rules.ts'
import type { GraphContext } from './builder.ts'

/**
 * Asks before anything is fetched.
 * @throws Forbidden naming the rule.
 */
export function need(rule: Rule, { decide, call }: GraphContext): void {
  if (decide(rule)) return
  throw new Forbidden(
    `The rule ${rule} does not allow this to a token with the role${call.caller.roles.length === 1 ? '' : 's'} ` +
      `${call.caller.roles.join(', ') || 'none'}: ask with an admin's token.`,
    { rule },
  )
}
