import { fileURLToPath } from 'node:url'
import { runChild } from './child.ts'

export const RELEASES = ['bookworm', 'bullseye', 'trixie'] as const
/** Debian's names. bookworm, or whatever Debian this machine has, is used directly; the others live in chroots. */
export type Release = (typeof RELEASES)[number]

/** strict: `enforce_scope` and `enforce_new_defaults` are true. usual: as the release does of itself. */
export type Policy = 'strict' | 'usual'

/** paused: every process of it has SIGSTOP; killed: SIGKILL. */
export type PartAction = 'stop' | 'kill' | 'pause' | 'resume' | 'start'
export type Part = 'mariadb' | 'keystone' | 'placement' | 'nova-api' | `nova-compute-${string}`

/** The scripts of cloud/ for one release. */
export type Cloud = {
  /** Whether any process of it runs. */
  isRunning(): Promise<boolean>
  /** Starts what does not run, and seeds; says on stderr how far it is. @throws Error when it cannot, or was aborted. */
  up(signal: AbortSignal): Promise<void>
  /** Stops every process of it; its state stays, for a faster start. */
  down(): Promise<void>
  /** One host's nova-compute; a stopped one is down after a minute. */
  host(action: 'stop' | 'start' | 'restart', host: string): Promise<void>
  /** `start` waits until it answers, and resumes what is paused. */
  part(action: PartAction, part: Part): Promise<void>
  /** How Keystone, Placement and Nova's API judge their callers. */
  policy(): Promise<Policy>
  /** Restarts these three where they judge otherwise. @throws Error for strict on Nova 22 */
  setPolicy(policy: Policy): Promise<void>
  /** How to reach it: `OPENSTACK_…`. */
  environment(): Promise<Record<string, string>>
}

export function openCloud(release: Release): Cloud {
  const script = (name: string): [string, ...string[]] =>
    release === 'bookworm' ? [path(`${name}.sh`)] : [path('release.sh'), release, name]
  const run = async (name: string, args: readonly string[], signal?: AbortSignal): Promise<void> => {
    const [file, ...rest] = script(name)
    const { code } = await runChild('bash', [file, ...rest, ...args], {
      stdout: 'to stderr',
      ...(signal && { signal }),
    })
    if (code !== 0) throw new Error(`${name} of the OpenStack of ${release} failed (exit code ${code})`)
  }
  return {
    isRunning: async () => (await runChild('bash', script('status'), { stdout: 'returned' })).code === 0,
    up: (signal) => run('up', [], signal),
    down: () => run('down', []),
    host: (action, host) => run('host', [action, host]),
    part: (action, part) => run('part', [action, part]),
    policy: async () => {
      const { code, output } = await runChild('bash', [...script('policy'), 'show'], { stdout: 'returned' })
      if (code !== 0) throw new Error(`The OpenStack of ${release} does not say its policy (exit code ${code})`)
      return output.trim() === 'strict' ? 'strict' : 'usual'
    },
    setPolicy: (policy) => run('policy', [policy]),
    environment: async () => {
      const { code, output } = await runChild('bash', script('env'), { stdout: 'returned' })
      if (code !== 0) throw new Error(`The OpenStack of ${release} has no environment to print (exit code ${code})`)
      const lines = output.split('\n').filter((line) => line.includes('='))
      return Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      )
    },
  }
}

function path(name: string): string {
  return fileURLToPath(new URL(`cloud/${name}`, import.meta.url))
}
