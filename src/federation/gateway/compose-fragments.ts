import {
  Kind,
  parse,
  print,
  visit,
  type DocumentNode,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { directiveNames, fieldsOf, hierarchyOf, type Hierarchy, type Service } from './compose-types.ts'

/**
 * The same subgraph, with what its `@requires` say in the words that the composer understands. It knows fragments on object types; one on an
 * interface or a union it finds no way into, or stops at, and one on no type it stops at too. A fragment on an abstract type says
 * the same as one on each object type that may stand for it there.
 * @returns the very service where nothing had to be said otherwise.
 */
export function spellOutRequires(service: Service): Service {
  const { typeDefs } = service
  const requires = directiveNames(typeDefs)('@requires')
  if (!mentions(typeDefs, requires)) return service
  const fields = fieldsOf(service)
  const hierarchy = hierarchyOf([typeDefs])
  let parent = ''
  let isChanged = false
  const spelt: DocumentNode = visit(typeDefs, {
    ObjectTypeDefinition: ({ name }) => void (parent = name.value),
    ObjectTypeExtension: ({ name }) => void (parent = name.value),
    InterfaceTypeDefinition: ({ name }) => void (parent = name.value),
    InterfaceTypeExtension: ({ name }) => void (parent = name.value),
    Directive(directive) {
      if (directive.name.value !== requires) return
      const [argument] = directive.arguments ?? []
      if (argument?.value.kind !== Kind.STRING || !argument.value.value.includes('...')) return
      const selection = selectionOf(argument.value.value)
      if (selection === null) return
      const said = spellOut(selection, parent, { fields, hierarchy })
      isChanged = true
      const value = { kind: Kind.STRING, value: print(said).slice(1, -1).replace(/\s+/g, ' ').trim() } as const
      return { ...directive, arguments: [{ ...argument, value }] }
    },
  })
  return isChanged ? { ...service, typeDefs: spelt } : service
}

type Types = { readonly fields: ReturnType<typeof fieldsOf>; readonly hierarchy: Hierarchy }

function spellOut(set: SelectionSetNode, parent: string, types: Types): SelectionSetNode {
  return { ...set, selections: set.selections.flatMap((selection) => spellOutOne(selection, parent, types)) }
}

function spellOutOne(selection: SelectionNode, parent: string, types: Types): readonly SelectionNode[] {
  switch (selection.kind) {
    case Kind.FIELD: {
      if (selection.selectionSet === undefined) return [selection]
      const type = types.fields.get(parent)?.get(selection.name.value)?.type
      if (type === undefined) return [selection]
      const inside = spellOut(selection.selectionSet, namedTypeOf(print(type)), types)
      return [{ ...selection, selectionSet: inside.selections.length > 0 ? inside : TYPENAME }]
    }
    case Kind.INLINE_FRAGMENT:
      return spellOutFragment(selection, parent, types)
    case Kind.FRAGMENT_SPREAD:
      return [selection]
  }
}

function spellOutFragment(fragment: InlineFragmentNode, parent: string, types: Types): readonly SelectionNode[] {
  const { hierarchy } = types
  const condition = fragment.typeCondition?.name.value ?? parent
  // It narrows nothing: what is inside may as well stand outside.
  if (hierarchy.subtypesOf(condition).has(parent)) return spellOut(fragment.selectionSet, parent, types).selections
  const possible = new Set(hierarchy.objectsOf(parent))
  return hierarchy
    .objectsOf(condition)
    .filter((name) => possible.has(name))
    .map((name): InlineFragmentNode => ({ ...fragment, ...spelledFor(name, fragment, types) }))
    .filter(({ selectionSet }) => selectionSet.selections.length > 0)
}

function spelledFor(
  name: string,
  { selectionSet }: InlineFragmentNode,
  types: Types,
): Pick<InlineFragmentNode, 'typeCondition' | 'selectionSet'> {
  return {
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
    selectionSet: spellOut(selectionSet, name, types),
  }
}

/** What is left where nothing inside can ever be there. */
const TYPENAME: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
}

/** Null: it is none, which the composer has words for. */
function selectionOf(fieldSet: string): SelectionSetNode | null {
  try {
    const [operation] = parse(`{ ${fieldSet} }`, { noLocation: true }).definitions
    return operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet : null
  } catch {
    return null
  }
}

function mentions(typeDefs: DocumentNode, directive: string): boolean {
  let found = false
  visit(typeDefs, { Directive: ({ name }) => void (found ||= name.value === directive) })
  return found
}

function namedTypeOf(type: string): string {
  return type.replaceAll(/[[\]!]/g, '')
}
