import type { Check } from '../policy/oslo/check.ts'
import { findRule } from '../policy/oslo/evaluate.ts'
import type { Policy, PolicyRule } from '../policy/policy.ts'
import { factsOf, RULES, type Rule, type RuleFacts } from '../policy/rules.ts'

/** A rule in force: one that the graph asks, or one without facts, which others refer to. */
export type EffectiveRule = AskedRule | (PolicyRule & { readonly facts: null })
export type AskedRule = PolicyRule & { readonly name: Rule; readonly facts: RuleFacts }

/** The rules that the graph asks, in the order of the defaults, then those that they refer to. */
export function effectiveRules(policy: Policy): readonly EffectiveRule[] {
  const asked = Object.keys(RULES) as Rule[]
  const names = new Set<string>(asked)
  // A set is walked with what is added to it on the way.
  for (const name of names) {
    const check = policy.checks.get(name)
    for (const referred of check === undefined ? [] : referencesOf(check)) {
      const found = findRule(policy.checks, referred)
      if (found !== null) names.add(found.name)
    }
  }
  return [...names].flatMap((name): EffectiveRule[] => {
    const rule = policy.rules.get(name)
    if (rule === undefined) return []
    return [isAsked(name) ? { ...rule, name, facts: factsOf(name) } : { ...rule, facts: null }]
  })
}

/** How many rules of the files nobody here asks: of Nova's own file nearly all, of any other perhaps one with a slip of the pen. */
export function idleRules(policy: Policy): readonly string[] {
  const effective = new Set(effectiveRules(policy).map(({ name }) => name))
  return [...policy.rules.keys()].filter((name) => !effective.has(name))
}

/** Where the text of a rule comes from: `default`, or `policy.yaml:3`. */
export function sourceOf({ source }: PolicyRule): string {
  return source === null ? 'default' : `${source.file}:${source.line}`
}

function referencesOf(check: Check): readonly string[] {
  if (check.kind === 'rule') return [check.name]
  if (check.kind === 'not') return referencesOf(check.check)
  return check.kind === 'and' || check.kind === 'or' ? check.checks.flatMap(referencesOf) : []
}

function isAsked(name: string): name is Rule {
  return Object.hasOwn(RULES, name)
}
