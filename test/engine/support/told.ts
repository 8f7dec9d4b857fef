import { execute, parse, type ExecutionResult, type GraphQLFormattedError, type GraphQLSchema } from 'graphql'
import { createExecute } from '../../../src/engine/execute.ts'
import { WrittenData } from '../../../src/engine/written-data.ts'
import { SMALL_CONTEXT } from './small-context.ts'

/**
 * An answer in the form in which two can be compared: the data byte for byte, of the errors all that a client could see of them.
 * Data is null where a request was refused as such, and `null` in JSON where an error spread to the root.
 */
export type Told = { readonly data: string | null; readonly errors: readonly ToldError[] }

export type ToldError = Pick<GraphQLFormattedError, 'message' | 'path' | 'locations' | 'extensions'>

export type SmallQuestion = {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string | null
}

/** @param data of an answer, whoever executed it. */
export function tell({ data, errors = [] }: ExecutionResult<unknown>): Told {
  return {
    data: data instanceof WrittenData ? data.text : data === undefined ? null : JSON.stringify(data),
    errors: errors.map(({ message, path, locations, extensions }) => ({
      message,
      ...(path && { path }),
      ...(locations && { locations }),
      extensions: withoutStatus(extensions),
    })),
  }
}

/** GraphQL over HTTP has a status for requests that are bad as such; graphql-js knows of none. */
function withoutStatus({ http: _http, ...others }: Readonly<Record<string, unknown>>) {
  return others
}

/** Asks a schema that needs no cloud: our engine, and graphql-js as the reference. */
export async function tellBoth(
  schema: GraphQLSchema,
  question: SmallQuestion,
  itemsAt: readonly string[] | null = null,
): Promise<{ ours: Told; theirs: Told }> {
  const asked = {
    document: parse(question.query),
    operationName: question.operationName,
    variableValues: question.variables,
    contextValue: SMALL_CONTEXT,
  }
  const ours = tell(await createExecute(schema)({ ...asked, itemsAt }))
  const theirs = tell(await execute({ schema, rootValue: {}, ...asked }))
  return { ours, theirs }
}

/** In an order that does not depend on who was there first. */
export function sorted(errors: readonly ToldError[]): string[] {
  return errors.map((error) => JSON.stringify(error)).sort()
}
