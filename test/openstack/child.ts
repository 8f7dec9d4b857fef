import { spawn } from 'node:child_process'

export type ChildOptions = {
  /** Added to this process's own. */
  readonly env?: Readonly<Record<string, string>>
  /** Where its standard output goes; its errors always go to ours. */
  readonly stdout: 'to stdout' | 'to stderr' | 'returned'
  /** Ends it and everything that it started in its process group. */
  readonly signal?: AbortSignal
}

/** Runs a program to its end. @returns its exit code (128 and more: killed), and what it printed where that was asked for. */
export function runChild(
  command: string,
  args: readonly string[],
  { env = {}, stdout, signal }: ChildOptions,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      resolve({ code: 130, output: '' })
      return
    }
    const output = { 'to stdout': 'inherit', 'to stderr': process.stderr, returned: 'pipe' } as const
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', output[stdout], 'inherit'],
      // A group of its own, so that ending it reaches what it started, and Ctrl-C in a terminal reaches only us.
      detached: true,
    })
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    const end = () => {
      killGroup(child.pid, 'SIGTERM')
      setTimeout(() => killGroup(child.pid, 'SIGKILL'), 10_000).unref()
    }
    signal?.addEventListener('abort', end, { once: true })
    child.on('error', reject)
    child.on('close', (code) => {
      signal?.removeEventListener('abort', end)
      resolve({ code: code ?? 128, output: text })
    })
  })
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // It has ended by itself.
  }
}
