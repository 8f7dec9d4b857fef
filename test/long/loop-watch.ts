/**
 * Loaded into a program by `--import`: watches its event loop, and on SIGUSR2 writes what it saw since the last time to the file
 * that LOOP_WATCH_FILE names. What a turn of the loop took is counted by the thread's own processor time, which other programs of a busy
 * machine do not add to; the time by the clock, which they do, is told beside it.
 */
import { renameSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** One turn of the loop that took long. */
export type LongTurn = { readonly endedAt: number; readonly cpuMs: number; readonly ms: number }

export type Seen = {
  /** The longest turn, by the processor and by the clock. */
  readonly longestCpuMs: number
  readonly longestMs: number
  readonly longTurns: readonly LongTurn[]
  /** How many times as long a piece of work takes this processor now as the one that limits are made for; 1 at least. */
  readonly slowness: number
  readonly rssMib: number
  /** After a collection that leaves nothing. */
  readonly heapMib: number
  /** What keeps a process: sockets, timers, …, by kind. */
  readonly resources: Readonly<Record<string, number>>
}

const EVERY_MS = 10
const LONG_MS = 50
const MOST_KEPT = 50

const file = process.env.LOOP_WATCH_FILE
if (file !== undefined) {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  let [longestCpuMs, longestMs, longTurns] = [0, 0, [] as LongTurn[]]
  let [lastAt, lastCpuMs] = [performance.now(), cpuMs()]
  setInterval(() => {
    const [at, cpu] = [performance.now(), cpuMs()]
    const turn = { endedAt: Date.now(), cpuMs: cpu - lastCpuMs, ms: at - lastAt - EVERY_MS }
    longestCpuMs = Math.max(longestCpuMs, turn.cpuMs)
    longestMs = Math.max(longestMs, turn.ms)
    if (turn.cpuMs > LONG_MS && longTurns.length < MOST_KEPT) longTurns.push(turn)
    ;[lastAt, lastCpuMs] = [at, cpu]
  }, EVERY_MS).unref()

  process.on('SIGUSR2', () => {
    collectGarbage()
    const { rss, heapUsed } = process.memoryUsage()
    const slowness = Math.max(1, yardstickMs() / YARDSTICK_MS)
    const seen: Seen = {
      longestCpuMs,
      longestMs,
      longTurns,
      slowness,
      rssMib: rss / 2 ** 20,
      heapMib: heapUsed / 2 ** 20,
      resources: countEach(process.getActiveResourcesInfo()),
    }
    writeFileSync(`${file}.part`, JSON.stringify(seen))
    renameSync(`${file}.part`, file)
    // What was just done is not the program's own work.
    ;[lastAt, lastCpuMs] = [performance.now(), cpuMs()]
    ;[longestCpuMs, longestMs, longTurns] = [0, 0, []]
  })
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** What the yardstick takes a processor of today. */
const YARDSTICK_MS = 12
const YARDSTICK = Array.from({ length: 2000 }, (_, i) => ({
  id: i,
  name: `server-${i}`,
  addresses: [i, i + 1, `${i}`],
}))

/** The least of a few: what was interrupted does not count. */
function yardstickMs(): number {
  const took = Array.from({ length: 5 }, () => {
    const before = cpuMs()
    for (let time = 0; time < 15; time++) JSON.parse(JSON.stringify(YARDSTICK))
    return cpuMs() - before
  })
  return Math.min(...took)
}

function countEach(names: readonly string[]): Record<string, number> {
  const groups = Object.entries(Object.groupBy(names, (name) => name))
  return Object.fromEntries(groups.map(([name, all]) => [name, all?.length ?? 0]))
}
