import { Forbidden } from '../../errors.ts'
import type { Call } from '../../model/call.ts'
import type { Server } from '../../model/server.ts'
import { nullWhereNotFound } from '../http/refusal.ts'
import { AT_ONCE } from '../http/side-by-side.ts'
import { asList, asRecord } from '../http/untrusted.ts'
import { createKeptServers } from './kept-servers.ts'
import type { ListingSizes } from './listing-sizes.ts'
import { fetchPage, MOST_PER_PAGE, nameOf, search, walk, type Listing } from './listing.ts'
import type { BriefListing } from './look-ahead.ts'
import { NEEDS } from './microversions.ts'
import type { NovaApi } from './nova-api.ts'
import type { Nova, ServerFilter, ServerPage, ServerQuery } from './nova.ts'
import { decodeServer } from './server-body.ts'
import { serverQueryParameters } from './server-query.ts'
import { createServerWalks } from './server-walk.ts'
import { isUuid } from '../../model/uuid.ts'

type ServerCalls = Pick<Nova, 'listServers' | 'findServersByIds' | 'listServersByHosts'>

export function createServerCalls(nova: NovaApi, sizes: ListingSizes, now: () => number): ServerCalls {
  const walks = createServerWalks(nova)
  const kept = createKeptServers(nova, sizes, now)

  return {
    async listServers(call, query) {
      if (matchesNothing(query.filter)) return { servers: [], hasNextPage: () => Promise.resolve(false) }
      const listing = await listingOf(call, query)
      const { walk: isWalkedBy } = call
      if (isWalkedBy !== undefined) {
        const fetched = await walks.read({ ...call, walk: isWalkedBy }, listing, query)
        requireHonoured(query.filter, fetched)
        return pageOf(call, listing, fetched, query.first, null)
      }
      // One page of a client, and so a few of Nova's at most: they are turned one after the other. To look ahead would cost a brief call
      // for each, which is twice the calls and a tenth more of the CPU, for a question that has its whole answer in memory anyway.
      const servers = new Map<string, Server>()
      // One more than is wanted says whether more follow, as long as it does not cost a page of its own.
      const upTo = query.first % MOST_PER_PAGE === 0 && query.first > 0 ? query.first : query.first + 1
      let marker = query.after
      let more: boolean
      do {
        const limit = Math.min(MOST_PER_PAGE, upTo - servers.size)
        const page = await fetchPage(nova, call, listing, { limit, marker })
        // Servers that get a host or a cell during the walk may be on two pages.
        for (const server of page.items) servers.set(server.id, server)
        more = page.next !== null
        marker = page.next ?? marker
      } while (more && servers.size < upTo)
      // No search is for a list that somebody has narrowed or ordered: its size would only push out one that matters.
      if (query.after === null && isWhole(listing)) sizes.learn(nameOf(call, listing), servers.size, !more)
      requireHonoured(query.filter, servers.values())
      return pageOf(call, listing, [...servers.values()], query.first, more ? marker : null)
    },

    async findServersByIds(call, ids, { allProjects }) {
      const keys = [...new Set(ids.map((id) => id.toLowerCase()).filter(isUuid))]
      const listing = await listingOf(call, { allProjects, filter: {}, orderBy: null })
      const known = await kept.find(call, listing, keys)
      const found = await search(nova, sizes, call, {
        listing,
        keys: known === null ? keys : keys.filter((id) => !known.has(id)),
        keyOf: (server) => server.id,
        findOne: async (id) => findServer(call, id),
        unique: true,
        // Side by side they take no longer than one page, and a cloud may have many pages of servers.
        few: AT_ONCE,
        // Of SOFT_DELETED servers, and of those in a cell that is down.
        isListingPartial: true,
      })
      return ids.map((given) => {
        const id = given.toLowerCase()
        const answer = found.get(id) ?? []
        return known?.get(id) ?? (answer instanceof Error ? answer : (answer[0] ?? null))
      })
    },

    async listServersByHosts(call, hosts, filter) {
      if (matchesNothing(filter)) return hosts.map(() => [])
      const query = { allProjects: true, orderBy: null }
      const found = await search(nova, sizes, call, {
        listing: await listingOf(call, { ...query, filter }),
        keys: [...new Set(hosts)],
        keyOf: (server) => server.host,
        findOne: async (host) => walk(nova, call, await listingOf(call, { ...query, filter: { ...filter, host } })),
        unique: false,
      })
      const listed = [...found.values()].flatMap((list) => (list instanceof Error ? [] : list))
      // One that moves between two of the hosts meanwhile may be on both.
      const latest = new Map(listed.map((server) => [server.id, server]))
      return hosts.map((host) => {
        const list = found.get(host) ?? []
        if (list instanceof Error) return list
        requireHonoured({ ...filter, host }, list)
        return list.filter((server) => latest.get(server.id) === server)
      })
    },
  }

  async function listingOf(
    call: Call,
    query: Pick<ServerQuery, 'allProjects' | 'filter' | 'orderBy'>,
  ): Promise<BriefListing<Server>> {
    const need = isBriefEnough(call, query) ? NEEDS.serversInBrief : NEEDS.servers
    const version = await nova.versionFor(need, call.signal)
    return {
      key: 'servers',
      path: ['servers', 'detail'],
      briefPath: ['servers'],
      query: serverQueryParameters(call, query, version),
      need,
      decode: decodeServer,
      callerInput: {},
    }
  }

  async function findServer(call: Call, id: string): Promise<Server[]> {
    const request = { path: ['servers', id], need: NEEDS.servers, keys: 1 }
    const body = await nullWhereNotFound(nova.get(call, request))
    return body === null ? [] : [decodeServer(asRecord(body)?.server)]
  }

  /** `next` is null when Nova said that nothing follows what was fetched. */
  function pageOf(
    call: Call,
    listing: Listing<Server>,
    fetched: readonly Server[],
    first: number,
    next: string | null,
  ): ServerPage {
    let answer: Promise<boolean> | null = null
    return {
      servers: fetched.slice(0, first),
      hasNextPage() {
        if (fetched.length > first) return Promise.resolve(true)
        if (next === null) return Promise.resolve(false)
        return (answer ??= anyAfter(call, listing, next))
      },
    }
  }

  async function anyAfter(call: Call, listing: Listing<Server>, marker: string): Promise<boolean> {
    const query = new URLSearchParams(listing.query)
    query.set('limit', '1')
    query.set('marker', marker)
    const body = await nova.get(call, { path: ['servers'], query, need: listing.need, keys: null })
    return (asList(asRecord(body)?.servers)?.length ?? 0) > 0
  }
}

