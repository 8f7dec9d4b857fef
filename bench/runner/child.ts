import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'

const living = new Set<ChildProcess>()
const lastWords = new WeakMap<ChildProcess, string>()
const names = new WeakMap<ChildProcess, string>()

/** Starts a process of Node that we can talk to. It ends with us, however we end. */
export function startChild(
  name: string,
  [file = '', ...args]: readonly string[],
  options: { readonly execArgv?: readonly string[]; readonly env?: Readonly<Record<string, string>> },
): ChildProcess {
  const child = fork(file, args, {
    // Away from the caller's pcigraph.yaml and clouds.yaml, and without the variables that speak of another cloud.
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, HOME: tmpdir(), ...options.env },
    execArgv: [...(options.execArgv ?? [])],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  living.add(child)
  names.set(child, name)
  child.once('exit', () => living.delete(child))
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords.set(child, `${lastWords.get(child) ?? ''}${chunk.toString()}`.slice(-4000))
  })
  return child
}

/** What it says next over the channel. @throws when it ends instead. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const message: unknown[] = await unlessEnded(child, (signal) => once(child, 'message', { signal }))
  return message[0]
}

/** One question, one answer. */
export async function ask(child: ChildProcess, question: string | object): Promise<unknown> {
  const answer = nextMessage(child)
  child.send(question)
  return answer
}

/** Waits for the line of standard output in which a server says where it is. */
export async function waitForUrl(child: ChildProcess): Promise<URL> {
  let text = ''
  const { promise, resolve } = Promise.withResolvers<URL>()
  child.stdout?.on('data', (chunk: Buffer) => {
    if (text.length < 10_000) text += chunk.toString()
    const url = /\bat (http:\/\/\S+)\s/.exec(text)?.[1]
    if (url !== undefined) resolve(new URL(url))
  })
  return unlessEnded(child, () => promise)
}

/** Asks it to end, and makes it. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
  await exited
  clearTimeout(timer)
}

/** For the moment in which there is no time left to wait. Whoever is deaf to this still ends when the channel breaks. */
export function endChildren(): void {
  for (const child of living) child.kill('SIGTERM')
}

async function unlessEnded<Value>(child: ChildProcess, wait: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const waiting = new AbortController()
  const { signal } = waiting
  const ended = once(child, 'exit', { signal }).then(([code, by]) => {
    const words = lastWords.get(child) ?? ''
    throw new Error(`${names.get(child)} ended too early (${String(code ?? by)})${words && `:\n${words}`}`)
  })
  try {
    return await Promise.race([wait(signal), ended])
  } finally {
    ended.catch(() => undefined)
    waiting.abort()
  }
}
