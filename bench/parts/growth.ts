import type { Options } from '../options.ts'
import { report } from '../questions/report.ts'
import { OURS, YARDSTICK } from '../rivals/rival.ts'
import type { Contestant } from '../runner/contestant.ts'
import { measure } from '../runner/measure.ts'
import type { Interval } from '../runner/statistics.ts'
import { summarize } from '../runner/summary.ts'
import { cloudOf } from '../upstream/upstream.ts'
import { withContestants } from './contestants.ts'
import type { Growth } from './results.ts'

const SIZES = [100, 1000, 10_000] as const

/** The report of all servers, in clouds of three sizes side by side. */
export async function measureGrowth(options: Options, say: (progress: string) => void): Promise<Growth> {
  return withContestants(options, async (start) => {
    say(`growth: starting clouds of ${SIZES.join(', ')} servers`)
    const contestants: Contestant[] = []
    for (const servers of SIZES) {
      const upstream = await start.upstream(cloudOf(servers))
      for (const rival of [YARDSTICK, OURS]) {
        contestants.push(await start.contestant(rival, upstream, nameOf(rival.name, servers)))
      }
    }
    const sayHere = (progress: string) => say(`growth, ${progress}`)
    const schedule = { ...options.scheduleOf(0), crowdedRounds: 0 }
    const summary = summarize(await measure(report, contestants, schedule, sayHere), YARDSTICK.name)
    const [, next = 0, largest = 0] = SIZES
    return {
      rivals: [YARDSTICK, OURS].map(({ name }) => ({
        name,
        sizes: SIZES.flatMap((servers) => {
          const figures = summary.rivals[nameOf(name, servers)]
          if (figures === undefined) return []
          const { cpuMs, p50Ms, peakMib } = figures
          return [{ servers, cpuMsPerServer: cpuMs / servers, p50Ms, peakMib }]
        }),
        largestAgainstNext: scale(
          summary.ratio(nameOf(name, largest), nameOf(name, next))?.cpu ?? { value: NaN, low: NaN, high: NaN },
          next / largest,
        ),
      })),
    }
  })
}

function nameOf(rival: string, servers: number): string {
  return `${rival}@${servers}`
}

function scale({ value, low, high }: Interval, by: number): Interval {
  return { value: value * by, low: low * by, high: high * by }
}
