import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import {
  engineKeyOf,
  fieldOf,
  fragmentOf,
  isIntrospection,
  isLeftOut,
  isWithin,
  responseKeyOf,
  type Reading,
} from './selection.ts'
import { createShape, type Shape } from './shape.ts'

/** One operation, as the engine is asked it and as its answer is read. */
export type Prepared = {
  /** Null: nothing in it is for a subgraph to answer. */
  readonly document: DocumentNode | null
  /** What it asks of the schema itself. Null: nothing. */
  readonly introspection: DocumentNode | null
  readonly shape: Shape
}

/**
 * The question as the engine answers it well: fields that are named twice are one, since it would add up their lists; `@skip` and
 * `@include` are decided; fragments stand only where they narrow; no alias stands where a key of an entity may have to; and what is asked of
 * the schema itself is left to who knows it.
 */
export function prepare(operation: OperationDefinitionNode, root: GraphQLCompositeType, reading: Reading): Prepared {
  const asked = narrowed([operation.selectionSet], root, reading)
  const fields = asked.selections.filter(
    (selection) => selection.kind !== Kind.FIELD || selection.name.value !== '__typename',
  )
  const schemaFields = rootFields(operation.selectionSet, root, reading).filter(isIntrospection)
  return {
    document: fields.length === 0 ? null : documentOf(operation, { ...asked, selections: fields }),
    introspection:
      schemaFields.length === 0
        ? null
        : {
            kind: Kind.DOCUMENT,
            definitions: [
              { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: schemaFields } },
              ...reading.fragments.values(),
            ],
          },
    shape: createShape([operation.selectionSet], root, reading),
  }
}

function documentOf(operation: OperationDefinitionNode, selectionSet: SelectionSetNode): DocumentNode {
  return { kind: Kind.DOCUMENT, definitions: [{ ...operation, selectionSet }] }
}

type Gathered = {
  readonly fields: Map<string, { readonly field: FieldNode; readonly inside: SelectionSetNode[] }>
  readonly fragments: Map<GraphQLCompositeType, SelectionSetNode[]>
}

function narrowed(sets: readonly SelectionSetNode[], type: GraphQLCompositeType, reading: Reading): SelectionSetNode {
  const gathered: Gathered = { fields: new Map(), fragments: new Map() }
  for (const set of sets) gather(set, type, reading, gathered)
  const fields = Array.from(gathered.fields, ([key, { field, inside }]): FieldNode => {
    const inner = getNamedType(fieldOf(type, field.name.value, reading.schema)?.type)
    return {
      kind: Kind.FIELD,
      name: field.name,
      ...(key !== field.name.value && { alias: { kind: Kind.NAME, value: key } }),
      ...(field.arguments && { arguments: field.arguments }),
      ...(isCompositeType(inner) && { selectionSet: narrowed(inside, inner, reading) }),
    }
  })
  const fragments = Array.from(gathered.fragments, ([condition, inside]): InlineFragmentNode => ({
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: condition.name } },
    selectionSet: narrowed(inside, condition, reading),
  }))
  // Of what type something is, is asked only where it decides what more is asked: an interface object costs a call to find out.
  const needsName = fragments.length > 0 && isAbstractType(type) && !gathered.fields.has('__typename')
  const selections = [...fields, ...(needsName ? [TYPENAME] : []), ...fragments]
  return { kind: Kind.SELECTION_SET, selections: selections.length > 0 ? selections : [TYPENAME] }
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

function gather(set: SelectionSetNode, type: GraphQLCompositeType, reading: Reading, into: Gathered): void {
  for (const selection of set.selections) {
    if (isLeftOut(selection, reading)) continue
    if (selection.kind === Kind.FIELD) {
      if (isIntrospection(selection)) continue
      const key = engineKeyOf(selection, reading)
      const known = into.fields.get(key) ?? { field: selection, inside: [] }
      into.fields.set(key, known)
      if (selection.selectionSet) known.inside.push(selection.selectionSet)
      continue
    }
    const fragment = fragmentOf(selection, reading)
    if (fragment === null) continue
    const { condition, selectionSet } = fragment
    if (condition === null || isWithin(type, condition, reading.schema)) gather(selectionSet, type, reading, into)
    else if (mayBe(type, condition, reading.schema)) {
      const known = into.fragments.get(condition) ?? []
      into.fragments.set(condition, known)
      known.push(selectionSet)
    }
  }
}

/** Whether there is an object that is both. */
function mayBe(type: GraphQLCompositeType, condition: GraphQLCompositeType, schema: GraphQLSchema): boolean {
  const possible = new Set(objectsOf(type, schema))
  return objectsOf(condition, schema).some((object) => possible.has(object))
}

function objectsOf(type: GraphQLCompositeType, schema: GraphQLSchema): readonly GraphQLCompositeType[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [type]
}

/** Fields at the root, each once. */
function rootFields(
  set: SelectionSetNode,
  root: GraphQLCompositeType,
  reading: Reading,
  found = new Map<string, FieldNode>(),
): readonly FieldNode[] {
  for (const selection of set.selections) {
    if (isLeftOut(selection, reading)) continue
    if (selection.kind === Kind.FIELD) {
      const key = responseKeyOf(selection)
      const known = found.get(key)
      const selections = [...(known?.selectionSet?.selections ?? []), ...(selection.selectionSet?.selections ?? [])]
      found.set(key, {
        ...selection,
        ...(selection.selectionSet && { selectionSet: { kind: Kind.SELECTION_SET, selections } }),
      })
      continue
    }
    const fragment = fragmentOf(selection, reading)
    if (fragment) rootFields(fragment.selectionSet, root, reading, found)
  }
  return [...found.values()]
}
