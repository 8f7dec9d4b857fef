import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** The program as a user starts it: `npm start`, or node itself where a test has no interest in npm. */
export type Program = {
  /** npm's own, or node's. */
  readonly pid: number
  readonly url: string
  readonly startedInMs: number
  stdout(): string
  stderr(): string
  /** The log, line by line. */
  logged(): Record<string, unknown>[]
  signal(name: NodeJS.Signals): void
  /** How it ended, once it has. */
  ended(): Promise<Ending>
  [Symbol.asyncDispose](): Promise<void>
}

export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly ms: number }

export type ProgramOptions = {
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  /** @default true */
  readonly throughNpm?: boolean
}

const root = new URL('../..', import.meta.url)
const SMALL = 'servers=40,hypervisors=8'

/** Starts it on a free port and waits until it listens. */
export async function startProgram(options: ProgramOptions = {}): Promise<Program> {
  const startedAt = performance.now()
  const running = run({ ...options, env: { PCIGRAPH_DEMO: SMALL, ...options.env } })
  const url = await Promise.race([
    running.firstMatch(/ at (http:\S+)\/graphql/),
    running.ended().then(({ code }) => {
      throw new Error(`The program ended with ${code} before it listened:\n${running.stdout()}${running.stderr()}`)
    }),
  ])
  return { ...running, url: url.replace('0.0.0.0', '127.0.0.1'), startedInMs: performance.now() - startedAt }
}

/** Runs it to its end, for starts that fail. */
export async function runProgram(options: ProgramOptions): Promise<Ending & { stdout: string; stderr: string }> {
  await using running = run(options)
  const ending = await running.ended()
  return { ...ending, stdout: running.stdout(), stderr: running.stderr() }
}

function run({ env = {}, args = [], throughNpm = true }: ProgramOptions) {
  const [command, ...given] = throughNpm
    ? ['npm', 'start', '--', '--port', '0', ...args]
    : [process.execPath, 'src/main.ts', '--port', '0', ...args]
  const startedAt = performance.now()
  const child = spawn(command ?? '', given, {
    cwd: root,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const ending = once(child, 'close').then((): Ending => ({
    code: child.exitCode,
    signal: child.signalCode,
    ms: performance.now() - startedAt,
  }))
  return {
    pid: child.pid ?? 0,
    stdout,
    stderr,
    logged: () =>
      stderr()
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('npm '))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    signal: (name: NodeJS.Signals) => void child.kill(name),
    ended: () => ending,
    async firstMatch(pattern: RegExp): Promise<string> {
      for (;;) {
        const found = pattern.exec(stdout())?.[1]
        if (found !== undefined) return found
        await once(child.stdout, 'data')
      }
    },
    [Symbol.asyncDispose]: () => end(child),
  }
}

/** What the machine has set for a cloud or for this program is none of a test's business. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(OS_|PCIGRAPH_|npm_lifecycle|npm_package)/.test(name) &&
        !['PORT', 'HOST', 'NODE_ENV', 'VITEST'].includes(name),
    ),
  )
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (part: string) => (text += part))
  return () => text
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'close')
}
