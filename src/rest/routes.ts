/** What of Nova's API a request is for. */
export type Route =
  /** The version documents; `version` is null for the list of them. */
  | { readonly kind: 'version'; readonly version: ApiVersion | null }
  | (PassedRoute & { readonly kind: 'devices'; readonly projectId: string | null; readonly detail: boolean })
  | (PassedRoute & { readonly kind: 'device'; readonly projectId: string | null; readonly id: string })
  /** Nova's own answer, to which keys are added. */
  | (PassedRoute & { readonly kind: 'servers' | 'server' | 'hypervisors' })
  | (PassedRoute & { readonly kind: 'hypervisor'; readonly id: string; readonly collection: string })
  /** Nova's own answer and nothing else. */
  | (PassedRoute & { readonly kind: 'other' })

type PassedRoute = {
  readonly version: ApiVersion
  /** Below the version, with its slash, as it came: `/servers/detail`. */
  readonly rest: string
}

export type ApiVersion = (typeof API_VERSIONS)[number]
const API_VERSIONS = ['v2.1', 'v2', 'v3'] as const

/** Nova serves no v3 of its own: what was to be v3 became v2.1. */
export function novaVersion(version: ApiVersion): 'v2' | 'v2.1' {
  return version === 'v2' ? 'v2' : 'v2.1'
}

/**
 * Null: no path of ours. As Nova's router, it knows paths without a slash at the end. What stands before a resource is taken
 * for a project's id; whether it is one shows when the caller is known. Methods that a resource of ours lacks are for Nova to refuse, in its own words.
 */
export function readRoute(method: string, path: string): Route | null {
  const [, name, rest = ''] = /^\/(v2\.1|v2|v3)(\/.*)?$/.exec(path) ?? []
  const version = API_VERSIONS.find((known) => known === name)
  if (version === undefined) return null
  if (rest === '' || rest === '/') return { kind: 'version', version }
  const other: Route = { kind: 'other', version, rest }
  if (method !== 'GET') return other

  const segments = rest.slice(1).split('/')
  const hasProject = !isResource(segments[0]) && isResource(segments[1])
  const [projectId, [resource, second, ...further]] = hasProject
    ? [segments[0] ?? null, [segments[1], ...segments.slice(2)]]
    : [null, segments]
  if (further.length > 0 || second === '') return other
  if (resource === 'os-pci' || resource === 'os-pci-devices') {
    if (second !== undefined && second !== 'detail') {
      return { kind: 'device', version, rest, projectId, id: decoded(second) }
    }
    return { kind: 'devices', version, rest, projectId, detail: second === 'detail' }
  }
  if (resource === 'servers' && second !== undefined) {
    return { kind: second === 'detail' ? 'servers' : 'server', version, rest }
  }
  if (resource === 'os-hypervisors' && second !== undefined && second !== 'statistics') {
    if (second === 'detail') return { kind: 'hypervisors', version, rest }
    return { kind: 'hypervisor', version, rest, id: decoded(second), collection: rest.slice(0, -second.length - 1) }
  }
  return other
}

const RESOURCES: readonly (string | undefined)[] = ['os-pci', 'os-pci-devices', 'servers', 'os-hypervisors']

function isResource(segment: string | undefined): boolean {
  return segment !== undefined && RESOURCES.includes(segment)
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** The form of project ids that Nova's router takes for one wherever it stands. */
export function isProjectId(segment: string): boolean {
  return /^[0-9a-f-]+$/.test(segment)
}

/** Whether a path climbs out of where it begins, once someone on the way has made it plain. */
export function climbs(path: string): boolean {
  return /(^|[/\\])(\.|%2e){1,2}([/\\]|$)/i.test(path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\'))
}
