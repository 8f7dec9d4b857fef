import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TruthEnvironment } from '../contract/truth/environment.ts'

const run = promisify(execFile)

/** What a client of OpenStack printed, and which requests it sent, by its own account of each connection. */
export type ClientRun = {
  readonly output: string
  readonly requests: readonly ClientRequest[]
}

export type ClientRequest = {
  readonly origin: string
  readonly method: string
  readonly path: string
  readonly status: number
}

/** Debian's clients, on this machine whatever release the cloud is of. */
export async function installClients(): Promise<void> {
  await run('bash', [fileURLToPath(new URL('cloud/packages.sh', import.meta.url)), 'clients'])
}

/**
 * One command of `nova` or `openstack`, as a user with the variables that openrc.sh has and no others.
 * @throws Error with all that it printed, where it fails
 */
export async function runClient(
  client: 'nova' | 'openstack',
  args: readonly string[],
  user: 'admin' | 'alice',
  { authUrl, region, passwords, projects }: TruthEnvironment,
): Promise<ClientRun> {
  const { stdout, stderr } = await run(client, ['--debug', ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      LC_ALL: 'C.UTF-8',
      OS_AUTH_URL: authUrl,
      OS_IDENTITY_API_VERSION: '3',
      OS_REGION_NAME: region,
      OS_USERNAME: user,
      OS_PASSWORD: passwords[user],
      OS_USER_DOMAIN_NAME: 'Default',
      OS_PROJECT_NAME: projects[user],
      OS_PROJECT_DOMAIN_NAME: 'Default',
    },
    maxBuffer: 64 * 1024 * 1024,
    timeout: 110_000,
  })
  return { output: stdout, requests: requestsIn(stderr) }
}

/** The lines of urllib3, one for each answer: `http://127.0.0.1:8774 "GET /v2.1/servers HTTP/1.1" 200 84`. */
function requestsIn(log: string): ClientRequest[] {
  return Array.from(
    log.matchAll(/(https?:\/\/[^\s"/]+) "([A-Z]+) (\S+) HTTP\/[\d.]+" (\d{3})/g),
    ([, origin = '', method = '', path = '', status]) => ({ origin, method, path, status: Number(status) }),
  )
}

/** The rows of a table as clients draw it, under the names of its columns; a value that goes on in further lines is put together. */
export function rowsOf(output: string): Record<string, string>[] {
  const lines = output.split('\n').filter((line) => line.startsWith('|'))
  const [names = [], ...rows] = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  const whole: string[][] = []
  for (const row of rows) {
    const last = whole.at(-1)
    if (row[0] === '' && last !== undefined)
      row.forEach((cell, column) => (last[column] += cell === '' ? '' : ` ${cell}`))
    else whole.push(row)
  }
  return whole.map((row) => Object.fromEntries(names.map((name, column) => [name, row[column] ?? ''])))
}

/** A table of properties and their values. */
export function propertiesOf(output: string): Map<string, string> {
  return new Map(rowsOf(output).map(({ Property: name = '', Value: value = '' }) => [name, value]))
}
