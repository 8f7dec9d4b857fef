import type { Server } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { ConfigurationError } from '../errors.ts'

type Place = { readonly host: string; readonly port: number }

/**
 * @returns where the server answers, as a URL without a path.
 * @throws ConfigurationError where it cannot listen there.
 */
export async function listen(server: Server, place: Place): Promise<string> {
  const { host, port } = place
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: Error): void => reject(toldFor(place, error))
    server.once('error', refuse)
    server.listen(port, host, () => {
      server.off('error', refuse)
      resolve()
    })
  })
  const address = server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`
}

/** Takes no new connection, lets every request that was accepted have its answer, and cuts what is left after the time is up. */
export async function drain(server: Server, timeoutMs: number): Promise<void> {
  await readArrived()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // Connections that are kept alive and idle would hold the process up; those at work close after their answer.
  server.closeIdleConnections()
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const timeout = setTimeout(() => server.closeAllConnections(), timeoutMs)
  await closed
  clearInterval(idle)
  clearTimeout(timeout)
}

/**
 * A busy process is behind with what the system has accepted for it: connections, and questions on them that would count as idle. Each turn
 * of the event loop takes in all that is there.
 */
async function readArrived(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate()
}

function toldFor({ host, port }: Place, error: Error): Error {
  const code = 'code' in error ? error.code : null
  switch (code) {
    case 'EADDRINUSE':
      return new ConfigurationError([
        `Port ${port} of ${host} is taken: stop what listens there, or choose another by --port or PORT`,
      ])
    case 'EACCES':
      return new ConfigurationError([
        `Port ${port} of ${host} needs rights that this user lacks: choose one from 1024 on`,
      ])
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ConfigurationError([`HOST is ${host}, which is no address of this machine`])
    default:
      return error
  }
}
