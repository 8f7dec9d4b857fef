import {
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'

/** One field, and what is asked of it. */
export type Selection = {
  readonly type: GraphQLObjectType
  readonly field: GraphQLField<unknown, unknown>
  /** In parentheses, or empty. */
  readonly args: string
  /** Null: a leaf. */
  readonly fields: readonly Selection[] | null
}

/** How many of a list. */
export const FIRST = 2

/** Entities within entities: of an entity all, of those that it leads to all, of those beyond only their key. */
const DEPTH = 2

/** Everything that the schema has below a field, as far as it makes sense to go: a field that is new is asked for at once. */
export function selectField(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  args: string,
  target: GraphQLObjectType | null = null,
): Selection {
  return select(entitiesOf(schema), type, field, args, [], target)
}

/** Objects that have a key, by which anybody might ask for them. */
export function entitiesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const union = schema.getType('_Entity')
  if (!isUnionType(union)) throw new Error('The schema has no entities')
  return new Set(union.getTypes().map(({ name }) => name))
}

export function print({ field, args, fields }: Selection, only?: Selection): string {
  const asked = only === undefined ? fields : [only]
  return `${field.name}${args}${asked === null ? '' : ` { ${asked.map((inner) => print(inner)).join(' ')} }`}`
}

function select(
  entities: ReadonlySet<string>,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  args: string,
  /** Names of the entities around. */
  around: readonly string[],
  target: GraphQLObjectType | null = null,
): Selection {
  const named = target ?? getNamedType(field.type)
  if (isLeafType(named)) return { type, field, args, fields: null }
  if (!isObjectType(named)) throw new Error(`${type.name}.${field.name} leads to no object`)
  const isEntity = entities.has(named.name)
  const isKeyEnough = isEntity && (around.includes(named.name) || around.length >= DEPTH || type.name.endsWith('Edge'))
  const inner = isEntity ? [...around, named.name] : around
  const fields = Object.values(named.getFields())
    .filter(({ name }) => !isKeyEnough || name === 'id')
    .map((each) => select(entities, named, each, argsOf(named, each), inner))
  return { type, field, args, fields }
}

function argsOf(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string {
  const required = field.args.filter(isRequiredArgument)
  if (required.length > 0) throw new Error(`${type.name}.${field.name} needs arguments: say here how it is asked`)
  return field.args.some(({ name }) => name === 'first') ? `(first: ${FIRST})` : ''
}
