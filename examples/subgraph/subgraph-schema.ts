import { makeExecutableSchema } from '@graphql-tools/schema'
import type { IResolvers } from '@graphql-tools/utils'
import { Kind, parse, type DocumentNode, type GraphQLSchema } from 'graphql'

/** Finds an entity by the fields of one of its keys. Null: unknown, or not this caller's to see. */
export type FindEntity<Context> = (representation: Representation, context: Context) => unknown

export type Representation = { readonly __typename: string; readonly [field: string]: unknown }

/**
 * What Federation asks of a subgraph, in the few lines that it takes: `_service`, which tells the SDL, and `_entities`.
 * @param entities by the name of the type; of an interface too, whose finder then says of what type the entity is
 */
export function createSubgraphSchema<Context>(
  sdl: string,
  resolvers: IResolvers<unknown, Context>,
  entities: Readonly<Record<string, FindEntity<Context>>> = {},
): GraphQLSchema {
  const document = parse(sdl)
  const names = objectTypesOf(document)
  const entityNames = names.filter((name) => name in entities)
  const find = async (representation: Representation, context: Context): Promise<unknown> => {
    const { __typename } = representation
    const found = await entities[__typename]?.(representation, context)
    if (typeof found !== 'object' || found === null) return null
    // Of an object it is known what it is; of an interface, the finder says.
    return entityNames.includes(__typename) ? { ...found, __typename } : { __typename, ...found }
  }
  return makeExecutableSchema<Context>({
    typeDefs: [document, federationOf(entityNames, names.includes('Query'))],
    resolvers: [
      resolvers,
      {
        Query: {
          _service: () => ({ sdl }),
          ...(entityNames.length > 0 && {
            _entities: (_root: unknown, args: { representations: readonly Representation[] }, context: Context) =>
              args.representations.map((representation) => find(representation, context)),
          }),
        },
        ...(entityNames.length > 0 && { _Entity: { __resolveType: ({ __typename }: Representation) => __typename } }),
      },
    ],
    resolverValidationOptions: { requireResolversForResolveType: 'ignore' },
    // The SDL names directives that it links to and does not define.
    assumeValidSDL: true,
  })
}

function federationOf(entities: readonly string[], hasQuery: boolean): string {
  return /* GraphQL */ `
    type _Service { sdl: String! }
    scalar _Any
    ${entities.length > 0 ? `union _Entity = ${entities.join(' | ')}` : ''}
    ${hasQuery ? 'extend ' : ''}type Query {
      _service: _Service!
      ${entities.length > 0 ? '_entities(representations: [_Any!]!): [_Entity]!' : ''}
    }
  `
}

function objectTypesOf({ definitions }: DocumentNode): readonly string[] {
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION
      ? [definition.name.value]
      : [],
  )
}
