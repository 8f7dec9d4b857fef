import { arch, cpus, loadavg, platform, totalmem } from 'node:os'
import type { Block, Measured, Round } from './measure.ts'
import { percentile, perRequest, ratioOf, sum, type Interval } from './statistics.ts'

/** What one contestant's answers to one question cost. Times in milliseconds, per request. */
export type Figures = {
  readonly cpuMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  /** Several at a time. */
  readonly requestsPerSecond: number
  readonly peakMib: number | null
  readonly upstreamCalls: number
  readonly requests: number
}

export type QuestionSummary = {
  readonly name: string
  readonly document: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly bytes: number
  readonly rivals: Readonly<Record<string, Figures>>
  /** CPU per request against the yardstick's. */
  readonly ratios: Readonly<Record<string, Interval>>
}

/** @param yardstick the contestant that all others are compared with. */
export function summarize(measured: Measured, yardstick: string): QuestionSummary {
  const { question, rounds, crowdedRounds, peakMib, bytes } = measured
  const names = [...peakMib.keys()]
  return {
    ...question,
    bytes,
    rivals: Object.fromEntries(
      names.map((name) => [name, figuresOf(blocksOf(rounds, name), blocksOf(crowdedRounds, name), peakMib.get(name))]),
    ),
    ratios: Object.fromEntries(
      names.filter((name) => name !== yardstick).map((name) => [name, ratioOf(pairsOf(rounds, name, yardstick))]),
    ),
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

function figuresOf(blocks: readonly Block[], crowded: readonly Block[], peakMib: number | null | undefined): Figures {
  const latencies = blocks.flatMap(({ latenciesMs }) => latenciesMs)
  const requests = sum(blocks.map((block) => block.requests))
  return {
    cpuMs: perRequest(blocks),
    p50Ms: percentile(latencies, 50),
    p95Ms: percentile(latencies, 95),
    p99Ms: percentile(latencies, 99),
    requestsPerSecond:
      (1000 * sum(crowded.map((block) => block.requests))) / sum(crowded.map((block) => block.elapsedMs)),
    peakMib: peakMib ?? null,
    upstreamCalls: sum(blocks.map((block) => block.upstreamCalls)) / requests,
    requests,
  }
}

function blocksOf(rounds: readonly Round[], name: string): Block[] {
  return rounds.flatMap((round) => round.get(name) ?? [])
}

function pairsOf(rounds: readonly Round[], name: string, yardstick: string) {
  return rounds.flatMap((round) => {
    const [ours, theirs] = [round.get(name), round.get(yardstick)]
    return ours === undefined || theirs === undefined ? [] : [{ ours, theirs }]
  })
}
