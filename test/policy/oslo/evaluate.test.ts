import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Check, Template } from '../../../src/policy/oslo/check.ts'
import {
  evaluate,
  findRule,
  NOT_OWN,
  UNKNOWN,
  type Credentials,
  type Facts,
  type Target,
} from '../../../src/policy/oslo/evaluate.ts'
import { parseCheck, parseRule } from '../../../src/policy/oslo/parse-check.ts'
import { arbitraryCase } from './arbitrary-rules.ts'

const CREDENTIALS: Credentials = {
  project_id: 'p',
  user_id: 'u',
  roles: ['Member', 'reader'],
  is_admin: false,
  domain_id: null,
  age: 7,
  token: { user: { id: 'u', groups: [{ name: 'ops' }, { name: 'net' }] } },
}

function ask(
  text: string,
  target: Target = { project_id: 'p' },
  rules: Record<string, string> = {},
  credentials = CREDENTIALS,
) {
  const checks = new Map(Object.entries(rules).map(([name, rule]) => [name, parseCheck(rule)]))
  return evaluate(parseCheck(text), { rules: checks, credentials, target })
}

describe('roles', () => {
  it('compares them without regard to case', () => {
    expect([ask('role:MEMBER'), ask('role:admin')]).toEqual([true, false])
  })

  it('takes the name from the target where the rule says so', () => {
    expect(ask('role:%(role)s', { role: 'READER' })).toBe(true)
    expect(ask('role:%(role)s')).toBe(false)
    expect(ask('role:%(role)s', { role: UNKNOWN })).toBeNull()
  })

  it('has none hold without roles', () => {
    expect(ask('role:admin', {}, {}, {})).toBe(false)
    expect(ask('role:%(role)s', { role: UNKNOWN }, {}, { roles: [] })).toBe(false)
  })
})

describe('rules', () => {
  it('follows them by name', () => {
    expect(ask('rule:a', {}, { a: 'rule:b', b: '@' })).toBe(true)
  })

  it('takes the rule default for one that is not there, and else denies', () => {
    expect(ask('rule:nowhere', {}, { default: '@' })).toBe(true)
    expect(ask('rule:nowhere')).toBe(false)
    expect(ask('not rule:nowhere')).toBe(true)
  })

  it('cannot tell what goes round in a circle', () => {
    expect(ask('rule:a', {}, { a: 'not rule:b', b: 'rule:a' })).toBeNull()
    expect(ask('rule:a', {}, { a: 'rule:a or @' })).toBe(true)
    expect(ask('rule:a', {}, { default: 'not rule:b' })).toBeNull()
  })
})

describe('comparisons', () => {
  it.each([
    ['project_id:%(project_id)s', true],
    ['project_id:q', false],
    ['user_id:%(user_id)s', false],
    ["'p':%(project_id)s", true],
    ['token.user.id:u', true],
    ['token.user.groups.name:net', true],
    ['token.user.groups.name:dev', false],
    ['roles:reader', true],
    ['roles:READER', false],
    ['domain_id:None', true],
    ['is_admin_project:None', false],
    ['age:7', true],
    ["token.user:{'id'", null],
    ['token.user:u', false],
    ['user_id.name:u', null],
    ['domain_id.name:None', null],
  ])('%s → %s', (text, expected) => {
    expect(ask(text)).toBe(expected)
  })

  it('fails where the target lacks a key, though the rest of it is not known', () => {
    expect(ask('project_id:%(a)s%(b)s', { a: UNKNOWN })).toBe(false)
  })

  it("asks Nova's is_admin, which is neither true nor false while it is found out", () => {
    const asked = (isAdmin: boolean | null) =>
      ['is_admin:True', 'is_admin:False'].map((text) => ask(text, {}, {}, { is_admin: isAdmin }))
    expect([asked(true), asked(false), asked(null)]).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ])
  })
})

