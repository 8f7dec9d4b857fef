/** How long everything takes, by the clock, so that a slow machine does not make a long run. */
export type Schedule = {
  /** For each contestant and question, before anything is counted. */
  readonly warmUpMs: number
  readonly blockMs: number
  /** A block of dear requests goes on until it has as many. */
  readonly leastRequests: number
  /** In each, every contestant has one block. */
  readonly rounds: number
  /** Rounds of more, with several requests at a time: for requests per second. */
  readonly crowdedRounds: number
  /** A question that has taken so long has no more rounds than these. */
  readonly mostMs: number
  readonly leastRounds: number
}

export const FULL: Schedule = {
  warmUpMs: 5000,
  blockMs: 1000,
  leastRequests: 2,
  rounds: 20,
  crowdedRounds: 2,
  mostMs: 300_000,
  leastRounds: 10,
}

/** With latency added, what is waited for is known well after a few rounds. */
export const FULL_WITH_LATENCY: Schedule = { ...FULL, warmUpMs: 1000, rounds: 6, leastRounds: 4, mostMs: 90_000 }

export const SHORT: Schedule = {
  warmUpMs: 2000,
  blockMs: 600,
  leastRequests: 2,
  rounds: 12,
  crowdedRounds: 1,
  mostMs: 20_000,
  leastRounds: 4,
}
