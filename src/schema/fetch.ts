import type { Rule } from '../policy/rules.ts'

/** Everything that a field may have fetched: by whom it is answered, and in words what is asked. One entry is one loader. */
export const FETCHES = {
  nova: {
    'a page of servers': 'servers, 1,000 a call',
    'whether a next page exists': 'whether a server follows the page, where it ended just at a thousand',
    'servers by id': 'servers by their ids: one by one, or 1,000 of the listing a call, whichever is fewer',
    'servers by host': 'servers by their hosts: host by host, or 1,000 of the listing a call, whichever is fewer',
    'all hypervisors': 'all hypervisors, 1,000 a call',
    'hypervisors by id': 'hypervisors by their ids: one by one, or 1,000 of the listing a call, whichever is fewer',
    'hypervisors by hostname':
      'hypervisors by their hostnames: one by one, or 1,000 of the listing a call, whichever is fewer',
    'compute services': 'every nova-compute, in one call',
    aggregates: 'every host aggregate, in one call',
    flavors: 'all flavors, 1,000 a call',
    versions: "which versions it serves: by the gateway's own account, and at most every ten minutes",
  },
  keystone: {
    'projects by id': "projects by their ids, in one list from two on; the token's own costs nothing",
  },
  placement: {
    'capacity by provider': 'inventories and usages of each hypervisor, where Nova no longer tells capacity',
  },
  'pci store': {
    'a page of devices': 'a page of devices',
    'count of devices': 'how many devices pass the filter',
    'groups of devices': 'devices counted in groups',
    'devices by id': 'devices by their ids',
    'devices by slot': 'devices by host and address',
    'devices by place': 'physical functions by their places',
    'devices by parent': 'virtual functions by the places of their physical ones',
    'devices of servers': 'the devices of servers',
    'devices of hypervisors': 'the first devices of each hypervisor',
    'count of devices of hypervisors': 'how many devices of each hypervisor pass the filter',
    'pools of hypervisors': 'the pools of hypervisors, and their rows counted',
    'condition of cells': 'how each cell is',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>

export type FetchUpstream = keyof typeof FETCHES
export type FetchOf<Upstream extends FetchUpstream> = keyof (typeof FETCHES)[Upstream] & string
export type FetchName = { [Upstream in FetchUpstream]: FetchOf<Upstream> }[FetchUpstream]

export type Fetch = {
  readonly upstream: FetchUpstream
  readonly what: FetchName
  /** Rules that the resolver itself asks before it fetches, beside that of the field. */
  readonly needs: readonly Rule[]
  /** By this rule the service may hide what is asked for by: then nothing is asked, and the field is null without an error. */
  readonly keyHiddenBy: Rule | null
}

/** For `extensions` of a field whose resolver has something fetched: by which loader. Nothing in the execution reads it; `explain` does. */
export function fetches<Upstream extends FetchUpstream>(
  upstream: Upstream,
  what: FetchOf<Upstream> & FetchName,
  { needs = [], keyHiddenBy }: { readonly needs?: readonly Rule[]; readonly keyHiddenBy?: Rule } = {},
): { readonly fetch: Fetch } {
  return { fetch: { upstream, what, needs, keyHiddenBy: keyHiddenBy ?? null } }
}

/** Null: what the field shows is there already. */
export function fetchOf(field: { readonly extensions: Readonly<Record<string, unknown>> }): Fetch | null {
  // Nobody but fetches() writes it.
  return (field.extensions.fetch as Fetch | undefined) ?? null
}

/** Who answers it. */
export function upstreamOf(what: FetchName): FetchUpstream {
  const upstream = UPSTREAMS.find((name) => Object.hasOwn(FETCHES[name], what))
  if (upstream === undefined) throw new Error(`Nobody answers ${what}`)
  return upstream
}

const UPSTREAMS = ['nova', 'keystone', 'placement', 'pci store'] as const satisfies readonly FetchUpstream[]
