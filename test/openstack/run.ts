import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runChild } from './child.ts'
import type { Cloud, Release } from './cloud.ts'
import { openCloud, RELEASES } from './cloud.ts'

const USAGE = `node test/openstack/run.ts [--release ${RELEASES.join('|')}] [--keep] [FILE...]

Starts a real OpenStack from Debian's packages, runs the suites of test/openstack against it, and stops what it started.
--release  Debian 12's (bookworm, without a chroot) unless told otherwise
--keep     leaves the OpenStack running
FILE       only the test files whose path contains it`

await main()

async function main(): Promise<void> {
  const { release, keep, files } = readArguments()
  if (process.getuid?.() !== 0) {
    fail('run as root: it installs Debian packages, runs a MariaDB and a RabbitMQ, and may make a chroot', 2)
  }
  const interruption = listenForSignals()
  const cloud = openCloud(release)
  const wasRunning = await cloud.isRunning()
  let code = 1
  try {
    code = await runSuites(cloud, files, interruption)
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
  } finally {
    if (wasRunning) say(`the OpenStack of ${release} ran before; it is left running`)
    else if (keep) say(`the OpenStack of ${release} is left running`)
    else await cloud.down()
  }
  const signal: unknown = interruption.reason
  process.exitCode = isSignal(signal) ? 128 + constants.signals[signal] : code
}

async function runSuites(cloud: Cloud, files: string[], interruption: AbortSignal): Promise<number> {
  const began = performance.now()
  await cloud.up(interruption)
  const upAt = performance.now()
  say(`OpenStack is ready after ${seconds(upAt - began)}`)
  const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
  const config = fileURLToPath(new URL('vitest.config.ts', import.meta.url))
  const { code } = await runChild(process.execPath, [vitest, 'run', '--config', config, ...files], {
    stdout: 'to stdout',
    env: await cloud.environment(),
    signal: interruption,
  })
  say(`suites took ${seconds(performance.now() - upAt)}, all of it ${seconds(performance.now() - began)}`)
  return code
}

function readArguments(): { release: Release; keep: boolean; files: string[] } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        release: { type: 'string', default: 'bookworm' },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(USAGE)
      process.exit(0)
    }
    const release = RELEASES.find((name) => name === values.release)
    if (release === undefined) fail(`no release "${values.release}"\n\n${USAGE}`, 2)
    return { release, keep: values.keep, files: positionals }
  } catch (error) {
    fail(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, 2)
  }
}

/** Aborted, with the signal's name as its reason, by the first of them; stopping the cloud is not cut short by another. */
function listenForSignals(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      say(`${signal}: stopping`)
      controller.abort(signal)
    })
  }
  return controller.signal
}

function isSignal(reason: unknown): reason is NodeJS.Signals {
  return typeof reason === 'string' && reason in constants.signals
}

function say(message: string): void {
  process.stderr.write(`openstack: ${message}\n`)
}

function fail(message: string, code: number): never {
  say(message)
  process.exit(code)
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