/** Filters and orders came to Nova one by one, with versions of their own. */
function isBriefEnough({ reads }: Call, { filter, orderBy }: Pick<ServerQuery, 'filter' | 'orderBy'>): boolean {
  return reads?.servers === 'brief' && orderBy === null && Object.keys(filter).length === 0
}

function isWhole({ query }: Listing<Server>): boolean {
  return [...query.keys()].every((name) => name === 'all_tenants')
}

/** None of no statuses: Nova would take a filter that names nothing for one that is not there. */
function matchesNothing(filter: ServerFilter): boolean {
  return filter.status?.length === 0
}

/**
 * Nova drops a filter by host for a token that may not see hosts, and lists more than was asked for. Such a list must not pass for
 * the servers of that host.
 */
function requireHonoured(filter: ServerFilter, servers: Iterable<Server>) {
  if (filter.host === undefined && filter.hypervisorHostname === undefined) return
  for (const server of servers) {
    const hidden =
      (filter.host !== undefined && server.host === null) ||
      (filter.hypervisorHostname !== undefined && server.hypervisorHostname === null)
    if (hidden) {
      throw new Forbidden('Nova does not let this token filter servers by their host.', {
        rule: 'os_compute_api:os-extended-server-attributes',
        upstream: 'nova',
      })
    }
  }
}
