import { resolve } from 'node:path'
import { readOptions, USAGE, UsageError, type Options } from './options.ts'
import { RIVALS, YARDSTICK } from './rivals/rival.ts'
import { endChildren } from './runner/child.ts'
import { startContestant, type Contestant } from './runner/contestant.ts'
import { VoidRun } from './runner/equal-answers.ts'
import { measure } from './runner/measure.ts'
import { asJson, asText } from './runner/report.ts'
import { describeMachine, summarize, type QuestionSummary } from './runner/summary.ts'
import { SIZE, startUpstream } from './upstream/upstream.ts'

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  process.once('exit', endChildren)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
  try {
    const options = readOptions(args)
    if (options === null) {
      process.stdout.write(USAGE)
      return 0
    }
    const questions = await run(options)
    const machine = describeMachine()
    const { latencyMs, schedule } = options
    const output = options.isJson
      ? `${asJson(questions, machine, { cloud: { ...SIZE, latencyMs }, schedule })}\n`
      : asText(questions, machine)
    process.stdout.write(output)
    return 0
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${USAGE}`)
      return 2
    }
    process.stderr.write(error instanceof VoidRun ? `The run is void. ${error.message}\n` : `${describe(error)}\n`)
    return 1
  }
}

async function run({ latencyMs, profileDirectory, questions, schedule }: Options): Promise<QuestionSummary[]> {
  const begin = performance.now()
  const say = (progress: string) => {
    process.stderr.write(`${((performance.now() - begin) / 1000).toFixed(1).padStart(6)} s  ${progress}\n`)
  }
  say('starting the cloud and the contestants')
  const upstream = await startUpstream({ latencyMs })
  const contestants: Contestant[] = []
  const start = async (rival: (typeof RIVALS)[number]) => {
    const profiles = profileDirectory === null ? null : resolve(profileDirectory)
    const contestant = await startContestant(rival, upstream, { connections: 4, profileDirectory: profiles })
    contestants.push(contestant)
    return contestant
  }
  try {
    const yardstick = await start(YARDSTICK)
    const others: Contestant[] = []
    for (const rival of RIVALS) others.push(await start(rival))
    const summaries: QuestionSummary[] = []
    for (const question of questions) {
      summaries.push(
        summarize(await measure(question, [yardstick, ...others], upstream, schedule, say), yardstick.name),
      )
    }
    return summaries
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.stop()))
    await upstream.stop()
    say('everything that was started has ended')
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
