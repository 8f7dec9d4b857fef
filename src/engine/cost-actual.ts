import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { weightOf } from '../schema/cost.ts'

/** What an answer has cost, by the same weights as the estimate: what is null cost nothing, and what was asked twice counts once. */
export function countCost(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
  data: unknown,
): number {
  const root = schema.getRootType(operation.operation)
  if (!root) return 0
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const merged = new Map<string, Shape>()
  return ofObject(data, shapeOf(root, [operation.selectionSet]))

  /** Fields by response key, with their selections merged, as the executor has them. */
  function shapeOf(type: GraphQLNamedType, selectionSets: readonly SelectionSetNode[]): Shape {
    const name = `${type.name} ${selectionSets.map(idOf).join(' ')}`
    const known = merged.get(name)
    if (known !== undefined) return known
    const shape: Shape = new Map()
    const seen = new Set<string>()
    for (const selectionSet of selectionSets) collect(type, selectionSet, shape, seen)
    merged.set(name, shape)
    return shape
  }

  function collect(type: GraphQLNamedType, { selections }: SelectionSetNode, shape: Shape, seen: Set<string>): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const field = fieldOf(type, selection.name.value)
        if (field === undefined) continue
        const key = selection.alias?.value ?? selection.name.value
        const entry = shape.get(key) ?? { field, selectionSets: [] }
        if (selection.selectionSet !== undefined) entry.selectionSets.push(selection.selectionSet)
        shape.set(key, entry)
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition && schema.getType(selection.typeCondition.name.value)
        collect(condition ?? type, selection.selectionSet, shape, seen)
      } else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value)
        const fragment = fragments.get(selection.name.value)
        const condition = fragment && schema.getType(fragment.typeCondition.name.value)
        if (fragment && condition) collect(condition, fragment.selectionSet, shape, seen)
      }
    }
  }

  function ofObject(value: unknown, shape: Shape): number {
    if (typeof value !== 'object' || value === null) return 0
    let cost = 0
    for (const [key, inner] of Object.entries(value)) {
      const entry = shape.get(key)
      if (entry !== undefined) cost += ofValue(inner, entry, weightOf(entry.field))
    }
    return cost
  }

  function ofValue(value: unknown, entry: Entry, weight: number): number {
    if (value === null || value === undefined) return 0
    const { field, selectionSets } = entry
    if (selectionSets.length === 0) return weight
    if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + ofValue(item, entry, weight), 0)
    return weight + ofObject(value, shapeOf(getNamedType(field.type), selectionSets))
  }
}

type Entry = { readonly field: GraphQLField<unknown, unknown>; readonly selectionSets: SelectionSetNode[] }
type Shape = Map<string, Entry>

const ids = new WeakMap<SelectionSetNode, number>()
let lastId = 0

function idOf(selectionSet: SelectionSetNode): number {
  const id = ids.get(selectionSet) ?? ++lastId
  ids.set(selectionSet, id)
  return id
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
}
