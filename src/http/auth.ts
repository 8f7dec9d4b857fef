import type { IncomingMessage } from 'node:http'
import { Unauthenticated } from '../errors.ts'
import type { Errand } from '../model/call.ts'
import type { Caller } from '../model/caller.ts'
import type { HostNames } from './host-names.ts'

/** Says who a token is. */
export type Authenticate = (token: string, errand: Errand) => Promise<Caller>

/** The token that a request without one is taken to bear: the demo cloud's alone, and null for all others. */
export type AnonymousToken = (signal: AbortSignal) => Promise<string>

/**
 * Token to caller, before anything else of the request is looked at.
 * @throws Unauthenticated, answered with 401.
 */
export async function callerOf(
  headers: Headers,
  authenticate: Authenticate,
  anonymous: AnonymousToken | null,
  errand: Errand,
): Promise<Caller> {
  const token = tokenOf(headers) ?? (await anonymous?.(errand.signal))
  if (token === undefined) {
    throw new Unauthenticated(
      'No token: send a project-scoped Keystone token as X-Auth-Token, or as Authorization: Bearer.',
    )
  }
  return authenticate(token, errand)
}

/** Whether it came over loopback, to a name of this machine. Undefined: it never was on a socket, it was asked in the process. */
export function isFromThisMachine(
  request: Pick<IncomingMessage, 'socket' | 'headers'> | undefined,
  hosts: HostNames,
): boolean {
  if (request === undefined) return true
  const address = request.socket.remoteAddress ?? ''
  return (address === '::1' || /^(::ffff:)?127\./.test(address)) && hosts.isLocal(request)
}

function tokenOf(headers: Headers): string | undefined {
  const token = headers.get('x-auth-token')?.trim()
  if (token) return token
  return /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
}
