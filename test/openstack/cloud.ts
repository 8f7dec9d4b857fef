import { fileURLToPath } from 'node:url'
import { runChild } from './child.ts'

export const RELEASES = ['bookworm', 'bullseye', 'trixie'] as const
/** Debian's names. bookworm, or whatever Debian this machine has, is used directly; the others live in chroots. */
export type Release = (typeof RELEASES)[number]

/** The scripts of cloud/ for one release. */
export type Cloud = {
  /** Whether any process of it runs. */
  isRunning(): Promise<boolean>
  /** Starts what does not run, and seeds; says on stderr how far it is. @throws Error when it cannot, or was aborted. */
  up(signal: AbortSignal): Promise<void>
  /** Stops every process of it; its state stays, for a faster start. */
  down(): Promise<void>
  /** How to reach it: `OPENSTACK_…`. */
  environment(): Promise<Record<string, string>>
}

export function openCloud(release: Release): Cloud {
  const script = (name: string): [string, ...string[]] =>
    release === 'bookworm' ? [path(`${name}.sh`)] : [path('release.sh'), release, name]
  return {
    isRunning: async () => (await runChild('bash', script('status'), { stdout: 'returned' })).code === 0,
    up: async (signal) => {
      const { code } = await runChild('bash', script('up'), { stdout: 'to stderr', signal })
      if (code !== 0) throw new Error(`The OpenStack of ${release} did not start (exit code ${code})`)
    },
    down: async () => {
      const { code } = await runChild('bash', script('down'), { stdout: 'to stderr' })
      if (code !== 0) throw new Error(`The OpenStack of ${release} did not stop (exit code ${code})`)
    },
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
