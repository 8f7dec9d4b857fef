import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** Runs a tool of Debian's to its end. */
export async function runTool(
  command: string,
  args: readonly string[],
  options: { readonly input?: string; readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const { input = '', cwd, env = process.env } = options
  const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
  const { promise: code, resolve, reject } = Promise.withResolvers<number | null>()
  child.once('error', () => reject(new Error(`${command} is not here: install Debian's package that has it`)))
  child.once('close', resolve)
  child.stdin.on('error', () => undefined).end(input)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), code])
  return { code: await code, output: stdout + stderr }
}
