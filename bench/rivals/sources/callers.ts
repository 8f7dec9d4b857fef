import { createHash } from 'node:crypto'
import type { CloudClient } from './cloud-client.ts'
import { HttpFault, readJson } from './http-fault.ts'

/** Finds out who bears a token. */
export type Callers = { find(token: string): Promise<Caller> }

export type Caller = { readonly isAdmin: boolean; readonly expiresAtMs: number }

type TokenBody = {
  readonly token: {
    readonly project?: { readonly id: string }
    readonly roles?: readonly { readonly name: string }[]
    readonly expires_at: string
  }
}

const KEPT_MS = 10_000
const MOST_KEPT = 10_000

/** Who bears a token: asked of Keystone with the token itself, kept for ten seconds under a hash. */
export function createCallers(cloud: CloudClient, authUrl: string): Callers {
  const kept = new Map<string, { readonly caller: Caller; readonly untilMs: number }>()
  return {
    async find(token) {
      const key = createHash('sha256').update(token).digest('base64')
      const hit = kept.get(key)
      if (hit !== undefined && Date.now() < hit.untilMs) return hit.caller
      const caller = await ask(token)
      if (kept.size >= MOST_KEPT) kept.clear()
      kept.set(key, { caller, untilMs: Math.min(Date.now() + KEPT_MS, caller.expiresAtMs) })
      return caller
    },
  }

  async function ask(token: string): Promise<Caller> {
    const headers = { 'x-auth-token': token, 'x-subject-token': token, 'openstack-identity-access-rules': '1.0' }
    const body = readJson<TokenBody>(await cloud.get(`${authUrl}/auth/tokens?nocatalog`, headers), 502)
    const expiresAtMs = Date.parse(body.token?.expires_at ?? '')
    if (body.token?.project === undefined || !(expiresAtMs > Date.now())) {
      throw new HttpFault(401, 'Only a living token on a project is accepted')
    }
    return { isAdmin: body.token.roles?.some(({ name }) => name.toLowerCase() === 'admin') ?? false, expiresAtMs }
  }
}
