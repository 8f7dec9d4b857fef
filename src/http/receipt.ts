import type { Missing, Receipt } from '../model/call.ts'

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
export type ReadableReceipt = Receipt & {
  summary(show: { readonly ofCells: boolean }): ReceiptSummary
  /** How long at least one call or statement was under way. */
  waitedMs(): number
  /** What lists lack, each list once. */
  missing(): readonly Missing[]
  /** What stands in for answers that did not come: the oldest of each source. Empty: all is of now. */
  freshness(): readonly Freshness[]
}

export function createReceipt(): ReadableReceipt {
  const waits: Wait[] = []
  const wait = (ms: number) => {
    const to = performance.now()
    waits.push({ from: to - ms, to })
  }
  const stale = new Map<string, number>()
  const missing = new Map<string, Missing>()
  const calls = new Map<string, { count: number; ms: number; keys: number }>()
  const statements = new Map<string, { count: number; ms: number }>()
  return {
    addCall({ upstream, ms, keys }) {
      wait(ms)
      const sum = calls.get(upstream) ?? { count: 0, ms: 0, keys: 0 }
      calls.set(upstream, { count: sum.count + 1, ms: sum.ms + ms, keys: sum.keys + (keys ?? 0) })
    },
    addStatement({ cell, ms }) {
      wait(ms)
      const sum = statements.get(cell) ?? { count: 0, ms: 0 }
      statements.set(cell, { count: sum.count + 1, ms: sum.ms + ms })
    },
    addStale({ source, ageMs }) {
      stale.set(source, Math.max(ageMs, stale.get(source) ?? 0))
    },
    addPartial: (lacks) => void missing.set(lacks.path.join('.'), lacks),
    missing: () => [...missing.values()],
    freshness: () => Array.from(stale, ([source, ageMs]) => ({ source, ageSeconds: Math.ceil(ageMs / 1000) })),
    waitedMs: () => covered(waits),
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

/** What `extensions.freshness` shows. */
export type Freshness = { readonly source: string; readonly ageSeconds: number }

type Wait = { readonly from: number; readonly to: number }

/** What overlaps counts once. */
function covered(waits: readonly Wait[]): number {
  let sum = 0
  let end = -Infinity
  for (const { from, to } of waits.toSorted((a, b) => a.from - b.from)) {
    sum += Math.max(0, to - Math.max(from, end))
    end = Math.max(end, to)
  }
  return sum
}
