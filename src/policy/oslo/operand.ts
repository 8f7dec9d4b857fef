import type { Operand } from './check.ts'

/**
 * Reads the left side of a comparison as oslo.policy does: a literal of Python where it is one, else a path into the
 * credentials. Null: Python could read it as neither, or as a literal (a list, bytes) that no rule needs.
 */
export function parseOperand(source: string): Operand | null {
  const value = pythonText(source)
  if (value !== null) return { kind: 'literal', value, source }
  return isPath(source) ? { kind: 'credential', path: source.split('.') } : null
}

/** `str()` of a Python literal: texts, numbers, True, False and None. */
function pythonText(source: string): string | null {
  if (/^(?:True|False|None)$/.test(source)) return source
  const [, sign = '', digits] =
    /^([+-]?)(0(?:_?0)*|[1-9](?:_?\d)*|0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)$/.exec(source) ?? []
  if (digits !== undefined) {
    const value = BigInt(digits.replaceAll('_', '').toLowerCase())
    return String(sign === '-' ? -value : value)
  }
  if (
    /^[+-]?(?:\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*|\d(?:_?\d)*(?=[eE]))(?:[eE][+-]?\d(?:_?\d)*)?$/.test(source)
  ) {
    return printFloat(Number(source.replaceAll('_', '')))
  }
  return (
    /^[rRuU]?(?:'([^'\\]*)'|"([^"\\]*)")$/
      .exec(source)
      ?.slice(1)
      .find((text) => text !== undefined) ?? null
  )
}

/** Python's shortest form: digits as JavaScript has them, the exponent from 1e16 and below 1e-4. */
function printFloat(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const exponent = Number(value.toExponential().split('e')[1])
  if (exponent >= 16 || (exponent < -4 && value !== 0)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  }
  const digits = value.toExponential().split('e')[0]?.replace(/\D/g, '').length ?? 1
  const text = Object.is(value, -0) ? '-0' : value.toFixed(Math.max(0, digits - 1 - exponent))
  return text.includes('.') ? text : `${text}.0`
}

/** Names joined by dots; a hyphen is a minus to Python, which makes it no literal either. */
function isPath(source: string): boolean {
  if (!/^[A-Za-z_]\w*(?:[.-][A-Za-z_]\w*)*$/.test(source)) return false
  return !source.split(/[.-]/).some((name) => PYTHON_KEYWORDS.has(name))
}

/** With one of these Python fails to read the left side, and Nova answers 500. */
const PYTHON_KEYWORDS = new Set(
  (
    'and as assert async await break class continue def del elif else except finally for from global if import in is ' +
    'lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
)
