import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Check } from '../../../src/policy/oslo/check.ts'
import { parseCheck, parseRule } from '../../../src/policy/oslo/parse-check.ts'
import { printCheck } from '../../../src/policy/oslo/print-check.ts'
import { PolicySyntaxError } from '../../../src/policy/oslo/syntax-error.ts'
import { arbitraryRule } from './arbitrary-rules.ts'

const role = (text: string): Check => ({ kind: 'role', name: { text, parts: [text] } })
const [a, b, c] = [role('a'), role('b'), role('c')]

function errorOf(text: string): PolicySyntaxError {
  try {
    parseCheck(text, 'a:rule')
  } catch (error) {
    if (error instanceof PolicySyntaxError) return error
    throw error
  }
  throw new Error(`${text} can be read`)
}

describe('single checks', () => {
  it('reads @ and the empty rule as everyone, ! as nobody', () => {
    expect(parseCheck('@')).toEqual({ kind: 'always' })
    expect(parseCheck('')).toEqual({ kind: 'always' })
    expect(parseCheck('!')).toEqual({ kind: 'never' })
  })

  it('reads roles, rules and remote checks up to the first colon', () => {
    expect(parseCheck('role:compute:admin')).toEqual(role('compute:admin'))
    expect(parseCheck('rule:os_compute_api:os-pci:index')).toEqual({
      kind: 'rule',
      name: 'os_compute_api:os-pci:index',
    })
    expect(parseCheck('https://pdp/%(project_id)s')).toEqual({ kind: 'remote', url: 'https://pdp/%(project_id)s' })
  })

  it("takes anything but true, in any case, for false in Nova's is_admin", () => {
    expect(['True', 'TRUE', 'False', '1'].map((text) => parseCheck(`is_admin:${text}`))).toEqual(
      [true, true, false, false].map((expected) => ({ kind: 'is_admin', expected })),
    )
  })

  it('reads a comparison of a credential with what the target has', () => {
    expect(parseCheck('token.project.id:x-%(project_id)s-100%%')).toEqual({
      kind: 'comparison',
      left: { kind: 'credential', path: ['token', 'project', 'id'] },
      right: { text: 'x-%(project_id)s-100%%', parts: ['x-', { key: 'project_id' }, '-100%'] },
    })
  })

  it.each([
    ["'Member'", 'Member'],
    ['"Member"', 'Member'],
    ["u'Member'", 'Member'],
    ['True', 'True'],
    ['None', 'None'],
    ['0x1F', '31'],
    ['-1_000', '-1000'],
    ['00', '0'],
    ['1.50', '1.5'],
    ['1.', '1.0'],
    ['1e16', '1e+16'],
    ['12e15', '1.2e+16'],
    ['1e15', '1000000000000000.0'],
    ['0.0001', '0.0001'],
    ['1e-5', '1e-05'],
    ['-0.0', '-0.0'],
    ['1e999', 'inf'],
  ])('compares the literal %s as the text %s that Python prints', (source, value) => {
    expect(parseCheck(`${source}:x`)).toMatchObject({ left: { kind: 'literal', source, value } })
  })

  it('takes a word in the wrong case for the name of a credential, as Python does', () => {
    expect(parseCheck('true:x')).toMatchObject({ left: { kind: 'credential', path: ['true'] } })
    expect(parseCheck('Role:x')).toMatchObject({ kind: 'comparison', left: { path: ['Role'] } })
  })

  it('keeps quotes on the right side: they are part of what is compared', () => {
    expect(parseCheck("name:'x'")).toMatchObject({ right: { parts: ["'x'"] } })
  })
})

