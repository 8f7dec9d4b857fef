import { randomUUID } from 'node:crypto'
import { isAllowed } from './access-rules.ts'
import type { Cloud, DemoServer } from './cloud.ts'
import { headerOf, json, unauthorized, type DemoReply, type DemoRequest } from './exchange.ts'
import { describeProviders, type Provider, type Resources } from './placement-providers.ts'
import { isAdmin, type DemoToken, type Tokens } from './tokens.ts'

const NEWEST_MINORS = { '2.87': 36, '2.93': 39, '2.100': 39 } as const

export function createPlacement(cloud: Cloud, tokens: Tokens): (request: DemoRequest) => DemoReply {
  const newest = NEWEST_MINORS[cloud.release]
  // Most who ask the demo cloud never ask Placement.
  let index: PlacementIndex | null = null

  return (request) => {
    const minor = readMinor(request, newest)
    if (minor === null) {
      const asked = headerOf(request, 'openstack-api-version') ?? ''
      const detail = `Unacceptable version header: ${asked.replace(/^placement\s+/, '')}`
      return fault({ status: 406, title: 'Not Acceptable', detail, minor: newest })
    }
    const headers = { 'openstack-api-version': `placement 1.${minor}`, vary: 'openstack-api-version' }
    const reply = answer(request, minor)
    return { ...reply, headers: { ...reply.headers, ...headers } }
  }

  function answer(request: DemoRequest, minor: number): DemoReply {
    const path = request.path.replace(/\/+$/, '')
    if (path === '') return json(200, { versions: [versionOf(newest)] })
    const token = tokens.find(headerOf(request, 'x-auth-token'))
    if (token === null || !isAllowed(token, 'placement', request)) return unauthorized(request)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return fault({ status: 405, title: 'Method Not Allowed', detail: 'The method is not allowed.', minor })
    }
    const resource = RESOURCES.find(({ pattern }) => pattern.test(path))
    if (resource === undefined) {
      return fault({ status: 404, title: 'Not Found', detail: 'The resource could not be found.', minor })
    }
    if (!mayRead(cloud, token, resource.rule)) return denied(cloud, resource.rule, minor)
    index ??= createIndex(cloud)
    const [, id = ''] = resource.pattern.exec(path) ?? []
    return resource.answer({ index, id, minor, query: request.query })
  }
}

type Question = {
  readonly index: PlacementIndex
  readonly id: string
  readonly minor: number
  readonly query: URLSearchParams
}

const RESOURCES: readonly {
  readonly pattern: RegExp
  readonly rule: string
  answer(question: Question): DemoReply
}[] = [
  { pattern: /^\/resource_providers$/, rule: 'placement:resource_providers:list', answer: listProviders },
  {
    pattern: /^\/resource_providers\/([^/]+)$/,
    rule: 'placement:resource_providers:show',
    answer: (question) => withProvider(question, (provider) => json(200, describeProvider(provider, question.minor))),
  },
  {
    pattern: /^\/resource_providers\/([^/]+)\/inventories$/,
    rule: 'placement:resource_providers:inventories:list',
    answer: (question) =>
      withProvider(question, ({ generation, inventories }) =>
        json(200, { resource_provider_generation: generation, inventories }),
      ),
  },
  {
    pattern: /^\/resource_providers\/([^/]+)\/usages$/,
    rule: 'placement:resource_providers:usages',
    answer: (question) =>
      withProvider(question, (provider) =>
        json(200, { resource_provider_generation: provider.generation, usages: usagesOf(provider) }),
      ),
  },
  {
    pattern: /^\/resource_providers\/([^/]+)\/allocations$/,
    rule: 'placement:resource_providers:allocations:list',
    answer: (question) => withProvider(question, describeAllocations),
  },
  {
    pattern: /^\/resource_providers\/([^/]+)\/traits$/,
    rule: 'placement:resource_providers:traits:list',
    answer: (question) =>
      withProvider(question, ({ generation, traits }) =>
        json(200, { traits, resource_provider_generation: generation }),
      ),
  },
  { pattern: /^\/allocations\/([^/]+)$/, rule: 'placement:allocations:list', answer: showConsumer },
]

type PlacementIndex = {
  readonly providers: readonly Provider[]
  readonly byId: ReadonlyMap<string, Provider>
  readonly byConsumer: ReadonlyMap<string, readonly Provider[]>
  /** By id, and by the id of a migration. */
  readonly servers: ReadonlyMap<string, DemoServer>
}

function createIndex(cloud: Cloud): PlacementIndex {
  const providers = describeProviders(cloud)
  const byConsumer = new Map<string, Provider[]>()
  for (const provider of providers) {
    for (const consumer of provider.allocations.keys()) {
      const held = byConsumer.get(consumer)
      if (held === undefined) byConsumer.set(consumer, [provider])
      else held.push(provider)
    }
  }
  return {
    providers,
    byId: new Map(providers.map((provider) => [provider.id, provider])),
    byConsumer,
    servers: new Map(
      cloud.servers.flatMap((server) =>
        [server.id, server.migrationId].flatMap((id) => (id === null ? [] : [[id, server] as const])),
      ),
    ),
  }
}

