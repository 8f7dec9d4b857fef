import type { Question } from './client.ts'

/** What lists of any length are asked for as. */
export const LINES = 'application/jsonl'

/** Headers of a GraphQL request over HTTP. Null: without a token. */
export function headersOf(
  { receipt, explain }: Question,
  token: string | null,
  accept = 'application/graphql-response+json, application/json',
): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept,
    ...(token !== null && { 'x-auth-token': token }),
    ...(receipt === true && { 'x-pcigraph-receipt': '1' }),
    ...(explain === true && { 'x-pcigraph-explain': '1' }),
  }
}

export function bodyOf({ query, variables, operationName }: Question): string {
  return JSON.stringify({ query, variables, operationName })
}
