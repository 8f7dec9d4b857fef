import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql'
import { engineKeyOf, fieldOf, fragmentOf, isLeftOut, isWithin, responseKeyOf, type Reading } from './selection.ts'

/** What an object of the answer has to look like, which depends on what type it turns out to be of. */
export type Shape = {
  /** The type that the field says. */
  readonly type: GraphQLCompositeType
  /** Whether it is asked what the objects of an interface or a union are: that has to be known then. */
  readonly needsName: boolean
  /** In the order of the document. */
  fieldsOf(type: GraphQLCompositeType): readonly ShapeField[]
}

export type ShapeField = {
  /** What the client finds it under. */
  readonly key: string
  /** What the engine has it under. */
  readonly engineKey: string
  readonly name: string
  readonly type: GraphQLOutputType
  /** Every place of the document that asks for it. */
  readonly nodes: readonly FieldNode[]
  /** Null: a leaf. */
  readonly inner: Shape | null
}

export function createShape(sets: readonly SelectionSetNode[], type: GraphQLCompositeType, reading: Reading): Shape {
  const known = new Map<GraphQLCompositeType, readonly ShapeField[]>()
  return {
    type,
    get needsName() {
      return isAbstractType(type) && this.fieldsOf(type).some(({ name }) => name === TypeNameMetaFieldDef.name)
    },
    fieldsOf(runtimeType) {
      const fields = known.get(runtimeType) ?? collect(sets, runtimeType, reading)
      known.set(runtimeType, fields)
      return fields
    },
  }
}

function collect(
  sets: readonly SelectionSetNode[],
  type: GraphQLCompositeType,
  reading: Reading,
): readonly ShapeField[] {
  const nodes = new Map<string, FieldNode[]>()
  for (const set of sets) collectNodes(set, type, reading, nodes)
  return Array.from(nodes).flatMap(([key, same]): ShapeField[] => {
    const [node] = same
    const field = node && fieldOf(type, node.name.value, reading.schema)
    if (!field) return []
    const named = getNamedType(field.type)
    const inside = same.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []))
    return [
      {
        key,
        engineKey: engineKeyOf(node, reading),
        name: node.name.value,
        type: field.type,
        nodes: same,
        inner: isCompositeType(named) ? createShape(inside, named, reading) : null,
      },
    ]
  })
}

function collectNodes(
  set: SelectionSetNode,
  type: GraphQLCompositeType,
  reading: Reading,
  into: Map<string, FieldNode[]>,
): void {
  for (const selection of set.selections) {
    if (isLeftOut(selection, reading)) continue
    if (selection.kind === Kind.FIELD) {
      const key = responseKeyOf(selection)
      const same = into.get(key)
      if (same === undefined) into.set(key, [selection])
      else same.push(selection)
      continue
    }
    const fragment = fragmentOf(selection, reading)
    if (fragment === null || !isWithin(type, fragment.condition, reading.schema)) continue
    collectNodes(fragment.selectionSet, type, reading, into)
  }
}
