import type { DemoCloud, DemoUserAccount } from '../../src/demo/demo-cloud.ts'

/** A parsed body, to be asked for anything: a test fails where it is not what it should be. */
export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The JSON at a path of keys; undefined where there is none. */
  at(...path: (string | number)[]): unknown
  /** The same, where the test knows that it is a list of objects. */
  list(...path: (string | number)[]): Record<string, unknown>[]
}

export type Client = {
  readonly token: string
  nova(path: string, version?: string): Promise<Answer>
  placement(path: string, version?: string): Promise<Answer>
  keystone(path: string, headers?: Record<string, string>, method?: string): Promise<Answer>
}

export function originOf(demo: DemoCloud): string {
  return demo.authUrl.replace('/identity/v3', '')
}

/** @param scope the user's own project where none is named. */
export async function signIn(demo: DemoCloud, user: DemoUserAccount, scope?: object | 'unscoped'): Promise<Client> {
  const answer = await requestToken(demo, user, user.password, scope ?? { project: { id: user.projectId } })
  const token = answer.headers.get('x-subject-token')
  if (token === null) throw new Error(`no token for ${user.name}: ${answer.status} ${answer.text}`)
  return clientOf(demo, token)
}

export function requestToken(
  demo: DemoCloud,
  user: DemoUserAccount,
  password: string,
  scope: object | 'unscoped',
): Promise<Answer> {
  const identity = {
    methods: ['password'],
    password: { user: { name: user.name, domain: { id: 'default' }, password } },
  }
  return post(demo, { auth: { identity, ...(scope === 'unscoped' ? {} : { scope }) } })
}

export async function post(demo: DemoCloud, body: object): Promise<Answer> {
  return read(await fetch(`${demo.authUrl}/auth/tokens`, { method: 'POST', body: JSON.stringify(body) }))
}

export function clientOf(demo: DemoCloud, token: string): Client {
  const origin = originOf(demo)
  const get = async (url: string, headers: Record<string, string>, method = 'GET') =>
    read(await fetch(url, { method, headers: { 'x-auth-token': token, ...headers } }))
  return {
    token,
    nova: (path, version = '2.93') =>
      get(`${origin}/compute/v2.1/${path}`, {
        'openstack-api-version': `compute ${version}`,
        'x-openstack-nova-api-version': version,
      }),
    placement: (path, version = '1.39') =>
      get(`${origin}/placement${path}`, { 'openstack-api-version': `placement ${version}` }),
    keystone: (path, headers = {}, method = 'GET') => get(`${demo.authUrl}${path}`, headers, method),
  }
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const at = (...path: (string | number)[]) => {
    let value: unknown = JSON.parse(text)
    for (const key of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
    return value
  }
  return {
    status: response.status,
    headers: response.headers,
    text,
    at,
    list(...path) {
      const value = at(...path)
      if (!Array.isArray(value)) throw new Error(`no list at ${path.join('.')}: ${text.slice(0, 200)}`)
      return value as Record<string, unknown>[]
    },
  }
}
