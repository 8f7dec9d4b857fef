import {
  Kind,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode,
  type UnionTypeDefinitionNode,
  type UnionTypeExtensionNode,
} from 'graphql'
import { extractLinkImplementations } from '@theguild/federation-composition'

/** What the composer is given of a subgraph. */
export type Service = { readonly name: string; readonly url: string; readonly typeDefs: DocumentNode }

/** A field of an object or an interface, as one subgraph has it. */
export type SubgraphField = {
  readonly type: TypeNode
  readonly isExternal: boolean
  readonly isShareable: boolean
  readonly requires: string | null
  readonly provides: string | null
  readonly override: string | null
}

/** What the types of a set of subgraphs are to one another: an interface or a union to what may stand for it. */
export type Hierarchy = {
  /** Names of all types that are, or may stand for, this one; itself among them. */
  subtypesOf(name: string): ReadonlySet<string>
  isAbstract(name: string): boolean
  /** Object types that may stand for this one; of an object type, itself. */
  objectsOf(name: string): readonly string[]
}

const FEDERATION = 'https://specs.apollo.dev/federation'

/** Fields of objects and interfaces by type and name. */
export function fieldsOf({ typeDefs }: Service): ReadonlyMap<string, ReadonlyMap<string, SubgraphField>> {
  const nameOf = directiveNames(typeDefs)
  const types = new Map<string, Map<string, SubgraphField>>()
  for (const definition of typeDefs.definitions) {
    if (!isObject(definition) && !isInterface(definition)) continue
    const isExternalType = hasDirective(definition.directives, nameOf('@external'))
    const isShareableType = hasDirective(definition.directives, nameOf('@shareable'))
    const fields = types.get(definition.name.value) ?? new Map<string, SubgraphField>()
    types.set(definition.name.value, fields)
    for (const field of definition.fields ?? [])
      fields.set(field.name.value, readField(field, { isExternalType, isShareableType }, nameOf))
  }
  return types
}

/** By what name a subgraph calls a directive of Federation. */
export function directiveNames(typeDefs: DocumentNode): (directive: `@${string}`) => string {
  const { resolveImportName } = extractLinkImplementations(typeDefs)
  return (directive) => resolveImportName(FEDERATION, directive).replace(/^@/, '')
}

export function hierarchyOf(documents: readonly DocumentNode[]): Hierarchy {
  const below = new Map<string, Set<string>>()
  const abstract = new Set<string>()
  const add = (type: string, subtype: string) => below.set(type, (below.get(type) ?? new Set<string>()).add(subtype))
  for (const definition of documents.flatMap(({ definitions }) => definitions)) {
    if (isUnion(definition)) {
      abstract.add(definition.name.value)
      for (const member of definition.types ?? []) add(definition.name.value, member.name.value)
    } else if (isObject(definition) || isInterface(definition)) {
      if (isInterface(definition)) abstract.add(definition.name.value)
      for (const { name } of definition.interfaces ?? []) add(name.value, definition.name.value)
    }
  }
  const subtypesOf = (name: string): ReadonlySet<string> => {
    const found = new Set([name])
    // A set grows while it is walked: what is found is looked below too.
    for (const type of found) for (const subtype of below.get(type) ?? []) found.add(subtype)
    return found
  }
  return {
    subtypesOf,
    isAbstract: (name) => abstract.has(name),
    objectsOf: (name) => [...subtypesOf(name)].filter((type) => !abstract.has(type)),
  }
}

/**
 * The type that a field has to clients whose type differs between subgraphs: the one that all others may stand for, and null wherever one
 * of them may be null. Null: there is none, and the subgraphs contradict one another.
 */
export function mergeTypes(types: readonly TypeNode[], hierarchy: Hierarchy): TypeNode | null {
  const nullable = types.filter((type) => type.kind !== Kind.NON_NULL_TYPE)
  const merged = mergeNullable(
    types.map((type) => (type.kind === Kind.NON_NULL_TYPE ? type.type : type)),
    hierarchy,
  )
  return merged === null || nullable.length > 0 ? merged : { kind: Kind.NON_NULL_TYPE, type: merged }
}

type NullableType = Exclude<TypeNode, { readonly kind: Kind.NON_NULL_TYPE }>

function mergeNullable(types: readonly NullableType[], hierarchy: Hierarchy): NullableType | null {
  const lists = types.filter((type) => type.kind === Kind.LIST_TYPE)
  if (lists.length > 0) {
    const inner =
      lists.length === types.length
        ? mergeTypes(
            lists.map(({ type }) => type),
            hierarchy,
          )
        : null
    return inner && { kind: Kind.LIST_TYPE, type: inner }
  }
  const names = new Set(types.flatMap((type) => (type.kind === Kind.NAMED_TYPE ? [type.name.value] : [])))
  const widest = [...names].find((name) => isWithin(names, hierarchy.subtypesOf(name)))
  return widest === undefined ? null : { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: widest } }
}

function isObject(node: DefinitionNode): node is ObjectTypeDefinitionNode | ObjectTypeExtensionNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION
}

function isInterface(node: DefinitionNode): node is InterfaceTypeDefinitionNode | InterfaceTypeExtensionNode {
  return node.kind === Kind.INTERFACE_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_EXTENSION
}

function isUnion(node: DefinitionNode): node is UnionTypeDefinitionNode | UnionTypeExtensionNode {
  return node.kind === Kind.UNION_TYPE_DEFINITION || node.kind === Kind.UNION_TYPE_EXTENSION
}

function readField(
  { type, directives }: FieldDefinitionNode,
  { isExternalType, isShareableType }: { readonly isExternalType: boolean; readonly isShareableType: boolean },
  nameOf: ReturnType<typeof directiveNames>,
): SubgraphField {
  const text = (directive: `@${string}`, argument: string): string | null => {
    const found = directives?.find(({ name }) => name.value === nameOf(directive))
    const value = found?.arguments?.find(({ name }) => name.value === argument)?.value
    return value?.kind === Kind.STRING ? value.value : null
  }
  return {
    type,
    isExternal: isExternalType || hasDirective(directives, nameOf('@external')),
    isShareable: isShareableType || hasDirective(directives, nameOf('@shareable')),
    requires: text('@requires', 'fields'),
    provides: text('@provides', 'fields'),
    override: text('@override', 'from'),
  }
}

function isWithin(names: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...names].every((name) => others.has(name))
}

function hasDirective(directives: readonly ConstDirectiveNode[] | undefined, name: string): boolean {
  return directives?.some((directive) => directive.name.value === name) ?? false
}
