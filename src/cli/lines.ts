import type { AnswerError } from './client.ts'
import { decodeAnswer } from './answer-body.ts'

/** What the last line says. */
export type LinesEnd = {
  readonly isComplete: boolean
  readonly errors: readonly AnswerError[]
  /** Where the list could be gone on from; null: from nowhere, or there is no need. */
  readonly endCursor: string | null
  readonly extensions: unknown
}

/** The lines of an answer, as many at a time as have come, and what the last one says; null: it broke off before that. */
export async function* readLines(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly string[], LinesEnd | null, undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    const last = lines.at(-1)
    const end = last?.startsWith(LAST) === true ? readEnd(last) : null
    if (end !== null) lines.pop()
    if (lines.length > 0) yield lines
    if (end !== null) return end
  }
  return null
}

/** No alias of a client's begins with @. */
const LAST = '{"@complete":'

function readEnd(line: string): LinesEnd {
  const { '@complete': complete, endCursor, extensions } = JSON.parse(line) as Readonly<Record<string, unknown>>
  return {
    isComplete: complete === true,
    // In the form of an answer's errors.
    errors: decodeAnswer(line)?.errors ?? [],
    endCursor: typeof endCursor === 'string' ? endCursor : null,
    extensions,
  }
}
