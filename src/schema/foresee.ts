import type { GraphContext } from './builder.ts'

/** Begins to fetch what a field will need of objects that nobody has yet. It may turn out that none of them needs it. */
type Foresee = (context: GraphContext) => void

/** Whether a list is likely to have objects, and enough of them, that what their fields need is worth being fetched meanwhile. */
type LooksForward = (args: Readonly<Record<string, unknown>>, context: GraphContext) => boolean

type Field = { readonly extensions: Readonly<Record<string, unknown>> }

/** For `extensions` of a list that takes a call: what fields of its objects foresee is begun with that call, and not after it. */
export function looksForward(when: LooksForward): { readonly looksForward: LooksForward } {
  return { looksForward: when }
}

/** For `extensions` of a field that has something fetched which does not depend much on the objects that it is asked of. */
export function foresees(foresee: Foresee): { readonly foresee: Foresee } {
  return { foresee }
}

/** Null: the field waits for nothing that is worth it. */
export function looksForwardOf({ extensions }: Field): LooksForward | null {
  // Nobody but looksForward() writes it.
  return (extensions.looksForward as LooksForward | undefined) ?? null
}

/** Null: nothing can be begun without the object. */
export function foreseeOf({ extensions }: Field): Foresee | null {
  // Nobody but foresees() writes it.
  return (extensions.foresee as Foresee | undefined) ?? null
}
