export type Token = {
  readonly kind: '(' | ')' | 'and' | 'or' | 'not' | 'check' | 'quoted'
  readonly text: string
  /** In the rule's text, the first is 1. */
  readonly column: number
}

/**
 * Cuts a rule at white space, then takes parentheses off the ends of each piece. Those inside a piece belong to it:
 * `%(project_id)s`. Quotes do not hold a piece together.
 */
export function tokenize(rule: string): readonly Token[] {
  return [...rule.matchAll(PIECE)].flatMap((match) => tokensOf(match[0], match.index + 1))
}

/** What lies between that which Python's `\s` matches; JavaScript's differs by a few characters. */
const PIECE = /[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g

function tokensOf(piece: string, column: number): readonly Token[] {
  const opened = piece.replace(/^\(+/, '')
  const text = opened.replace(/\)+$/, '')
  const leading = piece.length - opened.length
  const middle: Token[] = text === '' ? [] : [{ kind: kindOf(text, opened), text, column: column + leading }]
  return [
    ...parentheses('(', leading, column),
    ...middle,
    ...parentheses(')', opened.length - text.length, column + leading + text.length),
  ]
}

function kindOf(text: string, withTail: string): Token['kind'] {
  const lowered = text.toLowerCase()
  if (lowered === 'and' || lowered === 'or' || lowered === 'not') return lowered
  // oslo.policy looks at the piece before it takes the closing parentheses off, so `('a':'b')` is a check and `'a':'b'` is not.
  const quote = withTail[0]
  return withTail.length >= 2 && (quote === '"' || quote === "'") && withTail.endsWith(quote) ? 'quoted' : 'check'
}

function parentheses(kind: '(' | ')', count: number, column: number): readonly Token[] {
  return Array.from({ length: count }, (_, index) => ({ kind, text: kind, column: column + index }))
}
