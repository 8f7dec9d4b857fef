import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { DemoCloud, DemoUsers } from '../../src/demo/demo-cloud.ts'

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

export type CommandOptions = {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
}

/** Runs `pcigraph` as a process of its own, to its end. */
export async function pcigraph(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const child = startPcigraph(args, options)
  child.stdin.end(options.input ?? '')
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, stdout, stderr }
}

/** The same, still running. */
export function startPcigraph(args: readonly string[], { env = {} }: CommandOptions = {}) {
  return spawn(process.execPath, ['src/cli/main.ts', ...args], { cwd: ROOT, env: { ...cleanEnvironment(), ...env } })
}

/** A line of a shell, in which `pcigraph` is the command. */
export async function shell(script: string, { env = {} }: CommandOptions = {}): Promise<Ended> {
  const child = spawn('bash', ['-c', `pcigraph() { "${process.execPath}" src/cli/main.ts "$@"; }\n${script}`], {
    cwd: ROOT,
    env: { ...cleanEnvironment(), ...env },
  })
  child.stdin.end()
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, stdout, stderr }
}

const ROOT = new URL('../..', import.meta.url)

/** What the machine has set for a cloud or for this program is none of a test's business. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(OS_|PCIGRAPH_|NODE_ENV|VITEST|FORCE_COLOR|NO_COLOR|COLUMNS|HOST$|PORT$)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

/** The variables that sign a user in to a demo cloud as to a real one, its cells' databases with them. */
export function cloudEnvironment(demo: DemoCloud, user: keyof DemoUsers = 'admin'): Record<string, string> {
  const { id, password, projectId } = demo.users[user]
  return {
    OS_AUTH_URL: demo.authUrl,
    OS_USER_ID: id,
    OS_PASSWORD: password,
    OS_REGION_NAME: demo.region,
    ...(projectId === null ? { OS_SYSTEM_SCOPE: 'all' } : { OS_PROJECT_ID: projectId }),
    PCIGRAPH_SOURCES: demo.cells.map(({ name, url }) => `${name}=${url}`).join(' '),
  }
}

/** The lines of a text, without the last line's end. */
export function linesOf(output: string): string[] {
  return output.replace(/\n$/, '').split('\n')
}
