import { readConfig } from './config.ts'
import { ConfigurationError } from './errors.ts'
import { serve } from './serve.ts'

/** `npm start`: serves what the environment and the arguments say, or tells what is wrong with them. */
export async function start(): Promise<void> {
  try {
    await serve(readConfig({ env: process.env, argv: process.argv.slice(2) }))
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    process.stderr.write(`pcigraph does not start. ${error.message}\n`)
    process.exitCode = 2
  }
}
