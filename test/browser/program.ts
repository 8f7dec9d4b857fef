import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

export type Program = {
  /** Without a path. */
  readonly url: string
  [Symbol.asyncDispose](): Promise<void>
}

const START_TIME_LIMIT_MS = 20_000
const END_TIME_LIMIT_MS = 10_000

/** `npm start`, on any free port, with nothing configured: the demo cloud. Its address is read from what it prints. */
export async function startProgram(): Promise<Program> {
  const child = spawn('npm', ['start'], {
    cwd: new URL('../../', import.meta.url),
    env: { ...withoutSettings(process.env), PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: npm, its shell and node can be ended together, should they not end by themselves.
    detached: true,
  })
  try {
    const url = await readUrl(child)
    return { url, [Symbol.asyncDispose]: () => end(child) }
  } catch (error) {
    await end(child)
    throw error
  }
}

/** The cloud of whoever runs the tests is none of their business. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(OS|PCIGRAPH)_/.test(name)))
}

function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const url = /at (http:\/\/127\.0\.0\.1:\d+)\/graphql/.exec(output)?.[1]
      if (url !== undefined) {
        clearTimeout(timeout)
        resolve(url)
      }
    }
    const fail = (what: string): void => {
      clearTimeout(timeout)
      reject(new Error(`npm start ${what}. It printed:\n${output}`))
    }
    const timeout = setTimeout(() => fail(`told no address within ${START_TIME_LIMIT_MS} ms`), START_TIME_LIMIT_MS)
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', (error) => fail(`cannot be run: ${error.message}`))
    child.once('exit', (code) => fail(`ended with ${code}`))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const { pid } = child
  const exit = once(child, 'exit')
  // To npm alone, as its user's service manager would.
  child.kill('SIGTERM')
  const timeout = setTimeout(() => process.kill(-pid, 'SIGKILL'), END_TIME_LIMIT_MS)
  await exit
  clearTimeout(timeout)
}
