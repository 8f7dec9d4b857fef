import type { ChildProcess } from 'node:child_process'
import { Pool } from 'undici'
import { z } from 'zod'
import type { Question } from '../questions/question.ts'
import type { Rival } from '../rivals/rival.ts'
import type { Upstream } from '../upstream/upstream.ts'
import { sharedClockMs } from '../upstream/usage.ts'
import { ask, startChild, stopChild, waitForUrl } from './child.ts'
import { readPeakMib, readResidentMib, resetPeak } from './peak-memory.ts'
import { createReportAsker } from './report-answer.ts'
import type { Subgraph } from './subgraph.ts'

export type Answer = {
  readonly status: number
  readonly contentType: string
  /** Several of a report that came in pages. */
  readonly bodies: readonly Buffer[]
  /** By the clock that all processes of the machine share. */
  readonly firstByteAtMs: number
}

/** A rival that runs, and the connections to it. */
export type Contestant = {
  readonly name: string
  readonly rival: Rival
  /** The cloud that it asks. */
  readonly upstream: Upstream
  /** Processes that it asks, of which each is a graph. */
  readonly subgraphs: readonly Subgraph[]
  /** User and system time of its process since it began, in milliseconds. */
  cpuMs(): Promise<number>
  /** @param lane of those that ask at the same time: each has a token of its own, as people have. */
  ask(question: Question, lane?: number): Promise<Answer>
  resetPeak(): void
  /** Largest resident set since the reset. Null where the system does not tell. */
  peakMib(): number | null
  residentMib(): number | null
  stop(): Promise<void>
}

export type StartOptions = {
  /** Side by side, each kept alive. */
  readonly connections: number
  /** Where each contestant leaves a CPU profile when it ends; null: nowhere. */
  readonly profileDirectory: string | null
  /** Where it is known by more than the rival's name. */
  readonly name?: string
  readonly subgraphs?: readonly Subgraph[]
}

export async function startContestant(
  rival: Rival,
  upstream: Upstream,
  { connections, profileDirectory, name = rival.name, subgraphs = [] }: StartOptions,
): Promise<Contestant> {
  const { file, args = [], env } = rival.program(upstream)
  const child = startChild(name, [file, ...args], {
    env,
    execArgv: [
      `--import=${new URL('meter.ts', import.meta.url).href}`,
      ...(profileDirectory === null
        ? []
        : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`, `--cpu-prof-name=${name}.cpuprofile`]),
    ],
  })
  try {
    const url = await waitForUrl(child)
    return connect({ name, rival, upstream, subgraphs, child, url, connections })
  } catch (error) {
    await stopChild(child)
    throw error
  }
}

const usage = z.object({ cpuMs: z.number() })

function connect({
  name,
  rival,
  upstream,
  subgraphs,
  child,
  url,
  connections,
}: {
  readonly name: string
  readonly rival: Rival
  readonly upstream: Upstream
  readonly subgraphs: readonly Subgraph[]
  readonly child: ChildProcess
  readonly url: URL
  readonly connections: number
}): Contestant {
  const pool = new Pool(url.origin, { connections, pipelining: 1, headersTimeout: 120_000, bodyTimeout: 120_000 })
  const reportAskers = new Map<string, () => Promise<Answer>>()

  function askForReport(document: string, lane: number): Promise<Answer> {
    const key = `${lane} ${document}`
    const asker =
      reportAskers.get(key) ?? createReportAsker((variables, accept) => send(document, variables, accept, lane))
    reportAskers.set(key, asker)
    return asker()
  }

  async function send(
    document: string,
    variables: Readonly<Record<string, unknown>>,
    accept: string,
    lane: number,
  ): Promise<Answer> {
    const response = await pool.request({
      path: url.pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': upstream.tokens[lane] ?? '', accept },
      body: JSON.stringify({ query: document, variables }),
    })
    const chunks: Buffer[] = []
    let firstByteAtMs: number | null = null
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      firstByteAtMs ??= sharedClockMs()
      chunks.push(chunk)
    }
    return {
      status: response.statusCode,
      contentType: String(response.headers['content-type']),
      bodies: [Buffer.concat(chunks)],
      firstByteAtMs: firstByteAtMs ?? sharedClockMs(),
    }
  }

  return {
    name,
    rival,
    upstream,
    subgraphs,
    cpuMs: async () => usage.parse(await ask(child, 'usage')).cpuMs,
    ask({ document, variables, form }, lane = 0) {
      if (form === 'report') return askForReport(document, lane)
      return send(document, variables(upstream), 'application/graphql-response+json', lane)
    },
    resetPeak: () => resetPeak(child.pid),
    peakMib: () => readPeakMib(child.pid),
    residentMib: () => readResidentMib(child.pid),
    async stop() {
      await pool.destroy()
      await stopChild(child)
    },
  }
}
