import type { Check, Operand } from './check.ts'

/** The check as a rule's text, from which `parseCheck` reads the same check again. */
export function printCheck(check: Check): string {
  switch (check.kind) {
    case 'always':
      return '@'
    case 'never':
      return '!'
    case 'role':
      return `role:${check.name.text}`
    case 'rule':
      return `rule:${check.name}`
    case 'is_admin':
      return `is_admin:${check.expected ? 'True' : 'False'}`
    case 'comparison':
      return guardQuotes(`${printOperand(check.left)}:${check.right.text}`)
    case 'remote':
      return check.url
    case 'not':
      return `not ${printInner(check.check)}`
    case 'and':
    case 'or':
      return check.checks.map(printInner).join(` ${check.kind} `)
  }
}

export function printOperand(operand: Operand): string {
  return operand.kind === 'literal' ? operand.source : operand.path.join('.')
}

function printInner(check: Check): string {
  return check.kind === 'and' || check.kind === 'or' ? `(${printCheck(check)})` : printCheck(check)
}

/** A piece with the same quote at both ends is no check to oslo.policy, unless a parenthesis follows it at once. */
function guardQuotes(text: string): string {
  return /^(['"]).*\1$/s.test(text) ? `(${text})` : text
}
