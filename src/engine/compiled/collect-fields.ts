import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  typeFromAST,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql'
import type { Variables } from './plan.ts'

export type Selected = {
  readonly schema: GraphQLSchema
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
  /** The variables that `@include` and `@skip` read. */
  readonly conditions: Variables
}

/** The specification's CollectFields: of these selection sets together, the fields that a type has, by response key and in order. */
export function collectFields(
  { schema, fragments, conditions }: Selected,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly [FieldNode, ...FieldNode[]]> {
  const fields = new Map<string, [FieldNode, ...FieldNode[]]>()
  const visited = new Set<string>()
  for (const selectionSet of selectionSets) collect(selectionSet)
  return fields

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (!isIncluded(selection)) continue
      switch (selection.kind) {
        case Kind.FIELD: {
          const key = (selection.alias ?? selection.name).value
          const nodes = fields.get(key)
          if (nodes) nodes.push(selection)
          else fields.set(key, [selection])
          break
        }
        case Kind.INLINE_FRAGMENT:
          if (applies(selection.typeCondition)) collect(selection.selectionSet)
          break
        case Kind.FRAGMENT_SPREAD: {
          const fragment = fragments[selection.name.value]
          if (visited.has(selection.name.value) || !fragment || !applies(fragment.typeCondition)) break
          visited.add(selection.name.value)
          collect(fragment.selectionSet)
        }
      }
    }
  }

  function isIncluded(selection: SelectionNode): boolean {
    if (selection.directives === undefined || selection.directives.length === 0) return true
    if (getDirectiveValues(GraphQLSkipDirective, selection, conditions)?.if === true) return false
    return getDirectiveValues(GraphQLIncludeDirective, selection, conditions)?.if !== false
  }

  function applies(condition: TypeNode | undefined): boolean {
    if (!condition) return true
    const named = typeFromAST(schema, condition)
    return named === type || (isAbstractType(named) && schema.isSubType(named, type))
  }
}
