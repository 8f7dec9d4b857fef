import { HttpFault } from '../sources/http-fault.ts'

/** Answers one of the questions: the whole text, or the lines of a stream. */
export type AnswerOne = (token: string, variables: Variables) => Promise<string> | AsyncIterable<string>

export type Variables = Readonly<Record<string, unknown>>

const MOST_PER_PAGE = 5000

/** @throws HttpFault 400 for what the gateway would not take either. */
export function readPageSize({ first }: Variables): number {
  if (typeof first === 'number' && Number.isInteger(first) && first > 0 && first <= MOST_PER_PAGE) return first
  throw new HttpFault(400, `first is no whole number from 1 to ${MOST_PER_PAGE}`)
}

/** @throws HttpFault 400 */
export function readId(variables: Variables, name: string): string {
  const id = variables[name]
  if (typeof id === 'string') return id
  throw new HttpFault(400, `${name} is no id`)
}
