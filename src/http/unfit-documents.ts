import { GraphQLError, Kind, parse, validate, type GraphQLSchema } from 'graphql'
import type { Log } from '../model/log.ts'

/** Tells the operator at the start which documents of the list the graph does not answer: only who made the list can mend them. */
export function tellUnfitDocuments(trusted: ReadonlyMap<string, string>, schema: GraphQLSchema, log: Log): void {
  for (const [id, text] of trusted) {
    const [error] = errorsOf(text, schema)
    if (error) log.warn({ documentId: id, error: error.message }, 'a document of the list is none of this graph')
  }
}

function errorsOf(text: string, schema: GraphQLSchema): readonly GraphQLError[] {
  try {
    const document = parse(text)
    // Of a kind of operation that there is none of, validation has nothing to say.
    const stranger = document.definitions.find(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION && !schema.getRootType(definition.operation),
    )
    if (stranger) return [new GraphQLError('The graph has no operations of this kind.', { nodes: stranger })]
    return validate(schema, document)
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    throw error
  }
}
