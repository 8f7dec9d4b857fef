import { Kind, type SelectionSetNode } from 'graphql'
import type { EntityList } from './subgraph-fetch.ts'

type Representation = Readonly<Record<string, unknown>>

/**
 * Representations that tell null of what a field requires and is null. The engine leaves out of them whatever is null, and a subgraph that is
 * not told of a field cannot know that there is none: its `@requires` says that it is told.
 * @param fieldsOf what is asked of entities of a type
 * @param requires what a field needs, by `Type.field`: `requires` of its `join__field`
 * @returns the very list where nothing is missing.
 */
export function tellRequiredNulls(
  representations: readonly unknown[],
  fieldsOf: EntityList['fieldsOf'],
  requires: ReadonlyMap<string, SelectionSetNode>,
): readonly unknown[] {
  if (requires.size === 0) return representations
  const told = representations.map((representation) => {
    if (!isRecord(representation)) return representation
    const type = String(representation.__typename)
    return fieldsOf(type).reduce((filled, { name }) => {
      const required = requires.get(`${type}.${name}`)
      return required === undefined ? filled : withNulls(filled, required)
    }, representation)
  })
  return told.some((representation, index) => representation !== representations[index]) ? told : representations
}

/** @returns the very value where nothing is missing. */
function withNulls(value: Representation, { selections }: SelectionSetNode): Representation {
  return selections.reduce((filled, selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const type = selection.typeCondition?.name.value
      // Whether one on an interface or a union holds is not to be seen from here.
      return type === undefined || type === value.__typename ? withNulls(filled, selection.selectionSet) : filled
    }
    const name = selection.name.value
    if (selection.kind !== Kind.FIELD || name === '__typename') return filled
    const inside = inner(filled[name] ?? null, selection.selectionSet)
    return inside === filled[name] ? filled : { ...filled, [name]: inside }
  }, value)
}

function inner(value: unknown, required: SelectionSetNode | undefined): unknown {
  if (required === undefined) return value
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => inner(item, required))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  return isRecord(value) ? withNulls(value, required) : value
}

function isRecord(value: unknown): value is Representation {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
