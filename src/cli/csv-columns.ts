import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql'

/** A column, and the response keys that lead to its value. */
export type CsvColumn = { readonly title: string; readonly path: readonly string[] }

/**
 * The columns of what is selected, whatever the values are: `hypervisor.hostname` for a field of an object, and one column for a
 * whole list, since nobody knows how many are in it.
 */
export function csvColumns(
  type: GraphQLObjectType,
  selectionSet: SelectionSetNode,
  document: DocumentNode,
): readonly CsvColumn[] {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  return columnsBelow(type, selectionSet, [])

  function columnsBelow(
    parent: GraphQLObjectType,
    { selections }: SelectionSetNode,
    path: readonly string[],
  ): readonly CsvColumn[] {
    const fields = Map.groupBy(
      flatten({ kind: Kind.SELECTION_SET, selections }),
      ({ alias, name }) => (alias ?? name).value,
    )
    return [...fields].flatMap(([key, nodes]) => {
      const here = [...path, key]
      const field = parent.getFields()[nodes[0]?.name.value ?? '']
      const inner = field && getNamedType(field.type)
      const isSingle = field !== undefined && !isListType(getNullableType(field.type))
      if (!isSingle || !isObjectType(inner)) return [{ title: here.join('.'), path: here }]
      const merged = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? [])
      return columnsBelow(inner, { kind: Kind.SELECTION_SET, selections: merged }, here)
    })
  }

  function flatten({ selections }: SelectionSetNode): readonly FieldNode[] {
    return selections.flatMap((selection): readonly FieldNode[] => {
      if (selection.kind === Kind.FIELD) return [selection]
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
      return inner === undefined ? [] : flatten(inner.selectionSet)
    })
  }
}

/** The value in a column; a list, or an object where the schema has a scalar, as JSON. Null: there is none. */
export function csvValueOf(item: unknown, { path }: CsvColumn): string | number | boolean | null {
  const value = path.reduce<unknown>(
    (object, key) =>
      typeof object === 'object' && object !== null ? (object as Readonly<Record<string, unknown>>)[key] : undefined,
    item,
  )
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(value)
}
