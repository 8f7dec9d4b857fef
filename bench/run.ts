import { readGoals } from './goals.ts'
import { readOptions, USAGE, UsageError, type Options } from './options.ts'
import { writeDocumentation } from './output/documentation.ts'
import { asJson } from './output/json.ts'
import { asText } from './output/text.ts'
import { measureBigReport } from './parts/big-report.ts'
import { measureFederation } from './parts/federation.ts'
import { measureGrowth } from './parts/growth.ts'
import { measureQuestions } from './parts/questions.ts'
import type { Results } from './parts/results.ts'
import { measureStart } from './parts/start.ts'
import { endChildren } from './runner/child.ts'
import { VoidRun } from './runner/equal-answers.ts'
import { describeMachine } from './runner/summary.ts'

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
    const results = await run(options)
    const goals = readGoals(results)
    process.stdout.write(options.isJson ? `${asJson(results, goals)}\n` : asText(results, goals))
    if (options.documentation !== null) await writeDocumentation(options.documentation, results, goals)
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

async function run(options: Options): Promise<Results> {
  const begin = performance.now()
  const say = (progress: string) => {
    process.stderr.write(`${((performance.now() - begin) / 1000).toFixed(1).padStart(6)} s  ${progress}\n`)
  }
  const has = (part: (typeof options.parts)[number]) => options.parts.includes(part)
  // The start first, while nothing else of this run is awake.
  const start = has('start') ? await measureStart(say) : null
  const questions = has('questions') ? await measureQuestions(options, say) : []
  const growth = has('growth') ? await measureGrowth(options, say) : null
  const bigReport = has('big-report') ? await measureBigReport(options, say) : null
  const federation = has('federation') ? await measureFederation(options, say) : null
  say('everything that was started has ended')
  return { start, questions, growth, bigReport, federation, rivals: options.rivals, machine: describeMachine() }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
