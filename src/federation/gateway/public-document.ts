import { transformSupergraphToPublicSchema } from '@theguild/federation-composition'
import { Kind, visit, type DocumentNode } from 'graphql'

/** What clients see of a supergraph. The library leaves types that are inaccessible among the members of unions, which then name nothing. */
export function publicDocument(supergraph: DocumentNode): DocumentNode {
  const document = transformSupergraphToPublicSchema(supergraph)
  const names = new Set(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ? [definition.name.value] : [],
    ),
  )
  return visit(document, {
    UnionTypeDefinition: (union) => ({
      ...union,
      types: union.types?.filter(({ name }) => names.has(name.value)) ?? [],
    }),
  })
}
