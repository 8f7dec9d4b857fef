import { Kind, type SelectionSetNode } from 'graphql'
import type { FetchedParts, SubgraphFetch } from './subgraph-fetch.ts'
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
 * @returns null where all keys are whole, as they nearly always are.
 */
export function keepWholeKeys(
  { variables }: SubgraphFetch,
  parts: FetchedParts,
  { keys }: SubgraphPart,
): WholeKeys | null {
  const isWhole = (representation: unknown): boolean => {
    if (!isRecord(representation)) return false
    const found = keys.get(String(representation.__typename))
    return found === undefined || found.some((key) => hasAll(representation, key))
  }
  const lists = parts.entities.map(({ key, variable }) => ({ key, variable, list: listOf(variables[variable]) }))
  if (lists.every(({ list }) => list.every(isWhole))) return null
  const places = new Map(
    lists.map(({ key, list }) => [key, list.flatMap((each, index) => (isWhole(each) ? [index] : []))]),
  )
  return {
    variables: {
      ...variables,
      ...Object.fromEntries(lists.map(({ variable, list }) => [variable, list.filter(isWhole)])),
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
