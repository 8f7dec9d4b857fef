import type { Question } from '../questions/question.ts'
import type { UpstreamUsage } from '../upstream/usage.ts'
import type { Answer, Contestant } from './contestant.ts'
import { createJury, type Jury } from './equal-answers.ts'
import type { Schedule } from './schedule.ts'
import type { Subgraph, SubgraphUsage } from './subgraph.ts'

export const CROWD = 4

/** One contestant at work for a while, one kind of request after the other. */
export type Block = {
  readonly requests: number
  readonly cpuMs: number
  readonly elapsedMs: number
  readonly latenciesMs: readonly number[]
  readonly upstream: UpstreamUsage
  /** What its subgraphs were asked and cost meanwhile, by name. */
  readonly subgraphs: ReadonlyMap<string, SubgraphUsage>
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
  /** Of the answer, by contestant. */
  readonly bytes: ReadonlyMap<string, number>
}

/**
 * Puts one question to all contestants in turns.
 * @throws VoidRun as soon as two answers, of all that are given, are not equal.
 */
export async function measure(
  question: Question,
  contestants: readonly Contestant[],
  schedule: Schedule,
  say: (progress: string) => void,
): Promise<Measured> {
  const startedAtMs = performance.now()
  const jury = createJury(question)
  const bytes = new Map<string, number>()
  for (const contestant of contestants) {
    const answer = await contestant.ask(question)
    jury.examine(contestant, answer)
    bytes.set(contestant.name, lengthOf(answer))
  }
  say(`${question.name}: equal answers of ${[...new Set(bytes.values())].join(', ')} bytes, warming up`)
  const block = (contestant: Contestant, atATime: number, forMs: number) =>
    runBlock(contestant, question, jury, { atATime, forMs, leastRequests: schedule.leastRequests })
  for (const contestant of contestants) await block(contestant, 1, schedule.warmUpMs)

  for (const contestant of contestants) contestant.resetPeak()
  const inTurns = async (count: number, least: number, atATime: number): Promise<Round[]> => {
    const rounds: Round[] = []
    while (rounds.length < count) {
      if (rounds.length >= least && performance.now() - startedAtMs > schedule.mostMs) break
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
    rounds: await inTurns(schedule.rounds, schedule.leastRounds, 1),
    crowdedRounds: await inTurns(schedule.crowdedRounds, 1, CROWD),
    peakMib: new Map(contestants.map((contestant) => [contestant.name, contestant.peakMib()])),
    bytes,
  }
}

function lengthOf({ bodies }: Answer): number {
  return bodies.reduce((length, body) => length + body.length, 0)
}

async function runBlock(
  contestant: Contestant,
  question: Question,
  jury: Jury,
  {
    atATime,
    forMs,
    leastRequests,
  }: { readonly atATime: number; readonly forMs: number; readonly leastRequests: number },
): Promise<Block> {
  const latenciesMs: number[] = []
  await contestant.upstream.takeUsage()
  const subgraphsBefore = await usageOf(contestant.subgraphs)
  const cpuMsBefore = await contestant.cpuMs()
  const startedAt = performance.now()
  // Examining takes this process a while of its own, which is none of the contestant's.
  let examinedMs = 0
  const askOnAndOn = async (lane: number) => {
    while (performance.now() - startedAt < forMs || latenciesMs.length < leastRequests) {
      const askedAt = performance.now()
      const answer = await contestant.ask(question, lane)
      const answeredAt = performance.now()
      latenciesMs.push(answeredAt - askedAt)
      jury.examine(contestant, answer)
      examinedMs += performance.now() - answeredAt
    }
  }
  await Promise.all(Array.from({ length: atATime }, (_, lane) => askOnAndOn(lane)))
  const elapsedMs = performance.now() - startedAt - examinedMs
  const cpuMs = (await contestant.cpuMs()) - cpuMsBefore
  const subgraphs = await usageOf(contestant.subgraphs)
  return {
    requests: latenciesMs.length,
    cpuMs,
    elapsedMs,
    latenciesMs,
    upstream: await contestant.upstream.takeUsage(),
    subgraphs: new Map(
      Array.from(subgraphs, ([name, { cpuMs: cpuMsNow, calls }]) => [
        name,
        { calls, cpuMs: cpuMsNow - (subgraphsBefore.get(name)?.cpuMs ?? 0) },
      ]),
    ),
  }
}

async function usageOf(subgraphs: readonly Subgraph[]): Promise<Map<string, SubgraphUsage>> {
  return new Map(await Promise.all(subgraphs.map(async (subgraph) => [subgraph.name, await subgraph.usage()] as const)))
}
