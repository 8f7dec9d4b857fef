import { readConfig } from './config.ts'
import { ConfigurationError } from './errors.ts'
import { serve } from './serve.ts'

try {
  await serve(readConfig({ env: process.env, argv: process.argv.slice(2) }))
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error
  process.stderr.write(`pcigraph does not start. ${error.message}\n`)
  process.exitCode = 2
}
