import type { Check, Operand, Template } from './check.ts'

/** A value that exists and that we do not know. */
export const UNKNOWN = Symbol('unknown')
/** Some project's id, and not the caller's own. */
export const NOT_OWN = Symbol('not own')

export type CredentialValue =
  | string
  | number
  | boolean
  | null
  | typeof UNKNOWN
  | readonly CredentialValue[]
  | { readonly [key: string]: CredentialValue }

/** Who asks, under oslo.context's names: `user_id`, `project_id`, `roles`, `is_admin`, … */
export type Credentials = Readonly<Record<string, CredentialValue>>

/** What is asked for. A key that is missing here is missing: no check that needs it holds. */
export type Target = Readonly<Record<string, string | typeof UNKNOWN | typeof NOT_OWN>>

/** The rules that `rule:` finds by name. */
export type Rules = ReadonlyMap<string, Check>

/** A list or a dictionary, which Python compares by the text it would print. */
const STRUCTURE = Symbol('structure')
type Held = string | typeof UNKNOWN | typeof STRUCTURE
type Wanted = string | typeof UNKNOWN | typeof NOT_OWN

export type Facts = {
  readonly rules: Rules
  readonly credentials: Credentials
  readonly target: Target
}

/**
 * Whether a check holds, in Kleene's logic: null is "cannot be told", and stays so under `not`. Only true may let anyone
 * through.
 *
 * Null comes of a remote check, of what is UNKNOWN or NOT_OWN, of a cycle, and of credentials of which oslo.policy would
 * fail to read a part.
 */
export function evaluate(check: Check, facts: Facts): boolean | null {
  const answers = new Map<string, boolean | null>()
  return answer(check)

  function answer(asked: Check): boolean | null {
    switch (asked.kind) {
      case 'always':
        return true
      case 'never':
        return false
      case 'remote':
        return null
      case 'role':
        return hasRole(asked.name, facts)
      case 'rule':
        return answerRule(asked.name)
      case 'is_admin':
        return answerIsAdmin(asked.expected, facts.credentials)
      case 'comparison':
        return compare(asked.left, asked.right, facts)
      case 'not':
        return negate(answer(asked.check))
      case 'and':
        return every(asked.checks)
      case 'or':
        return negate(every(asked.checks, negate))
    }
  }

  /** False once one is false, else null once one is null. */
  function every(checks: readonly Check[], map = (value: boolean | null) => value): boolean | null {
    let all: boolean | null = true
    for (const each of checks) {
      const value = map(answer(each))
      if (value === false) return false
      if (value === null) all = null
    }
    return all
  }

  function answerRule(name: string): boolean | null {
    const found = findRule(facts.rules, name)
    if (found === null) return false
    const known = answers.get(found.name)
    if (known !== undefined) return known
    // What a cycle finds when it comes round.
    answers.set(found.name, null)
    const value = answer(found.check)
    answers.set(found.name, value)
    return value
  }
}

/** The rule of that name, else the rule `default`, else null: then nobody may. */
export function findRule(rules: Rules, name: string): { readonly name: string; readonly check: Check } | null {
  for (const candidate of [name, 'default']) {
    const check = rules.get(candidate)
    if (check !== undefined) return { name: candidate, check }
  }
  return null
}

function negate(value: boolean | null): boolean | null {
  return value === null ? null : !value
}

function answerIsAdmin(expected: boolean, credentials: Credentials): boolean | null {
  const value = credentials.is_admin
  // Null is what Nova has while it finds out whether the caller is an admin: neither true nor false.
  return value === undefined || value === UNKNOWN ? null : value === expected
}

function hasRole(name: Template, { credentials, target }: Facts): boolean | null {
  const wanted = fill(name, target)
  if (wanted === null || !Object.hasOwn(credentials, 'roles')) return false
  const roles = credentials.roles
  if (!isList(roles) || roles.some((role) => typeof role !== 'string')) return null
  if (typeof wanted !== 'string') return roles.length === 0 ? false : null
  return roles.some((role) => typeof role === 'string' && role.toLowerCase() === wanted.toLowerCase())
}

function compare(left: Operand, right: Template, { credentials, target }: Facts): boolean | null {
  const wanted = fill(right, target)
  if (wanted === null) return false
  const held = left.kind === 'literal' ? [left.value] : textsAt(credentials, left.path)
  const answers = held.map((value) => isSame(value, wanted, credentials))
  if (answers.includes(true)) return true
  return answers.includes(null) ? null : false
}

function isSame(held: Held, wanted: Wanted, { project_id: ownProject }: Credentials): boolean | null {
  if (held === UNKNOWN) return null
  // However Python would write it, it would begin with a bracket.
  if (held === STRUCTURE) return typeof wanted === 'string' && !/^[[{]/.test(wanted) ? false : null
  if (typeof wanted === 'string') return held === wanted
  // Of a project that is not the caller's own, this much is known: it is not the caller's own.
  return wanted === NOT_OWN && held === ownProject ? false : null
}

/** The template with the target's values in it; null: the target lacks one. */
function fill({ parts }: Template, target: Target): Wanted | null {
  const values = parts.map((part) =>
    typeof part === 'string' ? part : Object.hasOwn(target, part.key) ? target[part.key] : undefined,
  )
  if (values.includes(undefined)) return null
  if (values.length === 1 && values[0] === NOT_OWN) return NOT_OWN
  const texts = values.filter((value) => typeof value === 'string')
  return texts.length === values.length ? texts.join('') : UNKNOWN
}

/**
 * What lies at a path, as Python's `str()` has it; through a list, what lies at the path in each entry. UNKNOWN where
 * oslo.policy would fail, as when a path goes on below a text.
 */
function textsAt(value: CredentialValue | undefined, path: readonly string[]): readonly Held[] {
  const [key, ...rest] = path
  if (value === undefined) return []
  if (key === undefined) return [pythonText(value)]
  if (!isRecord(value)) return [UNKNOWN]
  const inner = Object.hasOwn(value, key) ? value[key] : undefined
  return isList(inner) ? inner.flatMap((each) => textsAt(each, rest)) : textsAt(inner, rest)
}

function pythonText(value: CredentialValue): Held {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return value
  if (typeof value === 'object') return STRUCTURE
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : UNKNOWN
}

function isList(value: CredentialValue | undefined): value is readonly CredentialValue[] {
  return Array.isArray(value)
}

function isRecord(value: CredentialValue): value is Credentials {
  return typeof value === 'object' && value !== null && !isList(value)
}
