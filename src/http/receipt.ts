import type { Receipt } from '../model/call.ts'

/** What `extensions.upstream` shows. */
export type ReceiptSummary = {
  readonly calls: readonly {
    readonly upstream: string
    readonly count: number
    readonly ms: number
    readonly keys: number
  }[]
  /** Empty for who may not see cells. */
  readonly sql: readonly { readonly cell: string; readonly count: number; readonly ms: number }[]
  /** HTTP calls and SQL statements together, as far as they are shown. */
  readonly total: number
}

/** Adds up what one request costs upstream. `ms` is the sum over calls, which may have run side by side. */
export function createReceipt(): Receipt & { summary(show: { readonly ofCells: boolean }): ReceiptSummary } {
  const calls = new Map<string, { count: number; ms: number; keys: number }>()
  const statements = new Map<string, { count: number; ms: number }>()
  return {
    addCall({ upstream, ms, keys }) {
      const sum = calls.get(upstream) ?? { count: 0, ms: 0, keys: 0 }
      calls.set(upstream, { count: sum.count + 1, ms: sum.ms + ms, keys: sum.keys + (keys ?? 0) })
    },
    addStatement({ cell, ms }) {
      const sum = statements.get(cell) ?? { count: 0, ms: 0 }
      statements.set(cell, { count: sum.count + 1, ms: sum.ms + ms })
    },
    summary({ ofCells }) {
      const byUpstream = Array.from(calls, ([upstream, sum]) => ({ upstream, ...sum, ms: Math.round(sum.ms) }))
      const byCell = Array.from(ofCells ? statements : [], ([cell, sum]) => ({ cell, ...sum, ms: Math.round(sum.ms) }))
      return {
        calls: byUpstream,
        sql: byCell,
        total: [...byUpstream, ...byCell].reduce((total, { count }) => total + count, 0),
      }
    },
  }
}
