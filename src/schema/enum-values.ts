/**
 * Values of an enum out of a model's own words: `numaNode` is written NUMA_NODE. Enums of what an upstream says end with
 * UNRECOGNIZED, for what a newer one invents.
 */
export function enumValues<Value extends string>(
  values: readonly Value[],
  descriptions: Readonly<Record<string, string>> = {},
): Record<string, { value: Value; description?: string }> {
  return Object.fromEntries(
    values.map((value) => {
      const name = value.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()
      const description = descriptions[name] ?? (name === 'UNRECOGNIZED' ? UNRECOGNIZED : undefined)
      return [name, description === undefined ? { value } : { value, description }]
    }),
  )
}

const UNRECOGNIZED = 'Something that this version does not know yet; the raw text stands beside it.'
