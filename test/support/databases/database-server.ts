import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A database server of our own: on a free port, in a directory that goes with it. */
export type DatabaseServer = AsyncDisposable & {
  readonly port: number
  readonly directory: string
  start(): Promise<void>
  /** As a crash does: at once, telling nobody. */
  kill(): Promise<void>
  /** Its first process stands still, or goes on: of a server that has no others that is all of it. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
}

export type ServerProgram = {
  /** Debian's package, for who has to install it. */
  readonly debianPackage: string
  readonly binaries: readonly string[]
  /** Whom the server runs as where the suite is run by root. Null: by root, too. */
  readonly systemUser: string | null
  /** Ends the server and all its children at once, without a good-bye to its clients. */
  readonly crashSignal: 'SIGKILL' | 'SIGQUIT'
  /** Texts by the names of files beside the data directory, which nobody else may read. */
  readonly files?: Readonly<Record<string, string>>
  /** Makes the data directory. */
  initialise(directory: string): readonly [command: string, ...args: string[]]
  serve(directory: string, port: number): readonly [command: string, ...args: string[]]
  /** Rejects as long as the server does not answer. */
  check(server: { readonly port: number; readonly directory: string }): Promise<void>
}

export async function createDatabaseServer(program: ServerProgram): Promise<DatabaseServer> {
  const missing = program.binaries.find((binary) => !existsSync(binary))
  if (missing !== undefined) {
    throw new Error(`${missing} is missing: install Debian's package ${program.debianPackage}`)
  }
  const identity = await serverIdentity(program.systemUser)
  const directory = await mkdtemp(join(tmpdir(), 'pcigraph-db-'))
  await chmod(directory, 0o755)
  if (identity !== null) await chown(directory, identity.uid, identity.gid)
  for (const [name, text] of Object.entries(program.files ?? {})) {
    const path = join(directory, name)
    await writeFile(path, text, { mode: 0o600 })
    if (identity !== null) await chown(path, identity.uid, identity.gid)
  }
  const [command, ...args] = program.initialise(directory)
  const made = spawnSync(command, args, { ...identity, cwd: directory, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`${command} failed: ${made.stdout}${made.stderr}`)

  const port = await findFreePort()
  let running: ChildProcess | null = null
  // A suite that is interrupted leaves no server behind.
  const killAtExit = () => running?.kill(program.crashSignal)
  process.on('exit', killAtExit)

  async function kill(): Promise<void> {
    const child = running
    running = null
    if (child?.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(program.crashSignal)
    await ended
  }

  return {
    port,
    directory,
    async start() {
      const [serve, ...options] = program.serve(directory, port)
      let output = ''
      const child = spawn(serve, options, { ...identity, cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)))
      running = child
      await waitFor(async () => {
        if (child.exitCode !== null) throw new Error(`${serve} ended:\n${output}`)
        await program.check({ port, directory })
      })
    },
    kill,
    signal: (name) => void running?.kill(name),
    async [Symbol.asyncDispose]() {
      await kill()
      process.off('exit', killAtExit)
      await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function serverIdentity(user: string | null): Promise<{ uid: number; gid: number } | null> {
  if (user === null || process.getuid?.() !== 0) return null
  const entry = (await readFile('/etc/passwd', 'utf8')).split('\n').find((line) => line.startsWith(`${user}:`))
  if (entry === undefined) throw new Error(`The system user ${user} is missing, whom the server's package makes`)
  const [, , uid, gid] = entry.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No free port')
  return address.port
}

async function waitFor(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    try {
      await check()
      return
    } catch (error) {
      if (Date.now() > deadline || (error instanceof Error && error.message.includes(' ended:'))) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
