import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { startPcigraph } from '../cli/command.ts'

export type Watched = {
  readonly code: number | null
  readonly stderr: string
  readonly lines: number
  readonly firstAfterMs: number
  readonly tookMs: number
  /** The most memory that the process ever had in use, as the kernel counts it. */
  readonly peakMib: number
}

/** What V8 may keep, which a hundred thousand devices do not fit into. Without a limit it lets garbage lie, on a busy machine more of it. */
const HEAP_MIB = 80

/** Runs a command whose output is too long to be kept, in a small heap, and looks at its memory until it ends. */
export async function watch(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Watched> {
  const startedAt = performance.now()
  const child = startPcigraph(args, {
    env: { NODE_ENV: 'production', NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}`, ...env },
  })
  let [stderr, lines, firstAfterMs, peakMib] = ['', 0, Infinity, 0]
  const timer = setInterval(() => (peakMib = Math.max(peakMib, peakMibOf(child.pid ?? 0))), 20)
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
  child.stdout.on('data', (part: Buffer) => {
    firstAfterMs = Math.min(firstAfterMs, performance.now() - startedAt)
    for (let at = part.indexOf(10); at !== -1; at = part.indexOf(10, at + 1)) lines += 1
  })
  await once(child, 'close')
  clearInterval(timer)
  const watched = { code: child.exitCode, stderr, lines, firstAfterMs, tookMs: performance.now() - startedAt, peakMib }
  console.log(
    `${args.join(' ')}: ${lines} lines, the first after ${Math.round(firstAfterMs)} ms, the last after ${Math.round(watched.tookMs)} ms; ${peakMib} MiB`,
  )
  return watched
}

function peakMibOf(pid: number): number {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Math.round(Number(kib ?? 0) / 1024)
  } catch {
    // It has just ended.
    return 0
  }
}
