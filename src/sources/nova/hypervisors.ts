import type { Call } from '../../model/call.ts'
import type { Hypervisor } from '../../model/hypervisor.ts'
import { nullWhereNotFound } from '../http/refusal.ts'
import { asList, asRecord } from '../http/untrusted.ts'
import { decodeHypervisor } from './hypervisor-body.ts'
import { createKeptForWalk } from './kept-for-walk.ts'
import type { ListingSizes } from './listing-sizes.ts'
import { fetchPage, MOST_PER_PAGE, nameOf, search, walk, type Listing, type Page } from './listing.ts'
import { NEEDS } from './microversions.ts'
import { unreadable, type NovaApi } from './nova-api.ts'
import type { Nova } from './nova.ts'
import { planCalls, type ListingSize } from './plan-calls.ts'
import { isUuid } from '../../model/uuid.ts'

type HypervisorCalls = Pick<
  Nova,
  'expectHypervisors' | 'listHypervisors' | 'findHypervisorsByIds' | 'findHypervisorsByHostnames'
>

const LISTING: Listing<Hypervisor> = {
  key: 'hypervisors',
  path: ['os-hypervisors', 'detail'],
  query: new URLSearchParams(),
  need: NEEDS.hypervisors,
  decode: decodeHypervisor,
  // A node whose service is gone is skipped after the page was cut.
  isCutBeforeFiltering: true,
}

/** Without capacity, service and the rest, which make most of the answer. */
const BRIEF: Listing<Hypervisor> = { ...LISTING, path: ['os-hypervisors'] }

function listingFor({ reads }: Call): Listing<Hypervisor> {
  return reads?.hypervisors === 'brief' ? BRIEF : LISTING
}

/** Every page of a long list names the same hosts again. So long it may rely on what Nova has told the pages before it. */
const KEPT_FOR_WALK_MS = 10_000

/** While nobody knows how many there are, more than so many on one page of a list are worth all of them. */
const MANY_FOR_WALK = 4

export function createHypervisorCalls(nova: NovaApi, sizes: ListingSizes, now: () => number): HypervisorCalls {
  const kept = createKeptForWalk<readonly Hypervisor[]>({ maxAgeMs: KEPT_FOR_WALK_MS, now })
  const expected = new WeakMap<Call, Promise<Page<Hypervisor>>>()
  const listAll = async (call: Call): Promise<readonly Hypervisor[]> => {
    const hypervisors = await walk(nova, call, listingFor(call))
    sizes.learn(nameOf(call, LISTING), hypervisors.length, true)
    return hypervisors
  }

  return {
    expectHypervisors(call) {
      // A walk keeps what its first page has fetched.
      if (call.walk !== undefined || expected.has(call) || !isOnePage(sizes.of(nameOf(call, LISTING)))) return
      const page = fetchPage(nova, call, listingFor(call), { limit: MOST_PER_PAGE, marker: null })
      // Who looks for one hears of it.
      page.catch(() => undefined)
      expected.set(call, page)
    },

    listHypervisors: (call) => kept.get(call, listAll),

    async findHypervisorsByIds(call, ids) {
      const found = await find(
        call,
        [...new Set(ids.map((id) => id.toLowerCase()).filter(isUuid))],
        (hypervisor) => hypervisor.id,
        (id) => findById(call, id),
      )
      return ids.map((id) => firstOf(found.get(id.toLowerCase())))
    },

    async findHypervisorsByHostnames(call, hostnames) {
      const found = await find(
        call,
        [...new Set(hostnames.filter((hostname) => hostname !== ''))],
        (hypervisor) => hypervisor.hostname,
        (hostname) => findByHostname(call, hostname),
      )
      return hostnames.map((hostname) => firstOf(found.get(hostname)))
    },
  }

  async function find(
    call: Call,
    keys: readonly string[],
    keyOf: (hypervisor: Hypervisor) => string | null,
    findOne: (key: string) => Promise<readonly Hypervisor[]>,
  ): Promise<Map<string, readonly Hypervisor[] | Error>> {
    const searchFor = (wanted: readonly string[]) => {
      const firstPage = expected.get(call) ?? null
      return search(nova, sizes, call, {
        listing: listingFor(call),
        keys: wanted,
        keyOf,
        findOne,
        unique: true,
        firstPage,
      })
    }
    if (call.walk === undefined || !isWorthAll(call, keys)) return searchFor(keys)
    const all = new Map((await kept.get(call, listAll)).map((hypervisor) => [keyOf(hypervisor), [hypervisor]]))
    const missing = keys.filter((key) => !all.has(key))
    const found = missing.length === 0 ? null : await searchFor(missing)
    return new Map(keys.map((key) => [key, all.get(key) ?? found?.get(key) ?? []]))
  }

  /** They are many, or not worth more calls than the whole list is: then it serves the next pages too. */
  function isWorthAll(call: Call, keys: readonly string[]): boolean {
    const size = sizes.of(nameOf(call, LISTING))
    const plan = planCalls({ keys: keys.length, size, pageSize: MOST_PER_PAGE, pagesTurned: 0, few: MANY_FOR_WALK })
    return kept.has(call) || plan === 'next page'
  }

  async function findById(call: Call, id: string): Promise<Hypervisor[]> {
    const request = { path: ['os-hypervisors', id], need: NEEDS.hypervisors, keys: 1 }
    const body = await nullWhereNotFound(nova.get(call, request))
    return body === null ? [] : [decodeHypervisor(asRecord(body)?.hypervisor)]
  }

  /** Nova matches any part of a name, and answers 404 where none has it. */
  async function findByHostname(call: Call, hostname: string): Promise<Hypervisor[]> {
    const query = new URLSearchParams({ hypervisor_hostname_pattern: hostname })
    const request = { path: listingFor(call).path, query, need: NEEDS.hypervisors, keys: 1 }
    const body = await nullWhereNotFound(nova.get(call, request))
    if (body === null) return []
    const list = asList(asRecord(body)?.hypervisors)
    if (!list) throw unreadable('hypervisors')
    return list.map(decodeHypervisor).filter((hypervisor) => hypervisor.hostname === hostname)
  }
}

/** As far as it has been seen: nothing is known of one that was never walked. */
function isOnePage(size: ListingSize): boolean {
  return 'total' in size ? size.total <= MOST_PER_PAGE : size.atLeast > 0 && size.atLeast <= MOST_PER_PAGE
}

function firstOf(answer: readonly Hypervisor[] | Error | undefined): Hypervisor | null | Error {
  return answer instanceof Error ? answer : (answer?.[0] ?? null)
}
