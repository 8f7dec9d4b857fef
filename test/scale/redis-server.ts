import { connect } from 'node:net'
import type { ServerTls } from '../support/databases/authority.ts'
import { createDatabaseServer, type DatabaseServer, type ServerProgram } from '../support/databases/database-server.ts'

const program = (tls: ServerTls | null): ServerProgram => ({
  debianPackage: 'redis-server',
  binaries: ['/usr/bin/redis-server'],
  systemUser: null,
  crashSignal: 'SIGKILL',
  initialise: () => ['/bin/true'],
  files: tls === null ? {} : { 'ca.pem': tls.ca, 'cert.pem': tls.cert, 'key.pem': tls.key },
  serve: (directory, port) => [
    '/usr/bin/redis-server',
    ...[
      '--dir',
      directory,
      tls === null ? '--port' : '--tls-port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
    ],
    ...['--requirepass', REDIS_PASSWORD],
    ...(tls === null ? [] : ['--port', '0', '--tls-ca-cert-file', 'ca.pem', '--tls-cert-file', 'cert.pem']),
    // It asks for certificates of its clients, too.
    ...(tls === null ? [] : ['--tls-key-file', 'key.pem']),
  ],
  check: ({ port }) => greet(port, tls === null),
})

const REDIS_PASSWORD = 'redis-word-of-ours'

export function redisUrl({ port }: Pick<DatabaseServer, 'port'>, password = REDIS_PASSWORD): string {
  return `redis://:${password}@127.0.0.1:${port}`
}

/** With TLS, it lets nobody in who has no certificate of the same authority. */
export async function startRedis(tls: ServerTls | null = null): Promise<DatabaseServer> {
  const server = await createDatabaseServer(program(tls))
  await server.start()
  return server
}

/** Rejects where nobody answers, with whatever words. */
function greet(port: number, isClear: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      if (isClear) return socket.write('PING\r\n')
      socket.destroy()
      resolve()
    })
    socket.setTimeout(1000, () => socket.destroy(new Error('silent')))
    socket.once('error', reject)
    socket.once('data', () => {
      socket.destroy()
      resolve()
    })
  })
}
