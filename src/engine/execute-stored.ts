import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { execute, type GraphQLError, type GraphQLSchema } from 'graphql'
import type { Call } from '../model/call.ts'
import type { Server } from '../model/server.ts'
import type { CreateContext } from './context.ts'
import { tellErrors } from './tell-errors.ts'

/**
 * Runs a document that the program itself ships, for a caller who is signed in: the same policy and the same loaders as for a
 * client's document, but none of the limits that strangers' documents have. Errors are as resolvers threw them.
 */
export type ExecuteStored = <Data, Variables extends Readonly<Record<string, unknown>>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  call: Call,
  /** What Nova has told this very caller a moment ago: nobody needs to ask for it again. */
  known?: { readonly servers: readonly Server[] },
) => Promise<StoredResult<Data>>

export type StoredResult<Data> = { readonly data: Data | null; readonly errors: readonly GraphQLError[] }

export function createExecuteStored(schema: GraphQLSchema, createContext: CreateContext): ExecuteStored {
  return async <Data, Variables extends Readonly<Record<string, unknown>>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    call: Call,
    known: { readonly servers: readonly Server[] } = { servers: [] },
  ) => {
    const contextValue = createContext(call, document)
    for (const server of known.servers) contextValue.loaders.server.prime(server.id, server)
    const result = await execute({ schema, document, variableValues: variables, contextValue })
    // The documents are typed from this very schema by codegen, and a test validates each.
    return { data: (result.data ?? null) as Data | null, errors: tellErrors(result.errors ?? [], contextValue.access) }
  }
}
