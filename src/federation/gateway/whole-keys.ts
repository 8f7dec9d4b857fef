import { Kind, type SelectionSetNode } from 'graphql'
import type { EntityList, FetchedParts, SubgraphFetch } from './subgraph-fetch.ts'
import type { SubgraphPart } from './supergraph-parts.ts'

/** A fetch of entities without those that the subgraph could not tell which they are, and where the others were. */
export type WholeKeys = {
  readonly variables: SubgraphFetch['variables']
  /** By the key of the answer: the place in the plan's list for each place in the list that is sent. */
  readonly places: ReadonlyMap<string, readonly number[]>
  /** How many the plan has asked for. */
  readonly counts: ReadonlyMap<string, number>
  /** Whether nothing is left to ask for. */
  readonly isEmpty: boolean
}

/**
 * Leaves out representations of which a part of the key is null. The engine drops what is null and sends the rest, which another entity
 * may match; a key with a part missing names nothing.
 * @param isInVain whether there is another reason not to ask for one
 * @returns null where all keys are whole, as they nearly always are.
 */
export function keepWholeKeys(
  { variables }: SubgraphFetch,
  parts: FetchedParts,
  { keys }: SubgraphPart,
  isInVain: (representation: unknown, list: EntityList) => boolean,
): WholeKeys | null {
  const isAsked = (representation: unknown, list: EntityList): boolean => {
    if (!isRecord(representation) || isInVain(representation, list)) return false
    const found = keys.get(String(representation.__typename))
    return found === undefined || found.some((key) => hasAll(representation, key))
  }
  const lists = parts.entities.map((entities) => {
    const list = listOf(variables[entities.variable])
    const asked = list.flatMap((each, index) => (isAsked(each, entities) ? [index] : []))
    return { ...entities, list, asked }
  })
  if (lists.every(({ list, asked }) => list.length === asked.length)) return null
  const places = new Map(lists.map(({ key, asked }) => [key, asked]))
  return {
    variables: {
      ...variables,
      ...Object.fromEntries(lists.map(({ variable, list, asked }) => [variable, asked.map((index) => list[index])])),
    },
    places,
    counts: new Map(lists.map(({ key, list }) => [key, list.length])),
    isEmpty: parts.roots.length === 0 && [...places.values()].every(({ length }) => length === 0),
  }
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function hasAll(value: unknown, key: SelectionSetNode): boolean {
  if (Array.isArray(value)) return value.every((item) => hasAll(item, key))
  if (!isRecord(value)) return false
  return key.selections.every((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return true
    const inner = value[selection.name.value]
    if (inner === null || inner === undefined) return false
    return selection.kind !== Kind.FIELD || !selection.selectionSet || hasAll(inner, selection.selectionSet)
  })
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
