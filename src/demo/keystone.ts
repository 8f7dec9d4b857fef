import type { Cloud, DemoProject } from './cloud.ts'
import { headerOf, json, type DemoReply, type DemoRequest } from './exchange.ts'
import { signIn } from './keystone-sign-in.ts'
import type { Standing } from './people.ts'
import { describeToken } from './token-body.ts'
import type { DemoToken, Tokens } from './tokens.ts'

export function createKeystone(cloud: Cloud, tokens: Tokens, standing: Standing): (request: DemoRequest) => DemoReply {
  return (request) => {
    const path = request.path.replace(/\/+$/, '')
    if (path === '') return json(300, { versions: { values: [versionOf(request)] } })
    if (path === '/v3') return json(200, { version: versionOf(request) })
    if (path === '/v3/auth/tokens') return answerTokens(cloud, tokens, standing, request)

    const caller = tokens.find(headerOf(request, 'x-auth-token'))
    if (caller === null) return unauthorized(request)
    if (request.method !== 'GET' && request.method !== 'HEAD') return fault(405, 'Method Not Allowed')
    if (path === '/v3/auth/catalog') {
      const { token } = describeToken(cloud, caller, request.origin)
      return json(200, { catalog: token.catalog ?? [], links: { self: `${request.origin}/identity${path}` } }, VARY)
    }
    if (path === '/v3/auth/projects') return listOwnProjects(cloud, caller, request)
    if (path === '/v3/projects') return listProjects(cloud, caller, request)
    const [, projectId] = /^\/v3\/projects\/([^/]+)$/.exec(path) ?? []
    if (projectId !== undefined) return showProject(cloud, caller, projectId, request)
    return fault(404, 'The resource could not be found.', 'Not Found')
  }
}

const VARY = { vary: 'X-Auth-Token' }

function answerTokens(cloud: Cloud, tokens: Tokens, standing: Standing, request: DemoRequest): DemoReply {
  if (request.method === 'POST') {
    const token = signIn(cloud, tokens, standing, request.body)
    if (token === 'unauthorized') return unauthorized(request)
    if (token === 'malformed') {
      return fault(400, "Invalid input for field 'identity': 'methods' is a required property", 'Bad Request')
    }
    if ('notFound' in token) return fault(404, token.notFound, 'Not Found')
    return tokenReply(201, cloud, token, request)
  }

  const caller = tokens.find(headerOf(request, 'x-auth-token'))
  if (caller === null) return unauthorized(request)
  const subjectId = headerOf(request, 'x-subject-token')
  const expiredToo = request.query.has('allow_expired') && request.query.get('allow_expired') !== '0'
  const subject = expiredToo ? tokens.findExpired(subjectId) : tokens.find(subjectId)
  if (subject === null) return fault(404, 'Could not find token.', 'Not Found')
  // Nobody can revoke such a token: Keystone does not ask itself with the header.
  const showsRules = request.method !== 'DELETE' && headerOf(request, 'openstack-identity-access-rules') !== undefined
  if (subject.applicationCredential?.accessRules && !showsRules)
    return fault(404, 'Failed to validate token', 'Not Found')
  const mayAsk = subject.user === caller.user || caller.roles.includes('admin')
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      if (!mayAsk) return forbidden('identity:validate_token')
      return tokenReply(200, cloud, subject, request)
    case 'DELETE':
      if (!mayAsk) return forbidden('identity:revoke_token')
      tokens.revoke(subject.id)
      return { status: 204, headers: VARY, body: null }
    default:
      return fault(405, 'Method Not Allowed')
  }
}

function tokenReply(status: number, cloud: Cloud, token: DemoToken, request: DemoRequest): DemoReply {
  const withCatalog = !request.query.has('nocatalog')
  const body = describeToken(cloud, token, request.origin, withCatalog)
  return json(status, body, { ...VARY, 'x-subject-token': token.id })
}

function listOwnProjects(cloud: Cloud, caller: DemoToken, request: DemoRequest): DemoReply {
  const own = cloud.projects.filter((project) => caller.user.projectRoles.has(project.id))
  return projectsReply(own, request)
}

function listProjects(cloud: Cloud, caller: DemoToken, request: DemoRequest): DemoReply {
  if (!mayListProjects(caller)) return forbidden('identity:list_projects')
  const name = request.query.get('name')
  return projectsReply(
    cloud.projects.filter((project) => name === null || project.name === name),
    request,
  )
}

function showProject(cloud: Cloud, caller: DemoToken, id: string, request: DemoRequest): DemoReply {
  const isOwn = caller.scope.kind === 'project' && caller.scope.project.id === id
  if (!isOwn && !mayListProjects(caller)) return forbidden('identity:get_project')
  const project = cloud.projects.find((each) => each.id === id)
  if (project === undefined) return fault(404, `Could not find project: ${id}.`, 'Not Found')
  return json(200, { project: describeProject(project, request.origin) }, VARY)
}

function mayListProjects(caller: DemoToken): boolean {
  return caller.roles.includes('admin') || (caller.scope.kind === 'system' && caller.roles.includes('reader'))
}

function projectsReply(projects: readonly DemoProject[], request: DemoRequest): DemoReply {
  const self = `${request.origin}/identity${request.path}`
  return json(
    200,
    {
      projects: projects.map((project) => describeProject(project, request.origin)),
      links: { next: null, self, previous: null },
    },
    VARY,
  )
}

function describeProject(project: DemoProject, origin: string): object {
  return {
    id: project.id,
    name: project.name,
    domain_id: 'default',
    description: project.description,
    enabled: true,
    parent_id: 'default',
    is_domain: false,
    options: {},
    tags: [],
    links: { self: `${origin}/identity/v3/projects/${project.id}` },
  }
}

function versionOf(request: DemoRequest): object {
  return {
    id: 'v3.14',
    status: 'stable',
    updated: '2020-04-07T00:00:00Z',
    links: [{ rel: 'self', href: `${request.origin}/identity/v3/` }],
    'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
  }
}

function unauthorized(request: DemoRequest): DemoReply {
  return fault(401, 'The request you have made requires authentication.', 'Unauthorized', {
    'www-authenticate': `Keystone uri="${request.origin}/identity/v3"`,
  })
}

function forbidden(action: string): DemoReply {
  return fault(403, `You are not authorized to perform the requested action: ${action}.`, 'Forbidden')
}

function fault(status: number, message: string, title = message, headers: Record<string, string> = {}): DemoReply {
  return json(status, { error: { code: status, message, title } }, { ...VARY, ...headers })
}
