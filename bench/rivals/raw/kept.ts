import type { Cell } from '../sources/cell.ts'

const MOST_KEPT = 100_000

/** As `raw-keeping` alone. */
const KEEPS = process.env.KEEP === '1'

/**
 * What was counted in the cell's database, as long as nothing is written to it: to look costs next to nothing. Counts alone are kept:
 * rows are read when they are asked for, as by the gateway. Raw itself keeps nothing between requests.
 */
export function createKept<Value>(cell: Cell): () => Map<string, Value> {
  let version = NaN
  let kept = new Map<string, Value>()
  return () => {
    const now = cell.version()
    if (!KEEPS || now !== version || kept.size > MOST_KEPT) kept = new Map()
    version = now
    return kept
  }
}
