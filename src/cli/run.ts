import { CommanderError } from 'commander'
import { ConfigurationError } from '../errors.ts'
import { CommandFailure } from './failure.ts'
import { commandFirst } from './leading-options.ts'
import { createProgram } from './program.ts'
import { readVersion } from '../version.ts'

/** Runs one command line; how it ended is in `process.exitCode`. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await createProgram(readVersion()).parseAsync(commandFirst(argv))
  } catch (error) {
    if (error instanceof CommandFailure) {
      process.stderr.write(`pcigraph: ${error.message}\n`)
      process.exitCode = error.exitCode
    } else if (error instanceof ConfigurationError) {
      // Of what is only tried when it is needed: a port that is taken, a policy that changed meanwhile.
      process.stderr.write(`pcigraph: ${error.message}\n`)
      process.exitCode = 2
    } else if (error instanceof CommanderError) {
      // It has said already what is wrong, or has printed the help or the version that was asked for.
      process.exitCode = error.exitCode === 0 ? 0 : 2
    } else {
      throw error
    }
  }
}
