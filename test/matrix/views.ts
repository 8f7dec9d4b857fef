import { z } from 'zod'
import { ask, type Answer } from '../contract/truth/answer.ts'
import { askProjects, type ProjectBody, type TokenBody } from '../contract/truth/keystone.ts'
import { SERVERS_BODY, type ServerBody } from '../contract/truth/nova-body.ts'
import { readNova } from '../contract/truth/nova.ts'
import type { CallerTruth, Truth } from '../contract/truth/truth.ts'
import { ACCEPTED_KINDS, type Callers } from '../support/callers.ts'
import type { Samples } from './samples.ts'
import type { AcceptedKind } from './who-may.ts'

/** What the services themselves tell one caller, asked with that very token. */
export type View = CallerTruth & {
  readonly kind: AcceptedKind
  readonly projectId: string
  /** Those of the samples, one by one. */
  readonly serversById: ReadonlyMap<string, Answer<ServerBody>>
  readonly hypervisorsById: ReadonlyMap<string, Answer<unknown>>
  readonly projectsById: ReadonlyMap<string, Answer<ProjectBody>>
}

export type Views = Readonly<Record<AcceptedKind, View>>

const TOKEN_BODY = z.object({
  token: z.looseObject({
    expires_at: z.string(),
    user: z.looseObject({ id: z.string(), name: z.string() }),
    project: z.looseObject({
      id: z.string(),
      name: z.string(),
      domain: z.looseObject({ id: z.string(), name: z.string() }),
    }),
  }),
})
const SERVER_BODY = z.object({ server: SERVERS_BODY.shape.servers.element })
const PROJECT_BODY = z.object({
  project: z.looseObject({
    id: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    domain_id: z.string().nullable(),
    enabled: z.boolean(),
  }),
})

export async function readViews(authUrl: string, truth: Truth, callers: Callers, samples: Samples): Promise<Views> {
  const views = new Map<AcceptedKind, View>()
  for (const kind of ACCEPTED_KINDS) views.set(kind, await readView(authUrl, truth, kind, callers, samples))
  const of = (kind: AcceptedKind): View => {
    const view = views.get(kind)
    if (view === undefined) throw new Error(`${kind} was not asked as`)
    return view
  }
  return {
    admin: of('admin'),
    member: of('member'),
    otherMember: of('otherMember'),
    reader: of('reader'),
    customRole: of('customRole'),
    applicationCredential: of('applicationCredential'),
    restrictedApplicationCredential: of('restrictedApplicationCredential'),
  }
}

async function readView(
  authUrl: string,
  { novaUrl, microversions }: Truth,
  kind: AcceptedKind,
  callers: Callers,
  samples: Samples,
): Promise<View> {
  const token = String(await callers.token(kind))
  const body = await readToken(authUrl, token)
  const newest = `compute ${microversions.max}`
  const each = async <Key extends string, Value>(keys: readonly Key[], one: (key: Key) => Promise<Answer<Value>>) => {
    const answers = new Map<Key, Answer<Value>>()
    for (const key of keys) answers.set(key, await one(key))
    return answers
  }
  return {
    kind,
    token,
    body,
    projectId: body.project.id,
    projects: await askProjects(authUrl, token),
    ...(await readNova(novaUrl, token, microversions)),
    serversById: await each(
      samples.servers.map(({ id }) => id),
      async (id) => within(await ask(`${novaUrl}/servers/${id}`, token, newest, SERVER_BODY), ({ server }) => server),
    ),
    hypervisorsById: await each(samples.hypervisorIds, (id) =>
      ask(`${novaUrl}/os-hypervisors/${id}`, token, 'compute 2.53', z.unknown()),
    ),
    projectsById: await each(samples.projectIds, async (id) =>
      within(await ask(`${authUrl}/projects/${id}`, token, null, PROJECT_BODY), ({ project }) => project),
    ),
  }
}

/** What Keystone says of a token to itself. */
async function readToken(
  authUrl: string,
  token: string,
): Promise<TokenBody & { project: NonNullable<TokenBody['project']> }> {
  const response = await fetch(`${authUrl}/auth/tokens?nocatalog`, {
    headers: { 'x-auth-token': token, 'x-subject-token': token, 'openstack-identity-access-rules': '1.0' },
  })
  return TOKEN_BODY.parse(await response.json()).token
}

function within<Body, Value>(answer: Answer<Body>, read: (body: Body) => Value): Answer<Value> {
  return answer.message !== null ? answer : { ...answer, value: read(answer.value) }
}
