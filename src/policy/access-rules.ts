import type { AccessRule } from '../model/access-rule.ts'

export type ServiceRequest = {
  readonly service: string
  readonly method: string
  /** As the service's middleware sees it: `/v2.1/servers/detail`. */
  readonly path: string
}

/**
 * Whether a token may be used for a request, as the service's keystonemiddleware decides (`validate_allowed_request` and
 * `_path_matches`). Null: its application credential has no access rules, or it is of none. An empty list allows nothing.
 */
export function allowsRequest(accessRules: readonly AccessRule[] | null, request: ServiceRequest): boolean {
  if (accessRules === null) return true
  return accessRules.some(
    (rule) =>
      rule.method === request.method && rule.service === request.service && matchesPath(rule.path, request.path),
  )
}

/** What a piece of a pattern stands for: a segment or a part of one, any text, any character, or itself. */
type Piece = 'segment' | 'text' | 'character' | { readonly literal: string }

/**
 * The middleware makes a Python regular expression of the pattern: `{tag}` and `*` are `[^/]+`, `**` is `.*`, and every other character
 * stands in it as it is, so that a dot is any character. A stranger's regular expression can keep a process busy for years, so this walks
 * the pattern instead, in time that only grows with its length. Other operators of Python's match nothing here: no path of a service has
 * their characters, and a rule that uses them allows less here than there.
 */
function matchesPath(pattern: string, path: string): boolean {
  const pieces = piecesOf(pattern)
  // The pieces that the path, as far as it is read, may have come to; the one after the last is the end.
  let reached = withSkipped(new Set([0]), pieces)
  for (const character of path) {
    const next = new Set<number>()
    for (const at of reached) {
      const piece = pieces[at]
      if (piece === undefined) continue
      if (piece === 'text') next.add(at)
      else if (piece === 'segment' && character !== '/') next.add(at).add(at + 1)
      else if (piece === 'character' || (typeof piece === 'object' && piece.literal === character)) next.add(at + 1)
    }
    if (next.size === 0) return false
    reached = withSkipped(next, pieces)
  }
  return reached.has(pieces.length)
}

/** `**` may stand for nothing. */
function withSkipped(reached: Set<number>, pieces: readonly Piece[]): ReadonlySet<number> {
  // A set is walked with what is added to it on the way.
  for (const at of reached) if (pieces[at] === 'text') reached.add(at + 1)
  return reached
}

function piecesOf(pattern: string): Piece[] {
  return Array.from(pattern.matchAll(/\{[^}]*\}|\*(?!\*)|\*\*|[^{}*]/gu), ([piece]): Piece => {
    if (piece === '**') return 'text'
    if (piece === '*' || piece.startsWith('{')) return 'segment'
    return piece === '.' ? 'character' : { literal: piece }
  })
}
