import type { Log } from '../../model/log.ts'
import type { Upstream } from '../http/upstream.ts'
import type { OwnSession } from '../keystone/keystone.ts'
import { decodeAggregates } from './aggregate-body.ts'
import { createDiscovery } from './discovery.ts'
import { createDownHosts } from './down-hosts.ts'
import { decodeFlavor } from './flavor-body.ts'
import { createHypervisorCalls } from './hypervisors.ts'
import { createListingSizes } from './listing-sizes.ts'
import { walk } from './listing.ts'
import { NEEDS } from './microversions.ts'
import { createNovaApi } from './nova-api.ts'
import type { Nova } from './nova.ts'
import { createServerCalls } from './servers.ts'
import { decodeServices } from './service-body.ts'

/** Nova over HTTP. `session` finds the endpoint and asks for versions; everything else bears the caller's token. */
export function createNova(options: {
  readonly session: OwnSession
  readonly upstream: Upstream
  /** Whether to ask now and then for cells that are down. @default false */
  readonly probeCells?: boolean
  readonly log: Log
  readonly now?: () => number
}): Nova {
  const { upstream } = options
  const discovery = createDiscovery({ now: Date.now, ...options })
  const nova = createNovaApi({ upstream, discovery })
  const sizes = createListingSizes()

  return {
    ...createServerCalls(nova, sizes, options.now ?? Date.now),
    ...createHypervisorCalls(nova, sizes, options.now ?? Date.now),

    async listComputeServices(call) {
      const query = new URLSearchParams({ binary: 'nova-compute' })
      return decodeServices(await nova.get(call, { path: ['os-services'], query, need: NEEDS.services, keys: null }))
    },

    async listAggregates(call) {
      return decodeAggregates(await nova.get(call, { path: ['os-aggregates'], need: NEEDS.aggregates, keys: null }))
    },

    listFlavors: (call, { allFlavors }) =>
      walk(nova, call, {
        key: 'flavors',
        path: ['flavors', 'detail'],
        // None stands for both, public and private.
        query: new URLSearchParams(allFlavors ? { is_public: 'None' } : {}),
        need: NEEDS.flavors,
        decode: decodeFlavor,
      }),

    hostsOfDownCells: options.probeCells ? createDownHosts({ now: Date.now, ...options, discovery }) : () => [],
    microversions: async (signal) => (await discovery.find(signal)).served,
    probe: async (signal) => void (await discovery.look(signal)),
    close: () => upstream.close(),
  }
}
