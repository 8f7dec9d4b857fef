import type { Template } from './check.ts'

/**
 * Reads the right side of a check: plain text, `%(key)s` and `%%`. Python's other conversions are refused.
 *
 * @param refuse is told the offset at which the text cannot be read, and what was expected there.
 */
export function parseTemplate(text: string, refuse: (offset: number, expected: string) => never): Template {
  const parts: (string | { key: string })[] = []
  let literal = ''
  for (let at = 0; at < text.length;) {
    const [token = '', key] = /^(?:[^%]+|%%|%\(([^()]*)\)s)/.exec(text.slice(at)) ?? []
    if (token === '') return refuse(at, 'expected %(key)s, or %% for a percent sign')
    if (key === undefined) literal += token === '%%' ? '%' : token
    else {
      if (literal !== '') parts.push(literal)
      literal = ''
      parts.push({ key })
    }
    at += token.length
  }
  if (literal !== '') parts.push(literal)
  return { text, parts }
}

/** The keys of the target that a template needs. */
export function keysOf(template: Template): readonly string[] {
  return template.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.key]))
}
