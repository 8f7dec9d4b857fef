import type { ChildProcess } from 'node:child_process'
import { Pool } from 'undici'
import { z } from 'zod'
import type { Question } from '../questions/question.ts'
import type { Rival } from '../rivals/rival.ts'
import type { Upstream } from '../upstream/upstream.ts'
import { ask, startChild, stopChild, waitForUrl } from './child.ts'
import { readPeakMib, resetPeak } from './peak-memory.ts'

export type Answer = { readonly status: number; readonly contentType: string; readonly body: Buffer }

/** A rival that runs, and the connections to it. */
export type Contestant = {
  readonly name: string
  /** User and system time of its process since it began, in milliseconds. */
  cpuMs(): Promise<number>
  ask(question: Question): Promise<Answer>
  resetPeak(): void
  /** Largest resident set since the reset. Null where the system does not tell. */
  peakMib(): number | null
  stop(): Promise<void>
}

export type StartOptions = {
  /** Side by side, each kept alive. */
  readonly connections: number
  /** Where each contestant leaves a CPU profile when it ends; null: nowhere. */
  readonly profileDirectory: string | null
}

export async function startContestant(
  rival: Rival,
  upstream: Upstream,
  { connections, profileDirectory }: StartOptions,
): Promise<Contestant> {
  const { file, env } = rival.program(upstream)
  const child = startChild(rival.name, [file], {
    env,
    execArgv: [
      `--import=${new URL('meter.ts', import.meta.url).href}`,
      ...(profileDirectory === null
        ? []
        : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`, `--cpu-prof-name=${rival.name}.cpuprofile`]),
    ],
  })
  try {
    const url = await waitForUrl(child)
    return connect(rival.name, child, url, upstream.token, connections)
  } catch (error) {
    await stopChild(child)
    throw error
  }
}

const usage = z.object({ cpuMs: z.number() })

function connect(name: string, child: ChildProcess, url: URL, token: string, connections: number): Contestant {
  const pool = new Pool(url.origin, { connections, pipelining: 1 })
  const headers = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
    'x-auth-token': token,
  }
  return {
    name,
    cpuMs: async () => usage.parse(await ask(child, 'usage')).cpuMs,
    async ask({ document, variables }) {
      const sent = JSON.stringify({ query: document, variables })
      const response = await pool.request({ path: url.pathname, method: 'POST', headers, body: sent })
      const body = Buffer.from(await response.body.arrayBuffer())
      return { status: response.statusCode, contentType: String(response.headers['content-type']), body }
    },
    resetPeak: () => resetPeak(child.pid),
    peakMib: () => readPeakMib(child.pid),
    async stop() {
      await pool.destroy()
      await stopChild(child)
    },
  }
}
