import { FETCHES, upstreamOf, type FetchName, type FetchUpstream } from '../schema/fetch.ts'
import { WAYS, type Question } from './explain-calls.ts'
import { beside, NONE, plus, times, upTo, type Range } from './explain-range.ts'

/** What is asked together. */
export type Level = { readonly level: number; readonly fetches: readonly LevelFetch[] }

export type LevelFetch = {
  readonly upstream: FetchUpstream
  /** In words. */
  readonly asks: string
  /** Paths of the fields that ask, by response keys. */
  readonly fields: readonly string[]
  /** HTTP calls; of the PCI store, statements in each cell. */
  readonly calls: Range
  /** How many cells are asked; told to who may see cells. */
  readonly cells?: number
}

/** By upstream, as the receipt counts them; of the PCI store for who may see cells. */
export type TotalCalls = { readonly calls: Readonly<Partial<Record<FetchUpstream, Range>>> }

/** A field that has something fetched. */
export type FetchUse = {
  readonly what: FetchName
  readonly level: number
  readonly path: string
  /** The objects that it is a field of: fields of the same objects share a batch. */
  readonly parent: string
  readonly keys: Range
  readonly waves: number
  /** What tells its question from those of other fields of the same objects. */
  readonly args: string
  readonly question: Question
}

/** Gathers fetches into batches, and batches into levels. */
export function createFetchPlan() {
  const batches = new Map<string, [FetchUse, ...FetchUse[]]>()
  return {
    add(use: FetchUse): void {
      const name = WAYS[use.what].isOnce ? use.what : `${use.parent} ${use.what}`
      const batch = batches.get(name)
      if (batch) batch.push(use)
      else batches.set(name, [use])
    },

    /** `cells`: null for who may not see them. */
    summary(cells: number | null): { levels: readonly Level[]; total: TotalCalls } {
      const counted = Array.from(batches.values(), countBatch).filter(({ calls }) => calls.atMost !== 0)
      const levels = [SIGN_IN]
      for (const [level, ofLevel] of [...Map.groupBy(counted, (batch) => batch.level)].sort(([a], [b]) => a - b)) {
        const fetches = Map.groupBy(ofLevel, ({ what }) => what)
        levels.push({ level, fetches: Array.from(fetches, ([what, same]) => fetchOfLevel(what, same, cells)) })
      }
      return { levels, total: { calls: totalOf(counted, cells) } }
    },
  }
}

const SIGN_IN: Level = {
  level: 0,
  fetches: [
    { upstream: 'keystone', asks: 'whose the token is, at most every ten seconds', fields: [], calls: upTo(1) },
  ],
}

type CountedBatch = Pick<FetchUse, 'what' | 'level'> & {
  readonly paths: readonly string[]
  readonly calls: Range
}

function countBatch(batch: readonly [FetchUse, ...FetchUse[]]): CountedBatch {
  const [{ what, waves }] = batch
  const byQuestion = new Map(batch.map((use) => [use.args, use]))
  const distinct = [...byQuestion.values()]
  const calls = WAYS[what].calls({
    keys: distinct.map(({ keys }) => keys).reduce(plus, NONE),
    waves,
    questions: distinct.map(({ question }) => question),
  })
  return {
    what,
    level: Math.min(...batch.map(({ level }) => level)),
    paths: batch.map(({ path }) => path),
    calls,
  }
}

function fetchOfLevel(what: FetchName, batches: readonly CountedBatch[], cells: number | null): LevelFetch {
  const upstream = upstreamOf(what)
  const words: Readonly<Record<string, string>> = FETCHES[upstream]
  return {
    upstream,
    asks: words[what] ?? what,
    fields: [...new Set(batches.flatMap(({ paths }) => paths))],
    calls: batches.map(({ calls }) => calls).reduce(beside, NONE),
    ...(upstream === 'pci store' && cells !== null && { cells }),
  }
}

function totalOf(batches: readonly CountedBatch[], cells: number | null): TotalCalls['calls'] {
  const totals: Partial<Record<FetchUpstream, Range>> = { keystone: upTo(1) }
  // What brings the same objects may be the very same call.
  const families = Map.groupBy(batches, ({ what }) => WAYS[what].family ?? what)
  for (const family of families.values()) {
    const [upstream = null] = family.map(({ what }) => upstreamOf(what))
    if (upstream === null || (upstream === 'pci store' && cells === null)) continue
    const calls = family.map((batch) => batch.calls).reduce(beside, NONE)
    const inCells = upstream === 'pci store' ? upTo(times(calls.atMost, cells)) : calls
    totals[upstream] = plus(totals[upstream] ?? NONE, inCells)
  }
  return totals
}
