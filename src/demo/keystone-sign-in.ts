import type { Cloud, DemoProject, DemoUser } from './cloud.ts'
import type { DemoToken, Tokens, TokenScope } from './tokens.ts'

/** `POST /v3/auth/tokens`: a password, an application credential, or a token to be scoped anew. */
export function signIn(cloud: Cloud, tokens: Tokens, body: unknown): DemoToken | 'unauthorized' | 'malformed' {
  const auth = part(body, 'auth')
  const identity = part(auth, 'identity')
  const methods = field(identity, 'methods')
  if (!Array.isArray(methods)) return 'malformed'

  if (methods.includes('application_credential')) {
    return signInByApplicationCredential(cloud, tokens, part(identity, 'application_credential'))
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
  if (user === null) return 'unauthorized'

  const scope = scopeOf(cloud, field(auth, 'scope'))
  if (scope === null) return 'unauthorized'
  const roles = rolesIn(user, scope)
  if (scope.kind !== 'unscoped' && roles.length === 0) return 'unauthorized'
  const used = from === null ? ['password'] : ['token', ...from.methods.filter((method) => method !== 'token')]
  return tokens.issue({ user, scope, roles, methods: used, applicationCredential: null }, from ?? undefined)
}

function signInByApplicationCredential(cloud: Cloud, tokens: Tokens, given: unknown): DemoToken | 'unauthorized' {
  const id = field(given, 'id')
  const name = field(given, 'name')
  const owner = field(given, 'user') === undefined ? null : findUser(cloud, part(given, 'user'))
  const user = cloud.users.find((each) =>
    id === undefined
      ? each === owner && each.applicationCredential?.name === name
      : each.applicationCredential?.id === id,
  )
  const credential = user?.applicationCredential
  if (user === undefined || !credential || credential.secret !== field(given, 'secret')) return 'unauthorized'
  // Project and roles are those that the credential was made with: its owner's first.
  const [projectId, roles] = [...user.projectRoles][0] ?? []
  const project = cloud.projects.find((each) => each.id === projectId)
  if (project === undefined || roles === undefined) return 'unauthorized'
  return tokens.issue({
    user,
    scope: { kind: 'project', project },
    roles,
    methods: ['application_credential'],
    applicationCredential: credential,
  })
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

function rolesIn(user: DemoUser, scope: TokenScope): readonly string[] {
  switch (scope.kind) {
    case 'unscoped':
      return []
    case 'project':
      return user.projectRoles.get(scope.project.id) ?? []
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
