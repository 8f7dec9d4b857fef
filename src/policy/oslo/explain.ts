import type { Check, Template } from './check.ts'
import { evaluate, findRule, NOT_OWN, UNKNOWN, type Facts } from './evaluate.ts'
import { printCheck } from './print-check.ts'
import { keysOf } from './template.ts'

/**
 * Which checks decided, and by what: of alternatives that all fail each one, of conditions the first that fails.
 *
 * @example "role:admin does not hold: the token has member"
 */
export function explain(check: Check, facts: Facts): string {
  return [...new Set(reasonsOf(check, facts, new Set()))].join('; ')
}

function reasonsOf(check: Check, facts: Facts, told: Set<string>): readonly string[] {
  const value = evaluate(check, facts)
  switch (check.kind) {
    case 'and':
    case 'or': {
      // One that fails is enough for `and`, one that holds for `or`; otherwise all of them had their part in it.
      const decided = check.checks.filter((each) => evaluate(each, facts) === value)
      const enough = value === (check.kind === 'or') || value === null ? decided.slice(0, 1) : decided
      return enough.flatMap((each) => reasonsOf(each, facts, told))
    }
    case 'not':
      return reasonsOf(check.check, facts, told)
    case 'rule': {
      const found = findRule(facts.rules, check.name)
      if (found === null) return [`there is no rule ${check.name}, so nobody may`]
      // Its reasons are told once, however often it is referred to.
      if (told.has(found.name)) return []
      told.add(found.name)
      return reasonsOf(found.check, facts, told)
    }
    case 'always':
      return ['@ lets everyone through']
    case 'never':
      return ['! lets nobody through']
    case 'role':
      return [verdictOf(check, value, rolesOf(facts))]
    case 'is_admin':
      return [
        verdictOf(check, value, `context_is_admin ${facts.credentials.is_admin === true ? 'holds' : 'does not hold'}`),
      ]
    case 'remote':
      return [verdictOf(check, value, 'another server would have to be asked')]
    case 'comparison':
      return [verdictOf(check, value, targetOf(check.right, facts))]
  }
}

function verdictOf(check: Check, value: boolean | null, because: string | null): string {
  const verdict = value === null ? 'cannot be told' : value ? 'holds' : 'does not hold'
  return `${printCheck(check)} ${verdict}${because === null || value === true ? '' : `: ${because}`}`
}

function rolesOf({ credentials: { roles } }: Facts): string {
  return Array.isArray(roles) && roles.length > 0
    ? `the token has ${roles.map(String).join(', ')}`
    : 'the token has no role'
}

function targetOf(template: Template, { target }: Facts): string | null {
  for (const key of keysOf(template)) {
    if (!Object.hasOwn(target, key)) return `nothing here has a ${key}`
    if (target[key] === UNKNOWN) return `the ${key} is not known here`
    if (target[key] === NOT_OWN) return "it is another project's"
  }
  return null
}
