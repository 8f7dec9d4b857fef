import { Forbidden } from '../errors.ts'
import type { Rule } from '../policy/rules.ts'
import type { GraphContext } from './builder.ts'

/**
 * Asks before anything is fetched, for what an argument means; fields have their rule in the schema (rule.ts).
 * @throws Forbidden naming the rule.
 */
export function need(rule: Rule, context: GraphContext): void {
  if (!context.access.may(rule)) throw denied(rule, context)
}

/**
 * For what belongs to a project: its own, or every one's. Being in a listing of Nova proves nothing: a stub may be anybody's.
 * @throws Forbidden naming the rule.
 */
export function needFor(
  rule: Rule,
  owned: { readonly projectId: string | null; readonly isStub: boolean },
  context: GraphContext,
): void {
  if (!mayFor(rule, owned, context)) throw denied(rule, context)
}

export function mayFor(
  rule: Rule,
  owned: { readonly projectId: string | null; readonly isStub: boolean },
  { access, call }: GraphContext,
): boolean {
  const reach = access.reach(rule)
  if (reach === 'own') return owned.projectId === call.caller.projectId && !owned.isStub
  return reach === 'all'
}

export function denied(rule: Rule, { access }: GraphContext): Forbidden {
  return new Forbidden(access.whyNot(rule), { rule })
}
