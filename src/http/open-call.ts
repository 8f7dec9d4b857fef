import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Call, Errand } from '../model/call.ts'
import type { Caller } from '../model/caller.ts'
import type { Log } from '../model/log.ts'
import { callerKey, type Admission } from './admission.ts'
import { callerOf, isFromThisMachine, type AnonymousToken, type Authenticate } from './auth.ts'
import type { HostNames } from './host-names.ts'
import type { RateLimit } from './rate-limit.ts'
import { createReceipt } from './receipt.ts'

/** Signs the client of a REST request in, under the request's own id and span. The call's signal ends when the client goes away. */
export function createOpenCall({
  authenticate,
  admission,
  rateLimit,
  log,
}: {
  readonly authenticate: Authenticate
  readonly admission: Admission
  readonly rateLimit: RateLimit | null
  readonly log: Log
}) {
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    { requestId, span }: Pick<Call, 'requestId' | 'span'>,
    { isCounted = true }: { readonly isCounted?: boolean } = {},
  ): Promise<{ call: Call; close(): void }> => {
    const gone = new AbortController()
    const onClose = () => gone.abort()
    response.once('close', onClose)
    const receipt = createReceipt()
    const { caller, leave } = await enter({ signal: gone.signal, receipt, requestId, span })
    return {
      call: { caller, signal: gone.signal, requestId, receipt, span, log },
      close() {
        leave()
        response.off('close', onClose)
      },
    }

    async function enter(errand: Errand): Promise<{ readonly caller: Caller; readonly leave: () => void }> {
      try {
        const caller = await callerOf(headersOf(request), authenticate, null, errand)
        if (isCounted) await rateLimit?.spend(callerKey(caller))
        return { caller, leave: await admission.enter(callerKey(caller), errand.signal) }
      } catch (error) {
        response.off('close', onClose)
        throw error
      }
    }
  }
}

/** The demo cloud asks for no token on its own machine: such a request goes on as if it bore the demo's own. */
export async function lendToken(
  request: IncomingMessage,
  { anonymous, hosts }: { readonly anonymous: AnonymousToken; readonly hosts: HostNames },
): Promise<void> {
  const { headers, rawHeaders } = request
  const hasToken = headers['x-auth-token'] !== undefined || headers.authorization !== undefined
  const isForNova = /^\/v[23]/.test(request.url ?? '')
  if (hasToken || !isForNova || !isFromThisMachine(request, hosts)) return
  const token = await anonymous(AbortSignal.timeout(10_000))
  headers['x-auth-token'] = token
  rawHeaders.push('X-Auth-Token', token)
}

function headersOf({ headers }: IncomingMessage): Headers {
  const { 'x-auth-token': token, authorization } = headers
  return new Headers({
    ...(token !== undefined && { 'x-auth-token': String(token) }),
    ...(authorization !== undefined && { authorization }),
  })
}
