import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLScalarType,
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
]

/** The keys of an entity, for `extensions`. */
export function keys(...fields: readonly string[]) {
  return { directives: { key: fields.map((set) => ({ fields: set })) } }
}

export const SHAREABLE = { directives: { shareable: {} } }
export const SEMANTIC_NON_NULL = { directives: { semanticNonNull: {} } }
