import type { Answer } from './contestant.ts'

/** The answers were not equal, or no answers at all: nothing that was measured means anything. */
export class VoidRun extends Error {
  override readonly name = 'VoidRun'
}

/** @throws VoidRun that shows the first difference, unless both are the same bytes with the same status and type. */
export function requireEqual(
  question: string,
  expected: { readonly by: string; readonly answer: Answer },
  actual: { readonly by: string; readonly answer: Answer },
): void {
  const [a, b] = [expected.answer, actual.answer]
  for (const { by, answer } of [expected, actual]) {
    if (answer.status !== 200) {
      throw new VoidRun(`${question}: ${by} answered ${answer.status}: ${excerpt(answer.body.toString(), 0)}`)
    }
  }
  if (a.contentType !== b.contentType) {
    throw new VoidRun(
      `${question}: the answers differ in their type\n${column([expected.by, a.contentType], [actual.by, b.contentType])}`,
    )
  }
  if (a.body.equals(b.body)) return
  throw new VoidRun(describe(question, [expected.by, a.body.toString()], [actual.by, b.body.toString()]))
}

type Said = readonly [by: string, text: string]

function describe(question: string, a: Said, b: Said): string {
  const at = firstDifference(a[1], b[1])
  return [
    `${question}: the answers are not equal (${a[1].length} and ${b[1].length} characters); they part at character ${at}${placeOf(a[1], b[1])}`,
    column([a[0], excerpt(a[1], at)], [b[0], excerpt(b[1], at)]),
  ].join('\n')
}

function column(a: Said, b: Said): string {
  const width = Math.max(a[0].length, b[0].length)
  return [a, b].map(([by, text]) => `  ${by.padEnd(width)}  ${text}`).join('\n')
}

function firstDifference(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}

function excerpt(text: string, at: number): string {
  const from = Math.max(0, at - 60)
  return `${from > 0 ? '…' : ''}${text.slice(from, at)}»${text.slice(at, at + 60)}${at + 60 < text.length ? '…' : ''}`
}

function placeOf(a: string, b: string): string {
  try {
    const path = firstDifferentPath(JSON.parse(a), JSON.parse(b))
    return path === null ? ', though they mean the same' : ` (${path.join('.')})`
  } catch {
    return ''
  }
}

function firstDifferentPath(a: unknown, b: unknown): string[] | null {
  if (Object.is(a, b)) return null
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return []
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))]
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const path = firstDifferentPath(left.get(key), right.get(key))
    if (path !== null) return [key, ...path]
  }
  return null
}
