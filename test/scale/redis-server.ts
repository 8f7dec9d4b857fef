import { connect } from 'node:net'
import { createDatabaseServer, type DatabaseServer, type ServerProgram } from '../support/databases/database-server.ts'

const REDIS: ServerProgram = {
  debianPackage: 'redis-server',
  binaries: ['/usr/bin/redis-server'],
  systemUser: null,
  crashSignal: 'SIGKILL',
  initialise: () => ['/bin/true'],
  serve: (directory, port) => [
    '/usr/bin/redis-server',
    ...['--dir', directory, '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    ...['--requirepass', REDIS_PASSWORD],
  ],
  check: ({ port }) => greet(port),
}

const REDIS_PASSWORD = 'redis-word-of-ours'

export function redisUrl({ port }: Pick<DatabaseServer, 'port'>, password = REDIS_PASSWORD): string {
  return `redis://:${password}@127.0.0.1:${port}`
}

export async function startRedis(): Promise<DatabaseServer> {
  const server = await createDatabaseServer(REDIS)
  await server.start()
  return server
}

/** Rejects where nobody answers, with whatever words. */
function greet(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.setTimeout(1000, () => socket.destroy(new Error('silent')))
    socket.once('error', reject)
    socket.once('data', () => {
      socket.destroy()
      resolve()
    })
  })
}
