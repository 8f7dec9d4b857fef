import { TypeInfo, validate, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql'
import type { SubgraphPart } from './supergraph-parts.ts'

/**
 * Whether the own graph alone answers all of a document, just as it would without the others: such a document is not planned.
 * @param part what the supergraph says of the own graph. Undefined: nothing
 */
export function createIsOwn(
  own: { readonly schema: GraphQLSchema } | null,
  part: SubgraphPart | undefined,
): (document: DocumentNode) => boolean {
  if (own === null || part === undefined) return () => false
  const known = new WeakMap<DocumentNode, boolean>()
  return (document) => {
    const is = known.get(document) ?? answersAll(document, own.schema, part)
    known.set(document, is)
    return is
  }
}

function answersAll(document: DocumentNode, schema: GraphQLSchema, { answers }: SubgraphPart): boolean {
  if (validate(schema, document).length > 0) return false
  const types = new TypeInfo(schema)
  let all = true
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name: { value: name } }) {
        // Another subgraph may have taken over what the own graph has as well; and what the schema is, it does not know of the others.
        if (name !== '__typename' && !answers.has(`${types.getParentType()?.name ?? ''}.${name}`)) all = false
      },
    }),
  )
  return all
}
