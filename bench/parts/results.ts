import type { JoinedRival } from '../rivals/joined/joined-rival.ts'
import type { Rival } from '../rivals/rival.ts'
import type { JoinedSummary } from '../runner/joined-summary.ts'
import type { Interval } from '../runner/statistics.ts'
import type { Machine, QuestionSummary } from '../runner/summary.ts'

/** All that one run has found; null and empty: not measured. */
export type Results = {
  readonly machine: Machine
  readonly rivals: readonly Rival[]
  readonly questions: readonly QuestionsAtLatency[]
  readonly growth: Growth | null
  readonly bigReport: readonly BigReport[] | null
  readonly start: Start | null
  readonly federation: Federation | null
}

/** The questions, with that latency added to each answer of the cloud. */
export type QuestionsAtLatency = { readonly latencyMs: number; readonly summaries: readonly QuestionSummary[] }

/** What the same list costs as the cloud grows. */
export type Growth = {
  readonly rivals: readonly {
    readonly name: string
    readonly sizes: readonly {
      readonly servers: number
      readonly cpuMsPerServer: number
      readonly p50Ms: number
      readonly peakMib: number | null
    }[]
    /** CPU per server in the largest cloud against the one before. */
    readonly largestAgainstNext: Interval
  }[]
}

/** A report of 100,000 devices by one rival. */
export type BigReport = {
  readonly name: string
  readonly devices: number
  readonly servers: number
  /** Millions of bytes. Null where the system does not tell. */
  readonly peakAboveIdleMb: number | null
  /** From the end of the first page of servers, as the cloud sent it, to the first byte of the answer's body. */
  readonly firstByteMs: Interval
  readonly wholeMs: Interval
  readonly isStreamed: boolean
}

/** Of this program, from its process's start to its first answer. */
export type Start = { readonly toFirstAnswerMs: Interval; readonly samplesMs: readonly number[] }

/** Gateways of two graphs. */
export type Federation = { readonly rivals: readonly JoinedRival[]; readonly summaries: readonly JoinedSummary[] }
