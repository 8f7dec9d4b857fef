import { readTruthEnvironment } from '../contract/truth/environment.ts'
import type { Truth } from '../contract/truth/truth.ts'
import type { GraphAnswer } from '../matrix/compare.ts'
import type { MatrixCloud } from '../matrix/matrix.ts'
import { openRealCallers } from './callers.ts'
import { startGateway } from './gateway.ts'

/** The real OpenStack with the gateway in front of it, for the matrix of who sees what. */
export async function openMatrixCloud(truth: Truth): Promise<MatrixCloud> {
  const gateway = await startGateway()
  return {
    truth,
    authUrl: readTruthEnvironment(process.env).authUrl,
    callers: openRealCallers(),
    schema: gateway.schema,
    isDemo: false,
    cell: { name: 'cell1', database: 'MYSQL' },
    ask: (token, query) => ask(`${gateway.url}/graphql`, token, query),
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  }
}

async function ask(url: string, token: string | null, query: string): Promise<GraphAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(token !== null && { 'x-auth-token': token }),
    },
    body: JSON.stringify({ query }),
  })
  const body = (await response.json()) as Partial<GraphAnswer>
  return { status: response.status, data: body.data ?? null, errors: body.errors ?? [] }
}

/** Nova 26 and this seed have nothing to tell of them. */
export const NEVER_SEEN: readonly string[] = [
  'Cell.uuid',
  'Flavor.description',
  'PciDevice.liveMigratable',
  'PciDevice.macAddress',
  'PciDevice.serialNumber',
  'Project.description',
  'Server.description',
  'Server.fault',
  'Server.keyName',
  'Server.lockedReason',
  'Server.pinnedAvailabilityZone',
  'Server.taskState',
  'Server.terminatedAt',
]
