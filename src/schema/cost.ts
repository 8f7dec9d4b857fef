import { getNamedType, isCompositeType, isListType, getNullableType, type GraphQLOutputType } from 'graphql'

/** How long a list is held to be before it is there, as `@listSize` says it. */
export type ListSize = {
  /** Where no argument says it. */
  readonly assumedSize?: number
  /** The argument whose number, or whose length, it is. */
  readonly slicingArguments?: readonly string[]
  /** The lists inside the object that have this size; without them, the field itself is the list. */
  readonly sizedFields?: readonly string[]
  readonly requireOneSlicingArgument?: boolean
}

/** For `extensions` of a field that costs more than the object that it shows: work of its own upstream. */
export function costs(weight: number) {
  return { cost: weight }
}

/** For `extensions` of a list of objects that no argument cuts: how many are usual, or rather a few more. */
export function assumes(assumedSize: number) {
  return { listSize: { assumedSize } satisfies ListSize }
}

/** For `extensions` of a connection: the lists that are as long as the page that is asked for. */
export const SIZED = { sizedFields: ['nodes', 'edges'] as readonly string[] }

/** A page is as long as it is asked to be. */
export const DEFAULT_PAGE_SIZE = 50

type Field = {
  readonly type: GraphQLOutputType
  readonly args: readonly { readonly name: string }[]
  readonly extensions: Readonly<Record<string, unknown>>
}

/** Null: the field neither is a list of known size nor sets the size of lists inside. */
export function listSizeOf(field: Field): ListSize | null {
  const { listSize } = field.extensions
  // Nobody but assumes() and subgraphs' own fields write it.
  if (listSize !== undefined) return listSize
  const { sizedFields } = getNamedType(field.type).extensions
  if (!Array.isArray(sizedFields) || !field.args.some(({ name }) => name === 'first')) return null
  return {
    assumedSize: DEFAULT_PAGE_SIZE,
    slicingArguments: ['first'],
    sizedFields: sizedFields.map(String),
    // It has a default.
    requireOneSlicingArgument: false,
  }
}

/** An object costs 1 and what is read of it nothing, unless the field says otherwise. */
export function weightOf(field: Pick<Field, 'type' | 'extensions'>): number {
  const { cost } = field.extensions
  return typeof cost === 'number' ? cost : isCompositeType(getNamedType(field.type)) ? 1 : 0
}

export function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type))
}
