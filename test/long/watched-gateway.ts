import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoCloud } from '../../src/demo/demo-cloud.ts'
import { cloudEnvironment } from '../cli/command.ts'
import { startProgram, type Program } from '../e2e/start-program.ts'
import type { Seen } from './loop-watch.ts'

/** A gateway in a process of its own, whose event loop and memory are watched from inside. */
export type WatchedGateway = Program & {
  /** What was seen since the last look. */
  look(): Promise<Seen>
}

export async function startWatchedGateway(
  demo: DemoCloud,
  env: Readonly<Record<string, string>> = {},
): Promise<WatchedGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'pcigraph-watch-'))
  const file = join(folder, 'seen.json')
  const program = await startProgram({
    env: {
      ...cloudEnvironment(demo),
      PCIGRAPH_DEMO: '',
      NODE_ENV: 'production',
      NODE_OPTIONS: `--import=${new URL('loop-watch.ts', import.meta.url).href}`,
      LOOP_WATCH_FILE: file,
      ...env,
    },
    throughNpm: false,
  })
  return {
    ...program,
    async look() {
      rmSync(file, { force: true })
      program.signal('SIGUSR2')
      const ended = program.ended().then(({ code, signal }) => {
        throw new Error(`The gateway has ended with ${code ?? signal}:\n${program.stderr().slice(-2000)}`)
      })
      ended.catch(() => undefined)
      while (!existsSync(file)) await Promise.race([sleep(10), ended])
      return JSON.parse(readFileSync(file, 'utf8')) as Seen
    },
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
