import { randomUUID } from 'node:crypto'
import { askForToken } from '../support/callers.ts'

/**
 * A user of the real OpenStack, member of a project of its own, made for one test that takes such things away. Not to be used for another:
 * what Keystone takes away ends every token of that second, new ones too.
 */
export type Person = {
  /** A new token on the project. */
  token(): Promise<string>
  makeApplicationCredential(options?: { readonly expiresAt?: Date }): Promise<ApplicationCredential>
  setUserEnabled(isEnabled: boolean): Promise<void>
  setProjectEnabled(isEnabled: boolean): Promise<void>
  /** The only one that there is. */
  removeRole(): Promise<void>
  remove(): Promise<void>
}

export type ApplicationCredential = {
  /** What signs in with it, for `askForToken`. */
  readonly auth: object
  /** Keystone keeps whole seconds. */
  readonly expiresAtMs: number
}

export async function makePerson(authUrl: string, adminToken: string): Promise<Person> {
  const name = `person-${randomUUID()}`
  const password = randomUUID()
  const { project } = await admin('POST', '/projects', { project: { name, domain_id: 'default' } })
  const { user } = await admin('POST', '/users', { user: { name, domain_id: 'default', password } })
  const { roles } = await admin('GET', '/roles?name=member')
  const projectPath = `/projects/${idOf(project)}`
  const userPath = `/users/${idOf(user)}`
  const grantPath = `${projectPath}${userPath}/roles/${idOf(Array.isArray(roles) ? roles[0] : null)}`
  await admin('PUT', grantPath)

  const person: Person = {
    token: () =>
      askForToken(
        { authUrl },
        {
          identity: { methods: ['password'], password: { user: { id: idOf(user), password } } },
          scope: { project: { id: idOf(project) } },
        },
      ),
    async makeApplicationCredential({ expiresAt } = {}) {
      const secret = randomUUID()
      const expires_at = expiresAt?.toISOString().slice(0, 19)
      const body = { application_credential: { name: randomUUID(), secret, ...(expires_at && { expires_at }) } }
      const made = await send(await person.token(), 'POST', `${userPath}/application_credentials`, body)
      const application_credential = { id: idOf(made.application_credential), secret }
      return {
        auth: { identity: { methods: ['application_credential'], application_credential } },
        expiresAtMs: expires_at === undefined ? Infinity : Date.parse(`${expires_at}Z`),
      }
    },
    setUserEnabled: async (enabled) => void (await admin('PATCH', userPath, { user: { enabled } })),
    setProjectEnabled: async (enabled) => void (await admin('PATCH', projectPath, { project: { enabled } })),
    removeRole: async () => void (await admin('DELETE', grantPath)),
    async remove() {
      await admin('DELETE', userPath)
      await admin('DELETE', projectPath)
    },
  }
  return person

  function admin(method: string, path: string, body?: object) {
    return send(adminToken, method, path, body)
  }

  async function send(token: string, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${authUrl}${path}`, {
      method,
      headers: { 'x-auth-token': token, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`Keystone answers ${method} ${path} with ${response.status}: ${text}`)
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  }
}

function idOf(value: unknown): string {
  const id: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'id') : null
  if (typeof id !== 'string') throw new Error('Keystone gives nothing with an id')
  return id
}
