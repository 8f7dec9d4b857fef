import type { Question } from '../questions/question.ts'
import type { Upstream } from '../upstream/upstream.ts'
import type { Answer, Contestant } from './contestant.ts'
import { requireEqual } from './equal-answers.ts'

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
}

export const CROWD = 4

/** One contestant at work for a while, one kind of request after the other. */
export type Block = {
  readonly requests: number
  readonly cpuMs: number
  readonly elapsedMs: number
  readonly latenciesMs: readonly number[]
  readonly upstreamCalls: number
}

/** By contestant. */
export type Round = ReadonlyMap<string, Block>

export type Measured = {
  readonly question: Question
  /** One request at a time. */
  readonly rounds: readonly Round[]
  /** Several at a time. */
  readonly crowdedRounds: readonly Round[]
  readonly peakMib: ReadonlyMap<string, number | null>
  readonly bytes: number
}

/**
 * Puts one question to all contestants in turns.
 * @throws VoidRun as soon as two answers, of all that are given, are not the same bytes.
 */
export async function measure(
  question: Question,
  contestants: readonly [Contestant, ...Contestant[]],
  upstream: Upstream,
  schedule: Schedule,
  say: (progress: string) => void,
): Promise<Measured> {
  const reference = await agree(question, contestants)
  say(`${question.name}: equal answers of ${reference.answer.body.length} bytes, warming up`)
  const block = (contestant: Contestant, atATime: number, forMs: number) =>
    runBlock(contestant, question, reference, upstream, { atATime, forMs, leastRequests: schedule.leastRequests })
  for (const contestant of contestants) await block(contestant, 1, schedule.warmUpMs)

  for (const contestant of contestants) contestant.resetPeak()
  const inTurns = async (count: number, atATime: number): Promise<Round[]> => {
    const rounds: Round[] = []
    while (rounds.length < count) {
      const round = new Map<string, Block>()
      // There and back again: nobody is always the first, and nobody always comes after the same one.
      for (const contestant of rounds.length % 2 === 0 ? contestants : contestants.toReversed()) {
        round.set(contestant.name, await block(contestant, atATime, schedule.blockMs))
      }
      rounds.push(round)
      say(`${question.name}: ${atATime} at a time, round ${rounds.length} of ${count}`)
    }
    return rounds
  }
  return {
    question,
    rounds: await inTurns(schedule.rounds, 1),
    crowdedRounds: await inTurns(schedule.crowdedRounds, CROWD),
    peakMib: new Map(contestants.map((contestant) => [contestant.name, contestant.peakMib()])),
    bytes: reference.answer.body.length,
  }
}

type Reference = { readonly by: string; readonly answer: Answer }

async function agree(question: Question, [first, ...others]: readonly [Contestant, ...Contestant[]]) {
  const reference: Reference = { by: first.name, answer: await first.ask(question) }
  requireEqual(question.name, reference, reference)
  for (const other of others) {
    requireEqual(question.name, reference, { by: other.name, answer: await other.ask(question) })
  }
  return reference
}

async function runBlock(
  contestant: Contestant,
  question: Question,
  reference: Reference,
  upstream: Upstream,
  {
    atATime,
    forMs,
    leastRequests,
  }: { readonly atATime: number; readonly forMs: number; readonly leastRequests: number },
): Promise<Block> {
  const latenciesMs: number[] = []
  await upstream.forgetCalls()
  const cpuMsBefore = await contestant.cpuMs()
  const startedAt = performance.now()
  const askOnAndOn = async () => {
    while (performance.now() - startedAt < forMs || latenciesMs.length < leastRequests) {
      const askedAt = performance.now()
      const answer = await contestant.ask(question)
      latenciesMs.push(performance.now() - askedAt)
      requireEqual(question.name, reference, { by: contestant.name, answer })
    }
  }
  await Promise.all(Array.from({ length: atATime }, askOnAndOn))
  const elapsedMs = performance.now() - startedAt
  const cpuMs = (await contestant.cpuMs()) - cpuMsBefore
  return { requests: latenciesMs.length, cpuMs, elapsedMs, latenciesMs, upstreamCalls: await upstream.countCalls() }
}
