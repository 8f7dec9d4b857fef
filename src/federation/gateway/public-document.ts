import { transformSupergraphToPublicSchema } from '@theguild/federation-composition'
import { DirectiveLocation, Kind, visit, type DocumentNode } from 'graphql'

/**
 * What clients see of a supergraph. The library leaves types that are inaccessible among the members of unions, which then name nothing; and
 * directives of subgraphs that a client could write and that would get lost on the way: what is not there is refused and not ignored.
 */
export function publicDocument(supergraph: DocumentNode): DocumentNode {
  const document = transformSupergraphToPublicSchema(supergraph)
  const names = new Set(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ? [definition.name.value] : [],
    ),
  )
  return visit(document, {
    DirectiveDefinition(directive) {
      const locations = directive.locations.filter(({ value }) => !EXECUTABLE.has(value))
      return locations.length === 0 ? null : { ...directive, locations }
    },
    UnionTypeDefinition: (union) => ({
      ...union,
      types: union.types?.filter(({ name }) => names.has(name.value)) ?? [],
    }),
  })
}

/** Where clients write directives. Those of the specification itself need no definition. */
const EXECUTABLE: ReadonlySet<string> = new Set([
  DirectiveLocation.QUERY,
  DirectiveLocation.MUTATION,
  DirectiveLocation.SUBSCRIPTION,
  DirectiveLocation.FIELD,
  DirectiveLocation.FRAGMENT_DEFINITION,
  DirectiveLocation.FRAGMENT_SPREAD,
  DirectiveLocation.INLINE_FRAGMENT,
  DirectiveLocation.VARIABLE_DEFINITION,
])
