import type { DemoCloud } from '../../src/demo/demo-cloud.ts'

/** Every kind of caller that there is, and what it is known for. The demo cloud and the real one have people for all of them. */
export const CALLER_KINDS = {
  /** `admin`, with the role admin on a project of the operators. */
  admin: 'admin on a project',
  /** `alice`, member of her project. */
  member: 'member of a project',
  /** `bob`, member of another project than alice's. */
  otherMember: 'member of another project',
  /** `carol`, reader of alice's project. */
  reader: 'reader of a project',
  /** `dave`, who has on alice's project a role that no service knows, and no other. */
  customRole: 'unknown role on a project',
  /** `alice`, signed in for nothing in particular. */
  unscoped: 'unscoped',
  /** `erin`, admin on the domain. */
  domainAdmin: 'admin on a domain',
  /** `admin`, admin on the system. */
  systemAdmin: 'admin on the system',
  /** `auditor`, reader on the system. */
  systemReader: 'reader on the system',
  /** `alice-script`, which may do what alice may. */
  applicationCredential: 'application credential',
  /** `alice-servers-only`, whose access rules allow GET of `/v2.1/servers` and `/v2.1/servers/*` in Nova, and nothing else anywhere. */
  restrictedApplicationCredential: 'application credential with access rules',
  /** A token of alice that was good and has been revoked. */
  revoked: 'revoked',
  /** Nobody: no token at all. */
  none: 'without a token',
} as const satisfies Record<string, string>
export type CallerKind = keyof typeof CALLER_KINDS

/** Those whom the gateway answers; it refuses all others with 401, whatever Nova would tell them. */
export const ACCEPTED_KINDS = [
  'admin',
  'member',
  'otherMember',
  'reader',
  'customRole',
  'applicationCredential',
  'restrictedApplicationCredential',
] as const satisfies readonly CallerKind[]

export type Callers = {
  /** One token of each kind, asked for when it is first wanted; null for nobody. */
  token(kind: CallerKind): Promise<string | null>
}

/** Where Keystone is, and by what people sign in there. */
export type CallersCloud = {
  readonly authUrl: string
  readonly passwords: Readonly<Record<'admin' | 'alice' | 'bob' | 'carol' | 'dave' | 'erin' | 'auditor', string>>
  /** Names of the projects in the default domain. */
  readonly projects: Readonly<Record<'admin' | 'alice' | 'bob', string>>
}

export function openCallers(cloud: CallersCloud): Callers {
  const tokens = new Map<CallerKind, Promise<string | null>>()
  return {
    token(kind) {
      const known = tokens.get(kind) ?? issue(cloud, kind)
      tokens.set(kind, known)
      return known
    },
  }
}

export function openDemoCallers({ authUrl, users }: DemoCloud): Callers {
  const { admin, alice, bob, carol, dave, erin, auditor } = users
  return openCallers({
    authUrl,
    passwords: {
      admin: admin.password,
      alice: alice.password,
      bob: bob.password,
      carol: carol.password,
      dave: dave.password,
      erin: erin.password,
      auditor: auditor.password,
    },
    projects: { admin: String(admin.projectName), alice: String(alice.projectName), bob: String(bob.projectName) },
  })
}

async function issue(cloud: CallersCloud, kind: CallerKind): Promise<string | null> {
  const { projects } = cloud
  const password = (user: keyof CallersCloud['passwords'], scope: object | string) =>
    askForToken(cloud, {
      identity: {
        methods: ['password'],
        password: { user: { name: user, domain: DOMAIN, password: cloud.passwords[user] } },
      },
      scope,
    })
  switch (kind) {
    case 'admin':
      return password('admin', onProject(projects.admin))
    case 'member':
      return password('alice', onProject(projects.alice))
    case 'otherMember':
      return password('bob', onProject(projects.bob))
    case 'reader':
      return password('carol', onProject(projects.alice))
    case 'customRole':
      return password('dave', onProject(projects.alice))
    case 'unscoped':
      // Without this word, Keystone falls back to the user's default project.
      return password('alice', 'unscoped')
    case 'domainAdmin':
      return password('erin', { domain: DOMAIN })
    case 'systemAdmin':
      return password('admin', { system: { all: true } })
    case 'systemReader':
      return password('auditor', { system: { all: true } })
    case 'applicationCredential':
      return askForToken(cloud, { identity: byApplicationCredential('alice-script', 'alice-secret') })
    case 'restrictedApplicationCredential':
      return askForToken(cloud, {
        identity: byApplicationCredential('alice-servers-only', 'alice-servers-only-secret'),
      })
    case 'revoked': {
      const token = await password('alice', onProject(projects.alice))
      await revokeToken(cloud.authUrl, token)
      return token
    }
    case 'none':
      return null
  }
}

/** A new token, by whatever `auth` says. @throws Error where Keystone refuses it */
export async function askForToken({ authUrl }: Pick<CallersCloud, 'authUrl'>, auth: object): Promise<string> {
  const response = await fetch(`${authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth }),
  })
  const token = response.headers.get('x-subject-token')
  if (token === null) throw new Error(`Keystone gave no token: ${response.status} ${await response.text()}`)
  return token
}

/** Keystone forgets it at once; a service that has seen it lately goes on for up to five minutes (keystonemiddleware's cache). */
export async function revokeToken(authUrl: string, token: string): Promise<void> {
  const response = await fetch(`${authUrl}/auth/tokens`, {
    method: 'DELETE',
    headers: { 'x-auth-token': token, 'x-subject-token': token },
  })
  if (response.status !== 204) throw new Error(`Keystone does not revoke a token: ${response.status}`)
}

/** Of alice, by its name. */
export function byApplicationCredential(name: string, secret: string) {
  return {
    methods: ['application_credential'],
    application_credential: { name, secret, user: { name: 'alice', domain: DOMAIN } },
  }
}

const DOMAIN = { id: 'default' }

function onProject(name: string) {
  return { project: { name, domain: DOMAIN } }
}
