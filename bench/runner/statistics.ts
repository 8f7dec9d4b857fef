export type Interval = { readonly value: number; readonly low: number; readonly high: number }

/** What one contestant spent in a block on how many requests. */
export type Spent = { readonly cpuMs: number; readonly requests: number }

/**
 * Cost per request of one contestant against another's, with a 95 % interval: rounds are drawn again and again with
 * replacement (bootstrap), each with the blocks of both, so that what disturbed a whole round disturbs both sides of it.
 */
export function ratioOf(rounds: readonly { readonly ours: Spent; readonly theirs: Spent }[]): Interval {
  const ratio = (drawn: typeof rounds) =>
    perRequest(drawn.map(({ ours }) => ours)) / perRequest(drawn.map(({ theirs }) => theirs))
  const random = createRandom(1)
  const drawn = Array.from({ length: 4000 }, () =>
    ratio(rounds.flatMap(() => rounds[Math.floor(random() * rounds.length)] ?? [])),
  )
  return { value: ratio(rounds), low: percentile(drawn, 2.5), high: percentile(drawn, 97.5) }
}

export function perRequest(spent: readonly Spent[]): number {
  return sum(spent.map(({ cpuMs }) => cpuMs)) / sum(spent.map(({ requests }) => requests))
}

/** NaN of nothing. @param percent 0 to 100 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (percent / 100) * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(place)] ?? NaN, sorted[Math.ceil(place)] ?? NaN]
  return below + (above - below) * (place - Math.floor(place))
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** The same draws in every run, so that one measurement has one interval (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
