import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  type GraphQLFieldConfig,
  type GraphQLNamedOutputType,
  type GraphQLOutputType,
} from 'graphql'
import type { Choices } from '../../tenants/choices.ts'
import { handOut } from './random-tree.ts'

const Colour = new GraphQLEnumType({ name: 'Colour', values: { RED: {}, GREEN: { value: 2 }, BLUE: { value: 'b' } } })

/** Written as an own scalar writes: not by what its value is, and not all that it is given. */
const Moment = new GraphQLScalarType({
  name: 'Moment',
  serialize(value) {
    if (value instanceof Date) return value.toISOString()
    if (typeof value === 'string') return { said: value }
    throw new TypeError('A moment is a Date')
  },
})

export const LEAVES: readonly GraphQLNamedOutputType[] = [
  ...[GraphQLString, GraphQLInt, GraphQLID, GraphQLFloat, GraphQLBoolean],
  ...[Colour, Moment],
]

/**
 * A few types that refer to each other in every shape of null and list, half of their fields with a resolver.
 * @param root the value of `Query.root` and `Query.sure`, which are of the type Root.
 */
export function randomSchema(choices: Choices, root: () => unknown): GraphQLSchema {
  const count = 1 + choices.int(3)
  const objects: GraphQLObjectType[] = Array.from({ length: count }, (_, i) =>
    objectOf(`T${i}`, () => fieldsOf(`t${i}f`)),
  )
  const shared = fieldsOf('named')
  const Named: GraphQLInterfaceType = new GraphQLInterfaceType({
    name: 'Named',
    fields: () => shared(),
    ...(choices.chance(50) && { resolveType: (value: { kind: string }) => value.kind }),
  })
  const Some: GraphQLUnionType = new GraphQLUnionType({
    name: 'Some',
    types: () => objects,
    ...(choices.chance(50) && { resolveType: (value: { kind: string }) => value.kind }),
  })
  const composites: readonly GraphQLNamedOutputType[] = [...objects, Named, Some]
  const Root = new GraphQLObjectType({ name: 'Root', fields: fieldsOf('r', 5) })
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: { root: { type: Root, resolve: root }, sure: { type: new GraphQLNonNull(Root), resolve: root } },
  })
  return new GraphQLSchema({ query, types: [...objects, Named, Some] })

  function objectOf(name: string, fields: () => () => Fields): GraphQLObjectType {
    const own = fields()
    return new GraphQLObjectType({
      name,
      interfaces: () => [Named],
      fields: () => ({ ...shared(), ...own() }),
    })
  }

  /** Decided at once, and made when all types are there. */
  function fieldsOf(prefix: string, least = 1): () => Fields {
    const made = Array.from({ length: least + choices.int(4) }, (_, i) => {
      const named = choices.chance(55) ? choices.pick(LEAVES) : choices.int(count + 2)
      const shape = choices.int(SHAPES.length)
      const hasResolver = choices.chance(50)
      const hasArgument = choices.chance(25)
      return [`${prefix}${i}`, { named, shape, hasResolver, hasArgument }] as const
    })
    return () =>
      Object.fromEntries(
        made.map(([name, { named, shape, hasResolver, hasArgument }]): [string, Fields[string]] => {
          const type = typeof named === 'number' ? (composites[named] ?? GraphQLInt) : named
          return [
            name,
            {
              type: SHAPES[shape]?.(type) ?? type,
              ...(hasArgument && { args: { wanted: { type: new GraphQLNonNull(GraphQLInt) } } }),
              ...(hasResolver && { resolve: (source: unknown) => handOut(source, name) }),
            },
          ]
        }),
      )
  }
}

type Fields = Record<string, GraphQLFieldConfig<unknown, unknown>>

const list = (type: GraphQLOutputType) => new GraphQLList(type)
const some = (type: GraphQLNamedOutputType | GraphQLList<GraphQLOutputType>) => new GraphQLNonNull(type)

const SHAPES: readonly ((type: GraphQLNamedOutputType) => GraphQLOutputType)[] = [
  (type) => type,
  (type) => some(type),
  (type) => list(type),
  (type) => list(some(type)),
  (type) => some(list(type)),
  (type) => some(list(some(type))),
]