function listProviders({ index, query, minor }: Question): DemoReply {
  const tree = minor >= 14 ? query.get('in_tree') : null
  const root = tree === null ? null : (index.byId.get(tree)?.rootId ?? 'none')
  const name = query.get('name')
  const id = query.get('uuid')
  const required = minor >= 18 ? requiredTraits(query) : []
  const found = index.providers.filter(
    (provider) =>
      (root === null || provider.rootId === root) &&
      (name === null || provider.name === name) &&
      (id === null || provider.id === id) &&
      required.every((anyOf) => anyOf.some((trait) => provider.traits.includes(trait))),
  )
  return json(200, { resource_providers: found.map((provider) => describeProvider(provider, minor)) })
}

/** `required=A,B` wants all of them, `required=in:A,B` any. */
function requiredTraits(query: URLSearchParams): string[][] {
  return query
    .getAll('required')
    .flatMap((value) =>
      value.startsWith('in:') ? [value.slice(3).split(',')] : value.split(',').map((trait) => [trait]),
    )
}

function withProvider(question: Question, answer: (provider: Provider) => DemoReply): DemoReply {
  const provider = question.index.byId.get(question.id)
  if (provider !== undefined) return answer(provider)
  const detail = `The resource could not be found.\n\n No resource provider with uuid ${question.id} found  `
  return fault({ status: 404, title: 'Not Found', detail, minor: question.minor })
}

function describeProvider(provider: Provider, minor: number): object {
  const self = `/resource_providers/${provider.id}`
  const links = ['inventories', 'usages', 'aggregates', 'traits', 'allocations']
  return {
    uuid: provider.id,
    name: provider.name,
    generation: provider.generation,
    links: [{ rel: 'self', href: self }, ...links.map((rel) => ({ rel, href: `${self}/${rel}` }))],
    ...(minor >= 14 ? { parent_provider_uuid: provider.parentId, root_provider_uuid: provider.rootId } : {}),
  }
}

function usagesOf(provider: Provider): Resources {
  const usages: Resources = Object.fromEntries(Object.keys(provider.inventories).map((name) => [name, 0]))
  for (const resources of provider.allocations.values()) {
    for (const [name, count] of Object.entries(resources)) usages[name] = (usages[name] ?? 0) + count
  }
  return usages
}

function describeAllocations(provider: Provider): DemoReply {
  const allocations = Object.fromEntries(
    [...provider.allocations].map(([consumer, resources]) => [consumer, { resources, consumer_generation: 1 }]),
  )
  return json(200, { allocations, resource_provider_generation: provider.generation })
}

/** A consumer that Placement does not know has nothing: that is no error. */
function showConsumer({ index, id, minor }: Question): DemoReply {
  const held = index.byConsumer.get(id) ?? []
  const allocations = Object.fromEntries(
    held.map((provider) => [
      provider.id,
      { resources: provider.allocations.get(id) ?? {}, generation: provider.generation },
    ]),
  )
  const server = index.servers.get(id)
  if (held.length === 0 || server === undefined) return json(200, { allocations })
  return json(200, {
    allocations,
    ...(minor >= 12 ? { project_id: server.project.id, user_id: server.user.id } : {}),
    ...(minor >= 28 ? { consumer_generation: 1 } : {}),
    ...(minor >= 38 ? { consumer_type: server.migrationId === id ? 'MIGRATION' : 'INSTANCE' } : {}),
  })
}

/** Zed let readers of the system look at providers; releases before and after it did not. */
function mayRead(cloud: Cloud, token: DemoToken, rule: string): boolean {
  if (isAdmin(token)) return true
  const isReaderOnSystem = token.scope.kind === 'system' && token.roles.includes('reader')
  return isReaderOnSystem && cloud.release === '2.93' && rule.startsWith('placement:')
}

function denied(cloud: Cloud, rule: string, minor: number): DemoReply {
  const why = cloud.release === '2.100' ? rule : `Policy does not allow ${rule} to be performed.`
  const detail = `Access was denied to this resource.\n\n ${why}  `
  return fault({ status: 403, title: 'Forbidden', detail, minor })
}

function fault(error: {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly minor: number
}): DemoReply {
  const { status, title, detail, minor } = error
  return json(status, {
    errors: [
      {
        status,
        title,
        detail,
        ...(minor >= 23 ? { code: 'placement.undefined_code' } : {}),
        request_id: `req-${randomUUID()}`,
      },
    ],
  })
}

function versionOf(newest: number): object {
  return {
    id: 'v1.0',
    max_version: `1.${newest}`,
    min_version: '1.0',
    status: 'CURRENT',
    links: [{ rel: 'self', href: '' }],
  }
}

/** Null: a version that is not served. None asked for is the oldest. */
function readMinor(request: DemoRequest, newest: number): number | null {
  const [service, version] = (headerOf(request, 'openstack-api-version') ?? '').split(/\s+/)
  if (service !== 'placement' || version === undefined) return 0
  if (version === 'latest') return newest
  const [, minorText] = /^1\.(\d+)$/.exec(version) ?? []
  const minor = Number(minorText)
  return minorText !== undefined && minor <= newest ? minor : null
}
