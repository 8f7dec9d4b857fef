import type { Call } from '../../../src/model/call.ts'
import type { Caller } from '../../../src/model/caller.ts'
import type { Log } from '../../../src/model/log.ts'
import { NO_SPAN } from '../../../src/model/span.ts'

/** A log that keeps nothing. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }

export type CountedCall = { readonly upstream: string; readonly ms: number; readonly keys: number | null }

/** A call on behalf of somebody, and what its receipt says. */
export function startCall(caller: Partial<Caller> = {}, signal: AbortSignal = new AbortController().signal) {
  const counted: CountedCall[] = []
  const call: Call = {
    caller: {
      token: 'token-of-alice',
      userId: 'alice',
      userName: 'alice',
      projectId: 'project-a',
      projectName: 'project-a',
      projectDomainId: 'default',
      roles: ['member'],
      accessRules: null,
      expiresAt: new Date(Date.now() + 3_600_000),
      ...caller,
    },
    signal,
    requestId: 'req-0',
    span: NO_SPAN,
    receipt: { addCall: (made) => counted.push(made), addStatement: nothing, addStale: nothing, addPartial: nothing },
    log: silentLog,
  }
  return { call, counted }
}

function nothing(): void {
  // On purpose.
}
