import { mergeSchemas } from '@graphql-tools/schema'
import type { GraphQLSchema } from 'graphql'
import type { GraphContext } from '../schema/builder.ts'
import { resolveEntity } from './entities.ts'
import { printSubgraph } from './subgraph-sdl.ts'

/** What Federation v2 asks of every subgraph, beside the graph that clients see. */
const FEDERATION = /* GraphQL */ `
  "A representation of an entity: its __typename and the fields of one of its keys."
  scalar _Any
  union _Entity = Server | Hypervisor | PciDevice | Project | Flavor
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

/** The own graph as a subgraph of any Federation v2 router. */
export function createSubgraph(graph: GraphQLSchema): GraphQLSchema {
  return mergeSchemas({
    schemas: [graph],
    typeDefs: FEDERATION,
    resolvers: {
      Query: {
        _service: () => ({ sdl: () => printSubgraph(graph) }),
        _entities: (
          _root: unknown,
          { representations }: { representations: readonly unknown[] },
          context: GraphContext,
        ) => representations.map((representation) => resolveEntity(representation, context)),
      },
      _Entity: { __resolveType: (entity: { readonly __typename: string }) => entity.__typename },
    },
  })
}
