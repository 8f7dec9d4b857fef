import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type InlineFragmentNode,
  type FragmentSpreadNode,
  type SelectionNode,
  type SelectionSetNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql'

export type Variables = Readonly<Record<string, unknown>>

/** How the selections of one operation are read: for these variables `@skip` and `@include` are decided. */
export type Reading = {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly variables: Variables
  readonly names: EngineNames
}

/** What clients must not call a field, as the engine is told of it. */
export type EngineNames = {
  /** Every name that a field of an object or an interface has, of those too that clients do not see. */
  readonly taken: ReadonlySet<string>
  /** With which no name of a field begins. */
  readonly prefix: string
}

export type Fragment = { readonly condition: GraphQLCompositeType | null; readonly selectionSet: SelectionSetNode }

export function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  )
}

/** @param supergraph with everything that is inaccessible: keys above all are. */
export function engineNamesOf(supergraph: DocumentNode): EngineNames {
  const taken = new Set(
    supergraph.definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION
        ? (definition.fields ?? []).map(({ name }) => name.value)
        : [],
    ),
  )
  let prefix = 'client_'
  while ([...taken].some((name) => name.startsWith(prefix))) prefix += '_'
  return { taken, prefix }
}

/** Whether `@skip` or `@include` leave it out. */
export function isLeftOut(selection: SelectionNode, { variables }: Reading): boolean {
  if (selection.directives === undefined || selection.directives.length === 0) return false
  if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) return true
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if === false
}

/** Null: the document names a fragment that it does not have, which validation refuses. */
export function fragmentOf(node: InlineFragmentNode | FragmentSpreadNode, reading: Reading): Fragment | null {
  const definition = node.kind === Kind.INLINE_FRAGMENT ? node : reading.fragments.get(node.name.value)
  if (definition === undefined) return null
  const name = definition.typeCondition?.name.value
  const type = name === undefined ? undefined : reading.schema.getType(name)
  return { condition: isCompositeType(type) ? type : null, selectionSet: definition.selectionSet }
}

/** Whether everything that is of the type is of the condition. */
export function isWithin(type: GraphQLCompositeType, condition: GraphQLCompositeType | null, schema: GraphQLSchema) {
  if (condition === null || condition === type) return true
  if (!isAbstractType(condition) || !(isObjectType(type) || isInterfaceType(type))) return false
  return schema.isSubType(condition, type)
}

export function fieldOf(type: GraphQLCompositeType, name: string, schema: GraphQLSchema): FieldDefinition | null {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef
  }
  return isObjectType(type) || isInterfaceType(type) ? (type.getFields()[name] ?? null) : null
}

export type FieldDefinition = GraphQLField<unknown, unknown>

/** What the client finds it under. */
export function responseKeyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value
}

/**
 * What the engine is told to find it under. It keeps what clients ask for and what it needs itself, keys of entities above all, in one
 * object: where a client calls another field by the name of a key, it would send that for the key.
 */
export function engineKeyOf(field: FieldNode, { names: { taken, prefix } }: Reading): string {
  // The engine reads it too.
  if (field.name.value === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef.name
  const key = responseKeyOf(field)
  if (key === field.name.value || isIntrospection(field)) return key
  // What begins as ours do gets another of ours, so that no two keys become one.
  return taken.has(key) || key.startsWith('_') || key.startsWith(prefix) ? `${prefix}${key}` : key
}

/** Of a document that was validated, `__schema` and `__type` stand nowhere but at the root of a query. */
export function isIntrospection({ name }: FieldNode): boolean {
  return name.value === SchemaMetaFieldDef.name || name.value === TypeMetaFieldDef.name
}
