import type { GraphQLSchema } from 'graphql'
import type { DocumentValues } from '../support/arbitrary-documents.ts'

/** A request as a client of HTTP sends it, or what is written to a socket by one that never read how. */
export type Hostile = { readonly kind: string } & (
  | {
      readonly via: 'http'
      readonly method: string
      readonly path: string
      readonly headers: Readonly<Record<string, string>>
      readonly body: string | Buffer | null
    }
  | {
      readonly via: 'socket'
      readonly writes: readonly (string | Buffer)[]
      /** Between two writes. */
      readonly pauseMs: number
      /** What the client does when all is written. */
      readonly then: 'waits' | 'says that it is done' | 'goes away'
    }
)

export type HostileOptions = {
  readonly schema: GraphQLSchema
  readonly values: DocumentValues
  readonly tokens: readonly string[]
}

export const JSON_TYPE = { 'content-type': 'application/json' }

export function post(
  kind: string,
  token: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
) {
  return {
    kind,
    via: 'http',
    method: 'POST',
    path: '/graphql',
    headers: { ...JSON_TYPE, 'x-auth-token': token, ...headers },
    body,
  } as const
}
