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

function reasonsOf(check: Check, facts: Facts, seen: ReadonlySet<string>): readonly string[] {
  const value = evaluate(check, facts)
  switch (check.kind) {
    case 'and':
      return value === true ? check.checks.flatMap((each) => reasonsOf(each, facts, seen)) : firstWith(value)
    case 'or':
      if (value === true) return firstWith(value)
      // Of alternatives that cannot be told, those that plainly fail are of no interest.
      return check.checks
        .filter((each) => evaluate(each, facts) === value)
        .flatMap((each) => reasonsOf(each, facts, seen))
    case 'not':
      return reasonsOf(check.check, facts, seen)
    case 'rule': {
      const found = findRule(facts.rules, check.name)
      if (found === null) return [`there is no rule ${check.name}, so nobody may`]
      if (seen.has(found.name)) return [`rule:${check.name} refers to itself`]
      return reasonsOf(found.check, facts, new Set([...seen, found.name]))
    }
    default:
      return [reasonOf(check, value, facts)]
  }

  function firstWith(wanted: boolean | null): readonly string[] {
    const decided = check.kind === 'and' || check.kind === 'or' ? check.checks : []
    const first = decided.find((each) => evaluate(each, facts) === wanted)
    return first === undefined ? [] : reasonsOf(first, facts, seen)
  }
}

function reasonOf(check: Check, value: boolean | null, facts: Facts): string {
  const text = printCheck(check)
  if (check.kind === 'always') return '@ lets everyone through'
  if (check.kind === 'never') return '! lets nobody through'
  const verdict = value === null ? 'cannot be told' : value ? 'holds' : 'does not hold'
  const because = value === true ? null : becauseOf(check, facts)
  return because === null ? `${text} ${verdict}` : `${text} ${verdict}: ${because}`
}

function becauseOf(check: Check, facts: Facts): string | null {
  switch (check.kind) {
    case 'role': {
      const { roles } = facts.credentials
      return Array.isArray(roles) && roles.length > 0
        ? `the token has ${roles.map(String).join(', ')}`
        : 'the token has no role'
    }
    case 'is_admin':
      return check.expected ? 'context_is_admin does not hold' : 'context_is_admin holds'
    case 'remote':
      return 'another server would have to be asked'
    case 'comparison':
      return becauseOfTarget(check.right, facts)
    default:
      return null
  }
}

function becauseOfTarget(template: Template, { target }: Facts): string | null {
  for (const key of keysOf(template)) {
    if (!Object.hasOwn(target, key)) return `nothing here has a ${key}`
    if (target[key] === UNKNOWN) return `the ${key} is not known here`
    if (target[key] === NOT_OWN) return "it is another project's"
  }
  return null
}
