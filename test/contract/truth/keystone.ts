import { z } from 'zod'
import type { Answer } from './answer.ts'
import { ask } from './answer.ts'
import type { TruthEnvironment, UserName } from './environment.ts'

export type Scope = { readonly project: string } | 'system' | 'unscoped'

/** Everyone whom the cloud is asked as, and the project that the token is for. */
export const CALLERS = {
  /** Role admin. */
  admin: { user: 'admin', on: 'admin' },
  /** Member. */
  alice: { user: 'alice', on: 'alice' },
  /** Member of another project. */
  bob: { user: 'bob', on: 'bob' },
  /** Reader of alice's project. */
  carol: { user: 'carol', on: 'alice' },
  /** Reader on the system, on no project. */
  auditor: { user: 'auditor', on: 'system' },
  /** Alice with a token for nothing in particular. */
  unscoped: { user: 'alice', on: 'nothing' },
} as const satisfies Record<string, { user: UserName; on: 'admin' | 'alice' | 'bob' | 'system' | 'nothing' }>
export type CallerName = keyof typeof CALLERS

/** The scope that a caller's token has in this cloud. */
export function scopeOf(name: CallerName, projects: TruthEnvironment['projects']): Scope {
  const { on } = CALLERS[name]
  if (on === 'system') return 'system'
  return on === 'nothing' ? 'unscoped' : { project: projects[on] }
}

const TOKEN_BODY = z.object({
  token: z.looseObject({
    expires_at: z.string(),
    user: z.looseObject({ id: z.string(), name: z.string() }),
    project: z
      .looseObject({ id: z.string(), name: z.string(), domain: z.looseObject({ id: z.string(), name: z.string() }) })
      .optional(),
    system: z.looseObject({ all: z.boolean() }).optional(),
    roles: z.array(z.looseObject({ name: z.string() })).optional(),
    catalog: z
      .array(
        z.looseObject({
          type: z.string(),
          endpoints: z.array(z.looseObject({ interface: z.string(), region_id: z.string(), url: z.string() })),
        }),
      )
      .optional(),
  }),
})
export type TokenBody = z.infer<typeof TOKEN_BODY>['token']
export type SignIn = { readonly token: string; readonly body: TokenBody }

/** A new token by password. */
export async function signIn(authUrl: string, user: string, password: string, scope: Scope): Promise<SignIn> {
  const domain = { id: 'default' }
  const identity = { methods: ['password'], password: { user: { name: user, domain, password } } }
  const response = await fetch(`${authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth: { identity, scope: scopeBody(scope) } }),
    signal: AbortSignal.timeout(60_000),
  })
  const token = response.headers.get('X-Subject-Token')
  if (response.status !== 201 || token === null)
    throw new Error(`Keystone does not sign ${user} in: ${response.status}`)
  return { token, body: TOKEN_BODY.parse(await response.json()).token }
}

function scopeBody(scope: Scope): object | string {
  if (scope === 'system') return { system: { all: true } }
  // Without this word, Keystone falls back to the user's default project.
  if (scope === 'unscoped') return 'unscoped'
  return { project: { name: scope.project, domain: { id: 'default' } } }
}

/** A service's public endpoint in the region, without a slash at its end. */
export function findEndpoint(token: TokenBody, type: string, region: string): string | null {
  const endpoints = token.catalog?.find((service) => service.type === type)?.endpoints
  const url = endpoints?.find((endpoint) => endpoint.interface === 'public' && endpoint.region_id === region)?.url
  return url?.replace(/\/$/, '') ?? null
}

const PROJECTS_BODY = z.object({
  projects: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      description: z.string().nullable(),
      domain_id: z.string().nullable(),
      enabled: z.boolean(),
    }),
  ),
})
export type ProjectBody = z.infer<typeof PROJECTS_BODY>['projects'][number]

export async function askProjects(authUrl: string, token: string): Promise<Answer<ProjectBody[]>> {
  const answer = await ask(`${authUrl}/projects`, token, null, PROJECTS_BODY)
  return answer.message !== null ? answer : { ...answer, value: answer.value.projects }
}
