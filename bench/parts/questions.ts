import type { Options } from '../options.ts'
import { YARDSTICK } from '../rivals/rival.ts'
import type { Contestant } from '../runner/contestant.ts'
import { measure } from '../runner/measure.ts'
import { summarize, type QuestionSummary } from '../runner/summary.ts'
import { SIZE } from '../upstream/upstream.ts'
import { withContestants } from './contestants.ts'
import type { QuestionsAtLatency } from './results.ts'

/** Every question to every rival that is asked it, with each latency. */
export async function measureQuestions(
  options: Options,
  say: (progress: string) => void,
): Promise<QuestionsAtLatency[]> {
  return withContestants(options, async (start) => {
    say(`starting the cloud and ${options.rivals.map(({ name }) => name).join(', ')}`)
    const upstream = await start.upstream(SIZE)
    const contestants: Contestant[] = []
    for (const rival of options.rivals) contestants.push(await start.contestant(rival, upstream))

    const measured: QuestionsAtLatency[] = []
    for (const latencyMs of options.latenciesMs) {
      await upstream.setLatency(latencyMs)
      const summaries: QuestionSummary[] = []
      for (const question of options.questions) {
        const asked = contestants.filter(({ rival }) => rival.questions?.includes(question.name) ?? true)
        const sayHere = (progress: string) => say(`${latencyMs} ms added, ${progress}`)
        const found = await measure(question, asked, options.scheduleOf(latencyMs), sayHere)
        summaries.push(summarize(found, YARDSTICK.name))
      }
      measured.push({ latencyMs, summaries })
    }
    return measured
  })
}
