import type { Call } from '../../model/call.ts'
import type { Hypervisor } from '../../model/hypervisor.ts'
import { nullWhereNotFound } from '../http/refusal.ts'
import { asList, asRecord } from '../http/untrusted.ts'
import { decodeHypervisor } from './hypervisor-body.ts'
import type { ListingSizes } from './listing-sizes.ts'
import { nameOf, search, walk, type Listing } from './listing.ts'
import { NEEDS } from './microversions.ts'
import { unreadable, type NovaApi } from './nova-api.ts'
import type { Nova } from './nova.ts'
import { isUuid } from '../../model/uuid.ts'

type HypervisorCalls = Pick<Nova, 'listHypervisors' | 'findHypervisorsByIds' | 'findHypervisorsByHostnames'>

const LISTING: Listing<Hypervisor> = {
  key: 'hypervisors',
  path: ['os-hypervisors', 'detail'],
  query: new URLSearchParams(),
  need: NEEDS.hypervisors,
  decode: decodeHypervisor,
  // A node whose service is gone is skipped after the page was cut.
  isCutBeforeFiltering: true,
}

export function createHypervisorCalls(nova: NovaApi, sizes: ListingSizes): HypervisorCalls {
  return {
    async listHypervisors(call) {
      const hypervisors = await walk(nova, call, LISTING)
      sizes.learn(nameOf(call, LISTING), hypervisors.length, true)
      return hypervisors
    },

    async findHypervisorsByIds(call, ids) {
      const found = await search(nova, sizes, call, {
        listing: LISTING,
        keys: [...new Set(ids.map((id) => id.toLowerCase()).filter(isUuid))],
        keyOf: (hypervisor) => hypervisor.id,
        findOne: (id) => findById(call, id),
        unique: true,
      })
      return ids.map((id) => firstOf(found.get(id.toLowerCase())))
    },

    async findHypervisorsByHostnames(call, hostnames) {
      const found = await search(nova, sizes, call, {
        listing: LISTING,
        keys: [...new Set(hostnames.filter((hostname) => hostname !== ''))],
        keyOf: (hypervisor) => hypervisor.hostname,
        findOne: (hostname) => findByHostname(call, hostname),
        unique: true,
      })
      return hostnames.map((hostname) => firstOf(found.get(hostname)))
    },
  }

  async function findById(call: Call, id: string): Promise<Hypervisor[]> {
    const request = { path: ['os-hypervisors', id], need: NEEDS.hypervisors, keys: 1 }
    const body = await nullWhereNotFound(nova.get(call, request))
    return body === null ? [] : [decodeHypervisor(asRecord(body)?.hypervisor)]
  }

  /** Nova matches any part of a name, and answers 404 where none has it. */
  async function findByHostname(call: Call, hostname: string): Promise<Hypervisor[]> {
    const query = new URLSearchParams({ hypervisor_hostname_pattern: hostname })
    const request = { path: LISTING.path, query, need: NEEDS.hypervisors, keys: 1 }
    const body = await nullWhereNotFound(nova.get(call, request))
    if (body === null) return []
    const list = asList(asRecord(body)?.hypervisors)
    if (!list) throw unreadable('hypervisors')
    return list.map(decodeHypervisor).filter((hypervisor) => hypervisor.hostname === hostname)
  }
}

function firstOf(answer: readonly Hypervisor[] | Error | undefined): Hypervisor | null | Error {
  return answer instanceof Error ? answer : (answer?.[0] ?? null)
}