describe('and, or, not', () => {
  it('binds not closest, then and, then or, in any case', () => {
    expect(parseCheck('NOT role:a And role:b oR role:c')).toEqual({
      kind: 'or',
      checks: [{ kind: 'and', checks: [{ kind: 'not', check: a }, b] }, c],
    })
    expect(parseCheck('role:a or role:b and not not role:c')).toEqual({
      kind: 'or',
      checks: [a, { kind: 'and', checks: [b, { kind: 'not', check: { kind: 'not', check: c } }] }],
    })
  })

  it('lets parentheses bind closer, and reads them on either side of white space of any sort', () => {
    const expected = { kind: 'and', checks: [{ kind: 'or', checks: [a, b] }, c] }
    for (const text of ['(role:a or role:b) and role:c', '( (role:a\n\tor\u00a0role:b ))  and (role:c)']) {
      expect(parseCheck(text)).toEqual(expected)
    }
  })

  it('prints any rule so that the same rule is read again', () => {
    fc.assert(
      fc.property(arbitraryRule(['x', 'y:z']), (text) => {
        const check = parseCheck(text)
        expect(parseCheck(printCheck(check))).toEqual(check)
      }),
    )
    // To oslo.policy a text, unless a parenthesis follows the quote at once.
    const quoted = parseCheck("('x':'y')")
    expect(parseCheck(printCheck(quoted))).toEqual(quoted)
  })
})

describe('what cannot be read', () => {
  it.each([
    ['role:a role:b', 8, 'expected and, or, or the end of the rule, found role:b'],
    ['role:a and', 11, 'expected a check such as role:admin'],
    ['(role:a or role:b', 18, 'expected and, or, or a closing parenthesis'],
    ['role:a)', 7, 'expected and, or, or the end of the rule, found )'],
    ['   ', 4, 'expected a check such as role:admin'],
    ['not (admin)', 6, 'expected a check such as role:admin, found admin'],
    ["role:a or 'b':'c'", 11, 'expected a check such as role:admin, found a quoted text by itself'],
    ['role:a and project_id:%(project_id)', 23, 'expected %(key)s, or %% for a percent sign'],
    ['project_id:%project_id', 12, 'expected %(key)s, or %% for a percent sign'],
    ['role:%(x)d', 6, 'expected %(key)s, or %% for a percent sign'],
    ['!role:a', 1, 'expected a name, a number or a quoted text before the colon, found !role'],
    [':a', 1, 'expected a name, a number or a quoted text before the colon, found nothing'],
    ['lambda.x:a', 1, 'expected a name, a number or a quoted text before the colon, found lambda.x'],
    [
      '%(project_id)s:project_id',
      1,
      'expected a name, a number or a quoted text before the colon, found %(project_id)s',
    ],
  ])('says of %j that column %i is wrong: %s', (text, column, expected) => {
    expect(errorOf(text)).toMatchObject({ rule: 'a:rule', column, expected })
    expect(errorOf(text).message).toBe(`a:rule: at column ${column}: ${expected}`)
  })
})

describe('rules as YAML gives them', () => {
  it('lets everyone through with nothing and with an empty list', () => {
    expect([parseRule(null), parseRule('')]).toEqual([{ kind: 'always' }, { kind: 'always' }])
    expect(parseRule([])).toEqual({ kind: 'always' })
  })

  it('joins the old list by or, and the lists in it by and', () => {
    expect(parseRule([['role:a', 'role:b'], [], 'role:c'])).toEqual({
      kind: 'or',
      checks: [{ kind: 'and', checks: [a, b] }, c],
    })
    expect(parseRule([['role:a']])).toEqual(a)
  })

  it('lets nobody through where all lists in the list are empty', () => {
    expect(parseRule([[], '']).kind).toBe('never')
  })

  it('reads one check an entry, whatever words are in it', () => {
    expect(parseRule(['role:a or role:b'])).toEqual(role('a or role:b'))
  })

  it.each([[false], [1], [{ role: 'a' }], [[1]], [[['role:a', null]]], [['admin']]])('refuses %j', (value) => {
    expect(() => parseRule(value)).toThrow(PolicySyntaxError)
  })
})
