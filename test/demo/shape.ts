import { readFileSync } from 'node:fs'

/** A body that a real cloud sent. */
export function recorded(name: string): unknown {
  const file = new URL(`../fixtures/demo/recorded/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as unknown
}

/** What is at a path of keys in it. */
export function part(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? (Reflect.get(found, key) as unknown) : undefined),
    value,
  )
}

/** Keys whose values are the user's or the operator's own words, so that no two clouds have the same. */
const FREE_FORM = ['metadata', 'extra_specs', 'addresses', 'properties', 'features', 'topology', 'tags']
/** Keys by the names of what exists in a cloud. */
const DICTIONARIES = ['inventories', 'usages', 'resources', 'allocations']

/**
 * The keys of a body in their order, and of each list its first item's: equal shapes are what a decoder sees as equal.
 * Null and empty lists say nothing of what would be there, so they are left open.
 */
export function shapeOf(value: unknown): unknown {
  if (value === null) return null
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])]
  if (typeof value !== 'object') return typeof value
  return Object.entries(value).map(([key, inner]) => {
    if (FREE_FORM.includes(key)) return [key]
    if (DICTIONARIES.includes(key))
      return [
        key,
        Object.values(inner as object)
          .slice(0, 1)
          .map(shapeOf),
      ]
    return [key, shapeOf(inner)]
  })
}

/** The keys alone, in order: for objects that hold a null where another of the kind holds more. */
export function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : []
}