describe('what is not known', () => {
  it('never grants by not', () => {
    for (const text of ['http://pdp/', 'user_id:%(user_id)s', "'x':%(user_id)s", 'nothing_known:x', 'is_admin:True']) {
      const credentials: Credentials = { ...CREDENTIALS, nothing_known: UNKNOWN, is_admin: UNKNOWN }
      expect(ask(text, { user_id: UNKNOWN }, {}, credentials), text).toBeNull()
      expect(ask(`not ${text}`, { user_id: UNKNOWN }, {}, credentials), text).toBeNull()
      expect(ask(`${text} or @`, { user_id: UNKNOWN }, {}, credentials), text).toBe(true)
      expect(ask(`${text} and !`, { user_id: UNKNOWN }, {}, credentials), text).toBe(false)
    }
  })

  it("knows of another's project that it is not the caller's own, and no more", () => {
    const others: Target = { project_id: NOT_OWN }
    expect(ask('project_id:%(project_id)s', others)).toBe(false)
    expect(ask('not project_id:%(project_id)s', others)).toBe(true)
    expect(ask("'p':%(project_id)s", others)).toBe(false)
    expect(ask("'q':%(project_id)s", others)).toBeNull()
    expect(ask('user_id:%(project_id)s', others)).toBeNull()
    expect(ask('project_id:x%(project_id)s', others)).toBeNull()
    expect(ask('missing:%(project_id)s', others)).toBe(false)
    expect(ask('project_id:%(project_id)s', others, {}, {})).toBe(false)
  })

  it('is told to be so: whatever the target turns out to be, an answer that was given stays', () => {
    const hidden = fc.record({ project_id: fc.boolean(), user_id: fc.boolean(), role: fc.boolean() })
    fc.assert(
      fc.property(arbitraryCase, hidden, ({ rules, ask: name, credentials, target }, hide) => {
        const checks = new Map(Object.entries(rules).map(([rule, text]) => [rule, parseRule(text)]))
        const check: Check = { kind: 'rule', name }
        const known = evaluate(check, { rules: checks, credentials, target })
        const isOther = target.project_id !== undefined && target.project_id !== credentials.project_id
        const partly: Target = {
          ...target,
          ...(hide.project_id && isOther ? { project_id: NOT_OWN } : {}),
          ...(hide.user_id && target.user_id !== undefined ? { user_id: UNKNOWN } : {}),
          ...(hide.role && target.role !== undefined ? { role: UNKNOWN } : {}),
        }
        expect([null, known]).toContain(evaluate(check, { rules: checks, credentials, target: partly }))
      }),
      { numRuns: 1000 },
    )
  })
})

it('agrees with a plain reading of the rules where all is known', () => {
  fc.assert(
    fc.property(arbitraryCase, ({ rules, ask: name, credentials, target }) => {
      const checks = new Map(Object.entries(rules).map(([rule, text]) => [rule, parseRule(text)]))
      const facts = { rules: checks, credentials, target }
      expect(evaluate({ kind: 'rule', name }, facts)).toBe(readPlainly({ kind: 'rule', name }, facts))
    }),
    { numRuns: 1000 },
  )
})

/** Two-valued, without memory, for the credentials of `arbitraryCase` alone. */
function readPlainly(check: Check, facts: Facts): boolean {
  const { credentials, target } = facts
  const text = ({ parts }: Template) => {
    const filled = parts.map((part) => (typeof part === 'string' ? part : target[part.key]))
    return filled.every((part) => typeof part === 'string') ? filled.join('') : null
  }
  switch (check.kind) {
    case 'always':
      return true
    case 'never':
    case 'remote':
      return false
    case 'is_admin':
      return credentials.is_admin === check.expected
    case 'not':
      return !readPlainly(check.check, facts)
    case 'and':
      return check.checks.every((each) => readPlainly(each, facts))
    case 'or':
      return check.checks.some((each) => readPlainly(each, facts))
    case 'rule': {
      const found = findRule(facts.rules, check.name)
      return found !== null && readPlainly(found.check, facts)
    }
    case 'role': {
      const wanted = text(check.name)?.toLowerCase()
      return [credentials.roles].flat().some((role) => typeof role === 'string' && role.toLowerCase() === wanted)
    }
    case 'comparison': {
      const wanted = text(check.right)
      if (check.left.kind === 'literal') return check.left.value === wanted
      return valuesAt(credentials, check.left.path).includes(wanted ?? Symbol('nothing'))
    }
  }
}

function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((each) => valuesAt(each, path))
  const [key, ...rest] = path
  if (key === undefined) return [value === null ? 'None' : value === true ? 'True' : value === false ? 'False' : value]
  const inner =
    typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key) : null
  return inner ? valuesAt(inner[1], rest) : []
}
