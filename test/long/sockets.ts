import { readFileSync, readdirSync, readlinkSync } from 'node:fs'

/** Connections that others have opened to a process: of TCP, established, on the port that it listens on. Linux alone tells. */
export function openSockets(pid: number): number {
  const own = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`)))
  const sockets = readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , , , , , , , inode]) => own.has(`socket:[${inode}]`))
    .map(([, local = '', , state]) => ({ port: local.split(':')[1], state }))
  const listening = new Set(sockets.filter(({ state }) => state === LISTEN).map(({ port }) => port))
  return sockets.filter(({ port, state }) => state === ESTABLISHED && listening.has(port)).length
}

const [ESTABLISHED, LISTEN] = ['01', '0A']

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    // Closed meanwhile.
    return ''
  }
}
