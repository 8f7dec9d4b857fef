import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/** The fields of an object of a type by their response keys, as the executor merges them. */
export type CollectFields = (
  typeName: string,
  selectionSets: readonly SelectionSetNode[],
) => ReadonlyMap<string, readonly [FieldNode, ...FieldNode[]]>

export function createCollectFields(
  document: DocumentNode,
  schema: GraphQLSchema,
  /** Coerced. */
  variables: Readonly<Record<string, unknown>>,
): CollectFields {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }

  return (typeName, selectionSets) => {
    const fields = new Map<string, [FieldNode, ...FieldNode[]]>()
    const seen = new Set<string>()
    for (const selectionSet of selectionSets) collect(selectionSet)
    return fields

    function collect({ selections }: SelectionSetNode): void {
      for (const selection of selections) {
        if (isSkipped(selection)) continue
        if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value
          const known = fields.get(key)
          if (known) known.push(selection)
          else fields.set(key, [selection])
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          if (applies(selection.typeCondition?.name.value)) collect(selection.selectionSet)
        } else if (!seen.has(selection.name.value)) {
          seen.add(selection.name.value)
          const fragment = fragments.get(selection.name.value)
          if (fragment && applies(fragment.typeCondition.name.value)) collect(fragment.selectionSet)
        }
      }
    }

    /** Of the abstract types there is `_Entity` alone. */
    function applies(condition: string | undefined): boolean {
      return (
        condition === undefined ||
        condition === typeName ||
        schema.getType(condition)?.astNode?.kind === Kind.UNION_TYPE_DEFINITION
      )
    }
  }

  function isSkipped(selection: SelectionNode): boolean {
    return (
      getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true ||
      getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if === false
    )
  }
}
