import type { Cloud, DemoApplicationCredential, DemoProject, DemoUser } from './cloud.ts'
import type { Standing } from './people.ts'
import type { DemoToken, Tokens, TokenScope } from './tokens.ts'

/** Keystone tells one who has lost an application credential's project from one who has a wrong password. */
export type Refusal = 'unauthorized' | 'malformed' | { readonly notFound: string }

/** `POST /v3/auth/tokens`: a password, an application credential, or a token to be scoped anew. */
export function signIn(cloud: Cloud, tokens: Tokens, standing: Standing, body: unknown): DemoToken | Refusal {
  const auth = part(body, 'auth')
  const identity = part(auth, 'identity')
  const methods = field(identity, 'methods')
  if (!Array.isArray(methods)) return 'malformed'

  if (methods.includes('application_credential')) {
    return signInByApplicationCredential(cloud, tokens, standing, part(identity, 'application_credential'))
  }
  let user: DemoUser | null = null
  let from: DemoToken | null = null
  if (methods.includes('password')) {
    const given = part(part(identity, 'password'), 'user')
    user = findUser(cloud, given)
    if (user?.password !== field(given, 'password')) return 'unauthorized'
  } else if (methods.includes('token')) {
    from = tokens.find(text(part(identity, 'token'), 'id'))
    user = from?.user ?? null
  }
  if (user === null || !standing.isEnabled(user)) return 'unauthorized'

  const scope = scopeOf(cloud, field(auth, 'scope'))
  if (scope === null || !isEnabled(standing, scope)) return 'unauthorized'
  const roles = rolesIn(user, scope, standing)
  if (scope.kind !== 'unscoped' && roles.length === 0) return 'unauthorized'
  const used = from === null ? ['password'] : ['token', ...from.methods.filter((method) => method !== 'token')]
  return tokens.issue({ user, scope, roles, methods: used, applicationCredential: null }, from ?? undefined)
}

function signInByApplicationCredential(
  cloud: Cloud,
  tokens: Tokens,
  standing: Standing,
  given: unknown,
): DemoToken | Refusal {
  const id = text(given, 'id')
  const [user, credential] = findApplicationCredential(cloud, given) ?? []
  // Project and roles are those that the credential was made with: its owner's first.
  const [projectId, roles] = user === undefined ? [] : ([...standing.projectRolesOf(user)][0] ?? [])
  const project = cloud.projects.find((each) => each.id === projectId)
  if (user === undefined || credential === undefined || project === undefined || roles === undefined) {
    return id === undefined ? 'unauthorized' : { notFound: `Could not find Application Credential: ${id}.` }
  }
  if (credential.secret !== field(given, 'secret') || !standing.isEnabled(user)) return 'unauthorized'
  if (!standing.isProjectEnabled(project)) {
    return { notFound: `Unable to validate token because project ${project.id} is disabled` }
  }
  return tokens.issue({
    user,
    scope: { kind: 'project', project },
    roles,
    methods: ['application_credential'],
    applicationCredential: credential,
  })
}

/** By its id, which all clouds have once, or by its name among its owner's. */
function findApplicationCredential(cloud: Cloud, given: unknown): [DemoUser, DemoApplicationCredential] | null {
  const id = field(given, 'id')
  const name = field(given, 'name')
  const owner = field(given, 'user') === undefined ? null : findUser(cloud, part(given, 'user'))
  for (const user of id === undefined ? [owner] : cloud.users) {
    const found = user?.applicationCredentials.find((each) => (id === undefined ? each.name === name : each.id === id))
    if (user && found) return [user, found]
  }
  return null
}

function isEnabled(standing: Standing, scope: TokenScope): boolean {
  return scope.kind !== 'project' || standing.isProjectEnabled(scope.project)
}

function findUser(cloud: Cloud, given: unknown): DemoUser | null {
  const id = field(given, 'id')
  const name = field(given, 'name')
  return (
    cloud.users.find((user) => (id === undefined ? user.name === name && isDefault(given) : user.id === id)) ?? null
  )
}

/** All users and projects are in the domain `Default`. */
function isDefault(given: unknown): boolean {
  const domain = part(given, 'domain')
  return field(domain, 'id') === 'default' || field(domain, 'name') === 'Default'
}

function scopeOf(cloud: Cloud, given: unknown): TokenScope | null {
  if (given === undefined || given === 'unscoped') return { kind: 'unscoped' }
  if (field(given, 'system') !== undefined) return { kind: 'system' }
  if (field(given, 'domain') !== undefined) return isDefault(given) ? { kind: 'domain' } : null
  const project = findProject(cloud, part(given, 'project'))
  return project === null ? null : { kind: 'project', project }
}

function findProject(cloud: Cloud, given: unknown): DemoProject | null {
  const id = field(given, 'id')
  const name = field(given, 'name')
  return (
    cloud.projects.find((project) =>
      id === undefined ? project.name === name && isDefault(given) : project.id === id,
    ) ?? null
  )
}

function rolesIn(user: DemoUser, scope: TokenScope, standing: Standing): readonly string[] {
  switch (scope.kind) {
    case 'unscoped':
      return []
    case 'project':
      return standing.projectRolesOf(user).get(scope.project.id) ?? []
    case 'domain':
      return user.domainRoles
    case 'system':
      return user.systemRoles
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function part(value: unknown, name: string): unknown {
  return field(value, name) ?? {}
}

function text(value: unknown, name: string): string | undefined {
  const found = field(value, name)
  return typeof found === 'string' ? found : undefined
}
