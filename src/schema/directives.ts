import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLScalarType,
  GraphQLString,
} from 'graphql'

const FieldSet = new GraphQLScalarType({
  name: 'federation__FieldSet',
  description: 'A selection of fields, as Federation writes keys.',
})

/** Directives that the printed schema bears; nothing in the execution reads them. */
export const directives = [
  new GraphQLDirective({
    name: 'key',
    description: 'The fields by which other subgraphs name this object. See Apollo Federation v2.',
    locations: [DirectiveLocation.OBJECT, DirectiveLocation.INTERFACE],
    isRepeatable: true,
    args: {
      fields: { type: new GraphQLNonNull(FieldSet) },
      resolvable: { type: GraphQLBoolean, defaultValue: true },
    },
  }),
  new GraphQLDirective({
    name: 'shareable',
    description: 'Other subgraphs may define this too. See Apollo Federation v2.',
    locations: [DirectiveLocation.OBJECT, DirectiveLocation.FIELD_DEFINITION],
    isRepeatable: true,
  }),
  new GraphQLDirective({
    name: 'semanticNonNull',
    description:
      'Null here means an error at this path, never "there is none": typed clients that handle errors may call it non-null.',
    locations: [DirectiveLocation.FIELD_DEFINITION],
    args: { levels: { type: new GraphQLList(GraphQLInt), defaultValue: [0] } },
  }),
  new GraphQLDirective({
    name: 'cost',
    description: 'What this costs instead of 1 for an object and 0 for a value. See Apollo Federation v2.9.',
    locations: [
      DirectiveLocation.ARGUMENT_DEFINITION,
      DirectiveLocation.ENUM,
      DirectiveLocation.FIELD_DEFINITION,
      DirectiveLocation.INPUT_FIELD_DEFINITION,
      DirectiveLocation.OBJECT,
      DirectiveLocation.SCALAR,
    ],
    args: { weight: { type: new GraphQLNonNull(GraphQLInt) } },
  }),
  new GraphQLDirective({
    name: 'listSize',
    description: 'How long lists are held to be before they are there. See Apollo Federation v2.9.',
    locations: [DirectiveLocation.FIELD_DEFINITION],
    args: {
      assumedSize: { type: GraphQLInt },
      slicingArguments: { type: new GraphQLList(new GraphQLNonNull(GraphQLString)) },
      sizedFields: { type: new GraphQLList(new GraphQLNonNull(GraphQLString)) },
      requireOneSlicingArgument: { type: GraphQLBoolean, defaultValue: true },
    },
  }),
  new GraphQLDirective({
    name: 'tag',
    description: 'Names a contract that this is part of. `project`: what the users of a project may use by default.',
    locations: [
      DirectiveLocation.FIELD_DEFINITION,
      DirectiveLocation.INTERFACE,
      DirectiveLocation.OBJECT,
      DirectiveLocation.UNION,
      DirectiveLocation.ARGUMENT_DEFINITION,
      DirectiveLocation.SCALAR,
      DirectiveLocation.ENUM,
      DirectiveLocation.ENUM_VALUE,
      DirectiveLocation.INPUT_OBJECT,
      DirectiveLocation.INPUT_FIELD_DEFINITION,
    ],
    isRepeatable: true,
    args: { name: { type: new GraphQLNonNull(GraphQLString) } },
  }),
]

/** Those that subgraphs have for routers and gateways; clients have no use for them. */
export const FEDERATION_DIRECTIVES = ['key', 'shareable', 'cost', 'listSize', 'tag'] as const

/** The keys of an entity, for `extensions`. */
export function keys(...fields: readonly string[]) {
  return { directives: { key: fields.map((set) => ({ fields: set })) } }
}

type Extensible = { extensions: Readonly<Record<string, unknown>> }

/** Adds one to those that an element of the schema bears. */
export function addDirective(element: Extensible, name: string, args: object | readonly object[]): void {
  const { directives: borne } = element.extensions
  element.extensions = { ...element.extensions, directives: { ...(borne ?? {}), [name]: args } }
}

export const SHAREABLE = { directives: { shareable: {} } }
export const SEMANTIC_NON_NULL = { directives: { semanticNonNull: {} } }
