import { arch, cpus, loadavg, platform, totalmem } from 'node:os'
import type { Block, Measured, Round } from './measure.ts'
import { percentile, perRequest, ratioOf, sum, type Interval } from './statistics.ts'

/** What one contestant's answers to one question cost. Times in milliseconds, per request. */
export type Figures = {
  readonly cpuMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  /** Several at a time; null: not measured. */
  readonly requestsPerSecond: number | null
  readonly peakMib: number | null
  readonly upstreamCalls: number
  readonly upstreamBytes: number
  /** The part of the time, 0 to 1, in which no call to the cloud was under way. */
  readonly ownShare: number
  readonly answerBytes: number
  readonly requests: number
}

/** Of one contestant against another, in the same rounds. */
export type Ratio = { readonly cpu: Interval; readonly wall: Interval }

export type QuestionSummary = {
  readonly name: string
  readonly title: string
  readonly document: string
  readonly rivals: Readonly<Record<string, Figures>>
  /** Against the yardstick. */
  readonly ratios: Readonly<Record<string, Ratio>>
  /** Null: one of them was not asked. */
  ratio(of: string, against: string): Ratio | null
}

/** @param yardstick the contestant that all others are compared with. */
export function summarize(measured: Measured, yardstick: string): QuestionSummary {
  const { question, rounds, peakMib } = measured
  const names = [...peakMib.keys()]
  const ratio = (of: string, against: string): Ratio | null => {
    const pairs = pairsOf(rounds, of, against)
    if (pairs.length === 0) return null
    return { cpu: ratioOf(pairs, ({ cpuMs }) => cpuMs), wall: ratioOf(pairs, ({ latenciesMs }) => sum(latenciesMs)) }
  }
  return {
    name: question.name,
    title: question.title,
    document: question.document,
    rivals: Object.fromEntries(names.map((name) => [name, figuresOf(measured, name)])),
    ratios: Object.fromEntries(
      names.flatMap((name) => {
        const against = name === yardstick ? null : ratio(name, yardstick)
        return against === null ? [] : [[name, against]]
      }),
    ),
    ratio,
  }
}

export type Machine = {
  readonly cpu: string
  readonly cores: number
  readonly memoryMib: number
  readonly platform: string
  readonly node: string
  /** Of the last minute, when the run ended: other work on the machine shows here. */
  readonly load: number
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryMib: Math.round(totalmem() / 1024 / 1024),
    platform: `${platform()} ${arch()}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
  }
}

function figuresOf({ rounds, crowdedRounds, peakMib, bytes }: Measured, name: string): Figures {
  const blocks = blocksOf(rounds, name)
  const crowded = blocksOf(crowdedRounds, name)
  const latencies = blocks.flatMap(({ latenciesMs }) => latenciesMs)
  const requests = sum(blocks.map((block) => block.requests))
  const upstream = (of: 'calls' | 'bytes') => sum(blocks.map((block) => block.upstream[of])) / requests
  return {
    cpuMs: perRequest(blocks, ({ cpuMs }) => cpuMs),
    p50Ms: percentile(latencies, 50),
    p95Ms: percentile(latencies, 95),
    p99Ms: percentile(latencies, 99),
    requestsPerSecond:
      crowded.length === 0
        ? null
        : (1000 * sum(crowded.map((block) => block.requests))) / sum(crowded.map((block) => block.elapsedMs)),
    peakMib: peakMib.get(name) ?? null,
    upstreamCalls: upstream('calls'),
    upstreamBytes: upstream('bytes'),
    ownShare: Math.max(0, 1 - sum(blocks.map((block) => block.upstream.busyMs)) / sum(latencies)),
    answerBytes: bytes.get(name) ?? 0,
    requests,
  }
}

export function blocksOf(rounds: readonly Round[], name: string): Block[] {
  return rounds.flatMap((round) => round.get(name) ?? [])
}

export function pairsOf(rounds: readonly Round[], name: string, other: string) {
  return rounds.flatMap((round) => {
    const [ours, theirs] = [round.get(name), round.get(other)]
    return ours === undefined || theirs === undefined ? [] : [{ ours, theirs }]
  })
}
