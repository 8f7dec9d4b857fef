import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants } from 'node:os'

const MAJOR = 22
const MINOR = 19

/** Whether this Node is older than package.json asks for: `node` of the PATH is who runs a command that npm installed. */
export function isOldNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < MAJOR || (major === MAJOR && minor < MINOR)
}

/** Runs the same command line by the Node that came along with the package, and ends as it ends. */
export function runByOwnNode(): void {
  const node = findOwnNode()
  if (node === null) {
    process.stderr.write(`pcigraph: Node ${MAJOR}.${MINOR} or later is needed, and this is ${process.version}.\n`)
    process.exitCode = 2
    return
  }
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' })
  const forward = (name: NodeJS.Signals) => void child.kill(name)
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, forward)
  child.once('close', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128 + constants.signals[signal])))
}

function findOwnNode(): string | null {
  try {
    return createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/bin/node`)
  } catch {
    return null
  }
}
