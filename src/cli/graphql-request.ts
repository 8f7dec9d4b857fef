import type { Question } from './client.ts'

/** Headers of a GraphQL request over HTTP. Null: without a token. */
export function headersOf({ receipt, explain }: Question, token: string | null): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json',
    ...(token !== null && { 'x-auth-token': token }),
    ...(receipt === true && { 'x-pcigraph-receipt': '1' }),
    ...(explain === true && { 'x-pcigraph-explain': '1' }),
  }
}

export function bodyOf({ query, variables, operationName }: Question): string {
  return JSON.stringify({ query, variables, operationName })
}
