import { randomUUID } from 'node:crypto'
import { isAllowed } from './access-rules.ts'
import type { Cloud } from './cloud.ts'
import { headerOf, json, unauthorized, type DemoReply, type DemoRequest } from './exchange.ts'
import { NovaFault, faultReply, unknownPath } from './nova-fault.ts'
import { answerFlavors } from './nova-flavors.ts'
import { answerHypervisors } from './nova-hypervisors.ts'
import { readMicroversion, versionHeaders } from './nova-microversion.ts'
import { projectIdOf, type NovaRequest } from './nova-request.ts'
import { createNovaServers } from './nova-servers.ts'
import { answerServices, type Heartbeats } from './nova-services.ts'
import { createReplyCache } from './reply-cache.ts'
import { isAdmin, isReader, type DemoToken, type Tokens } from './tokens.ts'

export type Nova = {
  answer(request: DemoRequest): DemoReply
  /** The databases of these cells, and of no others, are out of Nova's reach. */
  loseCells(names: readonly string[]): void
}

export function createNova(
  cloud: Cloud,
  tokens: Tokens,
  options: { readonly maxLimit: number; readonly heartbeatOf: Heartbeats; readonly anyProjectInPath: boolean },
): Nova {
  const answerServers = createNovaServers(cloud)
  const cache = createReplyCache()
  let lostCells: ReadonlySet<string> = new Set()

  function answer(request: DemoRequest): DemoReply {
    const discovery = answerDiscovery(cloud, request)
    if (discovery !== null) return discovery
    const [, version, rest] = /^\/(v2\.1|v2)\/(.*?)\/*$/.exec(request.path) ?? []
    if (version === undefined || rest === undefined) return unknownPath()
    const token = tokens.find(headerOf(request, 'x-auth-token'))
    if (token === null || !isAllowed(token, 'compute', request)) return unauthorized(request)

    // `/v2` is the legacy mode: it knows no versions.
    const microversion = version === 'v2' ? { minor: 1, name: '2.1' } : readMicroversion(cloud, request)
    if ('fault' in microversion) return microversion.fault
    const headers = version === 'v2' ? {} : versionHeaders(microversion.name)
    try {
      const novaRequest: NovaRequest = {
        cloud,
        token,
        minor: microversion.minor,
        query: request.query,
        path: withoutProject(cloud, token, rest, options.anyProjectInPath),
        base: `${request.origin}/compute/${version}`,
        bookmarkBase: `${request.origin}/compute`,
        maxLimit: options.maxLimit,
        lostCells,
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') return unknownPath()
      const reply =
        cache.get(keyOf(novaRequest), () => answerServers(novaRequest) ?? answerHypervisors(novaRequest)) ??
        answerServices(novaRequest, options.heartbeatOf) ??
        answerFlavors(novaRequest)
      return reply === null ? unknownPath() : { ...reply, headers: { ...reply.headers, ...headers } }
    } catch (error) {
      if (!(error instanceof NovaFault)) throw error
      const reply = faultReply(error)
      return { ...reply, headers: { ...reply.headers, ...headers } }
    }
  }

  return {
    answer(request) {
      const reply = answer(request)
      const requestId = `req-${randomUUID()}`
      const ids = { 'x-compute-request-id': requestId, 'x-openstack-request-id': requestId }
      return { ...reply, headers: { ...reply.headers, ...ids } }
    },
    loseCells(names) {
      lostCells = new Set(names)
      cache.clear()
    },
  }
}

/** All that an answer depends on. */
function keyOf(request: NovaRequest): string {
  const { base, path, query, minor, token } = request
  const scope = projectIdOf(request) ?? token.scope.kind
  return JSON.stringify([base, path, query.toString(), minor, scope, isAdmin(token), isReader(token)])
}

/** What is answered without a token. */
function answerDiscovery(cloud: Cloud, request: DemoRequest): DemoReply | null {
  const base = `${request.origin}/compute`
  const current = {
    id: 'v2.1',
    status: 'CURRENT',
    version: cloud.release,
    min_version: '2.1',
    updated: '2013-07-23T11:33:21Z',
    links: [{ rel: 'self', href: `${base}/v2.1/` }],
  }
  if (request.path === '/') {
    const legacy = {
      id: 'v2.0',
      status: 'SUPPORTED',
      version: '',
      min_version: '',
      updated: '2011-01-21T11:33:21Z',
      links: [{ rel: 'self', href: `${base}/v2/` }],
    }
    return json(200, { versions: [legacy, current] })
  }
  if (/^\/v2\.1\/?$/.test(request.path)) {
    const manual = { rel: 'describedby', type: 'text/html', href: 'http://docs.openstack.org/' }
    const version = {
      ...current,
      links: [...current.links, manual],
      'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.compute+json;version=2.1' }],
    }
    return json(200, { version }, versionHeaders('2.1'))
  }
  if (/^\/v3(\/|$)/.test(request.path)) return json(300, { choices: [current] })
  return null
}

/** The project's id in a path has been optional since Newton, and must be the token's. */
function withoutProject(cloud: Cloud, token: DemoToken, path: string, anyProject: boolean): string {
  const [first = '', ...rest] = path.split('/')
  // For who tries things out: what a document's example has there is not worth a refusal.
  if (anyProject) return rest.length === 0 || /^(servers|flavors|os-)/.test(first) ? path : rest.join('/')
  const isProject = /^[0-9a-f]{32}$/.test(first) || cloud.projects.some((project) => project.id === first)
  if (!isProject) return path
  const own = token.scope.kind === 'project' ? token.scope.project.id : 'None'
  if (first !== own) {
    throw new NovaFault(
      400,
      `Malformed request URL: URL's project_id '${first}' doesn't match Context's project_id '${own}'`,
    )
  }
  return rest.join('/')
}
