import { readFileSync } from 'node:fs'
import { CommanderError } from 'commander'
import { CommandFailure } from './failure.ts'
import { createProgram } from './program.ts'

/** Runs one command line; how it ended is in `process.exitCode`. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await createProgram(readVersion()).parseAsync(argv)
  } catch (error) {
    if (error instanceof CommandFailure) {
      process.stderr.write(`pcigraph: ${error.message}\n`)
      process.exitCode = error.exitCode
    } else if (error instanceof CommanderError) {
      // It has said already what is wrong, or has printed the help or the version that was asked for.
      process.exitCode = error.exitCode === 0 ? 0 : 2
    } else {
      throw error
    }
  }
}

/** Of the package, which is two folders up from here in src and in dist. */
function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown'
}
