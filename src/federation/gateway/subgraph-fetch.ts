import {
  Kind,
  print,
  stripIgnoredCharacters,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { fragmentsOf } from './selection.ts'

/** One question to one subgraph, as the plan has it. */
export type SubgraphFetch = {
  readonly subgraph: string
  readonly kind: 'query' | 'mutation' | 'subscription'
  readonly document: DocumentNode
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
}

/** Entities are asked for by representations, all of one list under one key of the answer. */
export type EntityList = {
  /** `_entities`, or an alias where several lists are asked for at once. */
  readonly key: string
  /** Of the representations. */
  readonly variable: string
  /** What is asked of the entities of a type, each once. */
  readonly fieldsOf: (typeName: string) => readonly AskedField[]
}

export type AskedField = {
  /** Of the answer. */
  readonly key: string
  readonly name: string
}

/** What a document of the plan asks for; looked up once a document, of which a plan has the same whenever it is executed. */
export type FetchedParts = {
  readonly text: string
  /** All that is no list of entities. */
  readonly roots: readonly AskedField[]
  readonly entities: readonly EntityList[]
}

const known = new WeakMap<DocumentNode, FetchedParts>()

export function partsOf(document: DocumentNode): FetchedParts {
  const parts = known.get(document) ?? readParts(document)
  known.set(document, parts)
  return parts
}

function readParts(document: DocumentNode): FetchedParts {
  const fragments = fragmentsOf(document)
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  const roots: AskedField[] = []
  const entities: EntityList[] = []
  for (const selection of operation?.selectionSet.selections ?? []) {
    if (selection.kind !== Kind.FIELD) continue
    const key = (selection.alias ?? selection.name).value
    const given = selection.arguments?.find(({ name }) => name.value === 'representations')?.value
    const { selectionSet } = selection
    if (selection.name.value !== '_entities' || given?.kind !== Kind.VARIABLE || selectionSet === undefined) {
      roots.push({ key, name: selection.name.value })
    } else {
      entities.push({
        key,
        variable: given.name.value,
        fieldsOf: once((typeName) => fieldsIn(selectionSet, typeName, fragments)),
      })
    }
  }
  return { text: stripIgnoredCharacters(print(document)), roots, entities }
}

function fieldsIn(
  { selections }: SelectionSetNode,
  typeName: string,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly FieldNode[] {
  return selections.flatMap((selection): readonly FieldNode[] => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__typename' ? [] : [selection]
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
    const condition = fragment?.typeCondition?.name.value
    // Directly on entities the plan has fragments on their own types; of an interface, it has one for each of its types.
    const holds = fragment !== undefined && (condition === undefined || condition === typeName)
    return holds ? fieldsIn(fragment.selectionSet, typeName, fragments) : []
  })
}

function once(find: (typeName: string) => readonly FieldNode[]): EntityList['fieldsOf'] {
  const known = new Map<string, readonly AskedField[]>()
  return (typeName) => {
    const byKey = () => new Map(find(typeName).map(({ alias, name }) => [(alias ?? name).value, name.value]))
    const found = known.get(typeName) ?? Array.from(byKey(), ([key, name]) => ({ key, name }))
    known.set(typeName, found)
    return found
  }
}
