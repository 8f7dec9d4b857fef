import { GraphQLError } from 'graphql'

/** Who asks: a project's user sees what is the project's, an admin everything. */
export type Caller = { readonly projectId: string | null; readonly isAdmin: boolean }

/** Who a request is from, asked for when it matters first. */
export type CallerContext = { readonly caller: () => Promise<Caller> }

/** Whoever asks may see everything. */
const OPERATOR: Caller = { projectId: null, isAdmin: true }

/**
 * By the X-Auth-Token that the gateway hands on, which Keystone says whose it is: a subgraph trusts nobody's word for that, not even
 * the gateway's. A token may ask about itself, so that this program needs no account of its own.
 * @param authUrl Keystone's, with `/v3`; null: everybody may see everything, as fits made-up data on one's own machine.
 */
export function createCallerContext(authUrl: string | null): (context: { readonly request: Request }) => CallerContext {
  return ({ request }) => {
    let asked: Promise<Caller> | null = null
    return {
      caller: () => (asked ??= authUrl === null ? Promise.resolve(OPERATOR) : askKeystone(authUrl, request.headers)),
    }
  }
}

/** Whether something of that project may be shown to the caller. */
export function maySee(caller: Caller, projectId: string): boolean {
  return caller.isAdmin || caller.projectId === projectId
}

async function askKeystone(authUrl: string, headers: Headers): Promise<Caller> {
  const token = headers.get('x-auth-token')
  if (!token) throw unauthenticated('No token: name X-Auth-Token among the headers that the gateway forwards here.')
  const response = await fetch(`${authUrl}/auth/tokens?nocatalog`, {
    headers: { 'x-auth-token': token, 'x-subject-token': token },
  })
  const text = await response.text()
  if (response.status === 401 || response.status === 404) throw unauthenticated('Keystone does not know this token.')
  if (!response.ok) throw new Error(`Keystone answered ${response.status} when it was asked of a token`)
  return decode(JSON.parse(text))
}

function decode(body: unknown): Caller {
  // A body of Keystone's documented form; what lacks a project or a role sees nothing.
  const { token } = body as { token?: { project?: { id?: string }; roles?: readonly { name?: string }[] } }
  return {
    projectId: token?.project?.id ?? null,
    isAdmin: token?.project !== undefined && (token.roles ?? []).some(({ name }) => name === 'admin'),
  }
}

function unauthenticated(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED' } })
}
