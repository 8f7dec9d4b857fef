import { mergeSchemas } from '@graphql-tools/schema'
import type { GraphQLObjectType, GraphQLSchema } from 'graphql'
import type { GraphContext } from '../schema/builder.ts'
import type { ListSize } from '../schema/cost.ts'
import { objectTypesOf } from '../schema/rule.ts'
import { keysOf } from './contract.ts'
import { resolveEntity, typeNameOf } from './entities.ts'
import { printSubgraph } from './subgraph-sdl.ts'

/** What Federation v2 asks of every subgraph, beside the graph that clients see. */
const federationOf = (entities: readonly string[]) => /* GraphQL */ `
  "A representation of an entity: its __typename and the fields of one of its keys."
  scalar _Any
  union _Entity = ${entities.join(' | ')}
  type _Service {
    "The SDL of this subgraph, with its keys."
    sdl: String!
  }
  extend type Query {
    "For routers: the SDL that they compose."
    _service: _Service!
    "For routers: entities by their keys, in the order of the representations. Null: unknown, or not for this caller to see."
    _entities(representations: [_Any!]!): [_Entity]!
  }
`

/** The own graph, or a contract of it, as a subgraph of any Federation v2 router. */
export function createSubgraph(graph: GraphQLSchema): GraphQLSchema {
  const entities = objectTypesOf(graph)
    .filter(isEntity)
    .map(({ name }) => name)
  const subgraph = mergeSchemas({
    schemas: [graph],
    typeDefs: federationOf(entities),
    resolvers: {
      Query: {
        _service: () => ({ sdl: () => printSubgraph(graph) }),
        _entities: (
          _root: unknown,
          { representations }: { representations: readonly unknown[] },
          context: GraphContext,
        ) => representations.map((representation) => resolveEntity(representation, entities, context)),
      },
      _Entity: { __resolveType: typeNameOf },
    },
  })
  const asked = subgraph.getQueryType()?.getFields()._entities
  if (asked) asked.extensions = { ...asked.extensions, listSize: ENTITIES }
  return subgraph
}

/** As many as are asked for. */
const ENTITIES: ListSize = { slicingArguments: ['representations'] }

function isEntity(type: GraphQLObjectType): boolean {
  return keysOf(type).length > 0
}
