import type { Check } from './check.ts'
import { parseOperand } from './operand.ts'
import { PolicySyntaxError } from './syntax-error.ts'
import { parseTemplate } from './template.ts'
import { tokenize, type Token } from './tokens.ts'

/**
 * Reads a rule in oslo.policy's language.
 *
 * `not` binds closest, then `and`, then `or`; the three in any case. An empty text lets everyone through.
 *
 * @throws PolicySyntaxError where oslo.policy would log that it failed to understand the rule, or fail when asked.
 */
export function parseCheck(text: string, rule: string | null = null): Check {
  if (text === '') return { kind: 'always' }
  const tokens = tokenize(text)
  let at = 0
  const check = either()
  const left = tokens[at]
  return left === undefined ? check : refuse('expected and, or, or the end of the rule')

  function either(): Check {
    return joined('or', both)
  }

  function both(): Check {
    return joined('and', negated)
  }

  function joined(kind: 'and' | 'or', operand: () => Check): Check {
    const checks = [operand()]
    while (take(kind)) checks.push(operand())
    const [first] = checks
    return first !== undefined && checks.length === 1 ? first : { kind, checks }
  }

  function negated(): Check {
    return take('not') ? { kind: 'not', check: negated() } : single()
  }

  function single(): Check {
    if (take('(')) {
      const inner = either()
      return take(')') ? inner : refuse('expected and, or, or a closing parenthesis')
    }
    const token = tokens[at]
    if (token?.kind !== 'check') {
      return refuse(
        token?.kind === 'quoted'
          ? 'expected a check such as role:admin, found a quoted text by itself'
          : 'expected a check such as role:admin',
      )
    }
    at += 1
    return parseSingleCheck(token.text, rule, token.column)
  }

  function take(kind: Token['kind']): boolean {
    if (tokens[at]?.kind !== kind) return false
    at += 1
    return true
  }

  function refuse(expected: string): never {
    const token = tokens[at]
    throw new PolicySyntaxError(
      rule,
      token?.column ?? text.length + 1,
      `${expected}${token === undefined || token.kind === 'quoted' ? '' : `, found ${token.text}`}`,
    )
  }
}

/**
 * Reads a rule as YAML gives it: a text, nothing at all (which lets everyone through), or the old list, of which one
 * entry has to hold; an entry that is a list holds when all of its checks do.
 *
 * @throws PolicySyntaxError
 */
export function parseRule(value: unknown, rule: string | null = null): Check {
  if (typeof value === 'string') return parseCheck(value, rule)
  if (value === null) return { kind: 'always' }
  if (!Array.isArray(value)) throw new PolicySyntaxError(rule, 1, 'expected a text in quotes, or a list of lists')
  if (value.length === 0) return { kind: 'always' }
  const entries = value.filter(
    (entry) => entry !== '' && entry !== null && !(Array.isArray(entry) && entry.length === 0),
  )
  return combine(
    'or',
    entries.map((entry: unknown) =>
      combine(
        'and',
        (Array.isArray(entry) ? entry : [entry]).map((check: unknown) => parseListed(check, rule)),
      ),
    ),
  )
}

function parseListed(check: unknown, rule: string | null): Check {
  if (typeof check !== 'string') throw new PolicySyntaxError(rule, 1, 'expected only texts in the inner lists')
  return parseSingleCheck(check, rule, 1)
}

function combine(kind: 'and' | 'or', checks: readonly Check[]): Check {
  const [first] = checks
  if (first === undefined) return { kind: 'never' }
  return checks.length === 1 ? first : { kind, checks }
}

/** One check without white space around it. */
function parseSingleCheck(text: string, rule: string | null, column: number): Check {
  if (text === '@') return { kind: 'always' }
  if (text === '!') return { kind: 'never' }
  const colon = text.indexOf(':')
  if (colon === -1) return refuse(0, `expected a check such as role:admin, found ${text}`)
  const kind = text.slice(0, colon)
  const match = text.slice(colon + 1)
  switch (kind) {
    case 'http':
    case 'https':
      return { kind: 'remote', url: text }
    case 'rule':
      return { kind: 'rule', name: match }
    case 'role':
      return { kind: 'role', name: template() }
    case 'is_admin':
      return { kind: 'is_admin', expected: match.toLowerCase() === 'true' }
    default: {
      const left = parseOperand(kind)
      if (left === null) {
        return refuse(0, `expected a name, a number or a quoted text before the colon, found ${kind || 'nothing'}`)
      }
      return { kind: 'comparison', left, right: template() }
    }
  }

  function template() {
    return parseTemplate(match, (offset, expected) => refuse(colon + 1 + offset, expected))
  }

  function refuse(offset: number, expected: string): never {
    throw new PolicySyntaxError(rule, column + offset, expected)
  }
}
