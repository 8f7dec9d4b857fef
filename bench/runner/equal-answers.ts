import type { Question } from '../questions/question.ts'
import type { Upstream } from '../upstream/upstream.ts'
import type { Answer, Contestant } from './contestant.ts'
import { nodesOf } from './report-answer.ts'

/** The answers were not equal, or no answers at all: nothing that was measured means anything. */
export class VoidRun extends Error {
  override readonly name = 'VoidRun'
}

/** Sees to it that all answers to one question are equal. */
export type Jury = {
  /** @throws VoidRun that shows the first difference. */
  examine(contestant: Contestant, answer: Answer): void
}

const TYPES = /^application\/(graphql-response\+json|json|jsonl)\b/

/** Answers are compared with the first one about the same cloud. */
export function createJury(question: Question): Jury {
  const references = new Map<Upstream, { readonly by: string; readonly text: string }>()
  const accepted = new Map<Contestant, Answer>()

  function readText({ name }: Contestant, answer: Answer): string {
    const text = Buffer.concat(answer.bodies).toString()
    const asked = `${question.name}: ${name} answered`
    if (answer.status !== 200) throw new VoidRun(`${asked} ${answer.status}: ${excerpt(text, 0)}`)
    if (!TYPES.test(answer.contentType)) throw new VoidRun(`${asked} with ${answer.contentType}`)
    if (question.form === 'answer') return text
    try {
      return nodesOf(answer)
    } catch (error) {
      throw new VoidRun(`${asked} with no whole report: ${String(error)}; ${excerpt(text, 0)}`)
    }
  }

  return {
    examine(contestant, answer) {
      // What was found equal once need not be read again.
      const before = accepted.get(contestant)
      if (before !== undefined && isSame(before, answer)) return
      const text = readText(contestant, answer)
      const reference = references.get(contestant.upstream)
      if (reference === undefined) references.set(contestant.upstream, { by: contestant.name, text })
      else if (reference.text !== text) {
        throw new VoidRun(describe(question.name, [reference.by, reference.text], [contestant.name, text]))
      }
      accepted.set(contestant, answer)
    },
  }
}

function isSame(a: Answer, b: Answer): boolean {
  return (
    a.status === b.status &&
    a.contentType === b.contentType &&
    a.bodies.length === b.bodies.length &&
    a.bodies.every((body, index) => b.bodies[index]?.equals(body) === true)
  )
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
