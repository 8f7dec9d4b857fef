import { setTimeout as sleep } from 'node:timers/promises'
import type { Options } from '../options.ts'
import { pageOfServers } from '../questions/page-of-servers.ts'
import { report } from '../questions/report.ts'
import { OURS, YARDSTICK, type Rival } from '../rivals/rival.ts'
import { createJury } from '../runner/equal-answers.ts'
import { isLines } from '../runner/report-answer.ts'
import { medianOf } from '../runner/statistics.ts'
import { cloudOf, type Upstream } from '../upstream/upstream.ts'
import { withContestants, type Starter } from './contestants.ts'
import type { BigReport } from './results.ts'

const SIZE = cloudOf(25_000)
const REPORTS = 5

/** A report of 100,000 devices: what it takes of memory, and how soon it begins. */
export async function measureBigReport(options: Options, say: (progress: string) => void): Promise<BigReport[]> {
  return withContestants(options, async (start) => {
    say(`big report: starting a cloud of ${SIZE.devices} devices`)
    const upstream = await start.upstream(SIZE)
    const jury = createJury(report)
    const found: BigReport[] = []
    for (const rival of [YARDSTICK, OURS]) found.push(await measureOne(rival, upstream, start, jury, say))
    return found
  })
}

async function measureOne(
  rival: Rival,
  upstream: Upstream,
  start: Starter,
  jury: ReturnType<typeof createJury>,
  say: (progress: string) => void,
): Promise<BigReport> {
  const contestant = await start.contestant(rival, upstream)
  // Idle is who has answered small questions and rests.
  for (let asked = 0; asked < 20; asked++) await contestant.ask(pageOfServers('page20', 20))
  await sleep(3000)
  const idleMib = contestant.residentMib()
  contestant.resetPeak()

  const firstByteMs: number[] = []
  const wholeMs: number[] = []
  let isStreamed = false
  while (wholeMs.length < REPORTS) {
    await upstream.takeUsage()
    const askedAt = performance.now()
    const answer = await contestant.ask(report)
    wholeMs.push(performance.now() - askedAt)
    jury.examine(contestant, answer)
    const { firstPageAtMs } = await upstream.takeUsage()
    firstByteMs.push(answer.firstByteAtMs - (firstPageAtMs ?? NaN))
    isStreamed = isLines(answer)
    say(`big report: ${rival.name}, ${wholeMs.length} of ${REPORTS}`)
  }
  const peakMib = contestant.peakMib()
  return {
    name: rival.name,
    devices: SIZE.devices,
    servers: SIZE.servers,
    peakAboveIdleMb: peakMib === null || idleMib === null ? null : (peakMib - idleMib) * 1.048576,
    firstByteMs: medianOf(firstByteMs),
    wholeMs: medianOf(wholeMs),
    isStreamed,
  }
}
