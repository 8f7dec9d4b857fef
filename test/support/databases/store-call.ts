import type { Call } from '../../../src/model/call.ts'
import type { Log } from '../../../src/model/log.ts'
import { NO_SPAN } from '../../../src/model/span.ts'

/** A call of somebody, with what it reported: statements by cell, and warnings. */
export function storeCall(signal: AbortSignal = new AbortController().signal) {
  const statements: string[] = []
  const warnings: object[] = []
  const log: Log = { ...silentLog, warn: (attributes) => void warnings.push(attributes) }
  const call: Call = {
    caller: {
      token: 'token',
      userId: 'user',
      userName: null,
      projectId: 'project',
      projectName: null,
      projectDomainId: null,
      roles: ['admin'],
      accessRules: null,
      expiresAt: new Date('2100-01-01T00:00:00Z'),
    },
    signal,
    requestId: 'req-0',
    span: NO_SPAN,
    receipt: {
      addCall: () => undefined,
      addStatement: ({ cell }) => void statements.push(cell),
      addStale: () => undefined,
      addPartial: () => undefined,
    },
    log,
  }
  return { call, statements, warnings }
}

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}
