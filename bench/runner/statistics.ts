export type Interval = { readonly value: number; readonly low: number; readonly high: number }

/**
 * Cost per request of one contestant against another's, with a 95 % interval: rounds are drawn again and again with
 * replacement (bootstrap), each with the blocks of both, so that what disturbed a whole round disturbs both sides of it.
 */
export function ratioOf<Block extends { readonly requests: number }>(
  rounds: readonly { readonly ours: Block; readonly theirs: Block }[],
  costOf: (block: Block) => number,
): Interval {
  const [ours, theirs] = [
    costsOf(
      rounds.map((round) => round.ours),
      costOf,
    ),
    costsOf(
      rounds.map((round) => round.theirs),
      costOf,
    ),
  ]
  return estimate(rounds.length, (drawn) => averageOf(ours, drawn) / averageOf(theirs, drawn))
}

/** What one contestant costs per request more than another, against what a third costs; the same way. */
export function excessOf<Block extends { readonly requests: number }>(
  rounds: readonly { readonly ours: Block; readonly without: Block; readonly theirs: Block }[],
  costOf: (block: Block) => number,
): Interval {
  const ours = costsOf(
    rounds.map((round) => round.ours),
    costOf,
  )
  const without = costsOf(
    rounds.map((round) => round.without),
    costOf,
  )
  const theirs = costsOf(
    rounds.map((round) => round.theirs),
    costOf,
  )
  return estimate(
    rounds.length,
    (drawn) => (averageOf(ours, drawn) - averageOf(without, drawn)) / averageOf(theirs, drawn),
  )
}

function estimate(rounds: number, read: (drawn: readonly number[]) => number): Interval {
  const random = createRandom(1)
  const all = Array.from({ length: rounds }, (_, index) => index)
  const drawn = Array.from({ length: 4000 }, () => read(all.map(() => Math.floor(random() * rounds))))
  return { value: read(all), low: percentile(drawn, 2.5), high: percentile(drawn, 97.5) }
}

function costsOf<Block extends { readonly requests: number }>(
  blocks: readonly Block[],
  costOf: (block: Block) => number,
): { readonly cost: number; readonly requests: number }[] {
  return blocks.map((block) => ({ cost: costOf(block), requests: block.requests }))
}

/** The median of some samples, with a 95 % interval (bootstrap). */
export function medianOf(samples: readonly number[]): Interval {
  const random = createRandom(1)
  const drawn = Array.from({ length: 4000 }, () =>
    percentile(
      samples.map(() => samples[Math.floor(random() * samples.length)] ?? NaN),
      50,
    ),
  )
  return { value: percentile(samples, 50), low: percentile(drawn, 2.5), high: percentile(drawn, 97.5) }
}

export function perRequest<Block extends { readonly requests: number }>(
  blocks: readonly Block[],
  costOf: (block: Block) => number,
): number {
  return sum(blocks.map(costOf)) / sum(blocks.map(({ requests }) => requests))
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

function averageOf(
  blocks: readonly { readonly cost: number; readonly requests: number }[],
  drawn: readonly number[],
): number {
  let [cost, requests] = [0, 0]
  for (const index of drawn) {
    cost += blocks[index]?.cost ?? 0
    requests += blocks[index]?.requests ?? 0
  }
  return cost / requests
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
