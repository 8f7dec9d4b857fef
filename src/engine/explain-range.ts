/** How many there may be. Null: nothing that is known beforehand bounds it. */
export type Range = { readonly atLeast: number; readonly atMost: number | null }

export const NONE: Range = { atLeast: 0, atMost: 0 }
export const ONE: Range = { atLeast: 1, atMost: 1 }
export const UNKNOWN: Range = { atLeast: 0, atMost: null }

export function upTo(atMost: number | null): Range {
  return { atLeast: 0, atMost }
}

export function plus(a: Range, b: Range): Range {
  const isKnown = a.atMost !== null && b.atMost !== null
  return { atLeast: a.atLeast + b.atLeast, atMost: isKnown ? (a.atMost ?? 0) + (b.atMost ?? 0) : null }
}

/** The same side by side, where equal calls may be one. */
export function beside(a: Range, b: Range): Range {
  return { ...plus(a, b), atLeast: Math.max(a.atLeast, b.atLeast) }
}

export function times(count: number | null, factor: number | null): number | null {
  if (count === 0 || factor === 0) return 0
  return count === null || factor === null ? null : Math.min(count * factor, Number.MAX_SAFE_INTEGER)
}

/** The lesser of two bounds, of which one may be missing. */
export function least(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b)
}
