import { describe, expect, it } from 'vitest'
import { Forbidden } from '../../src/errors.ts'
import type { Sources } from '../../src/loaders/index.ts'
import type { Call } from '../../src/model/call.ts'
import type { PciDevice } from '../../src/model/pci-device.ts'
import type { ServerPage } from '../../src/sources/nova/nova.ts'
import type { PciStore } from '../../src/sources/pci/store.ts'
import { POLICIES } from '../tenants/house.ts'
import { openLeaky, type Leak } from '../tenants/leaky-gateway.ts'
import { search } from '../tenants/search.ts'

// That the search for differences finds them: deliberate leaks, each of a kind that was made somewhere before.

/** Each is found by so many documents at most. */
const WITHIN = 600
const EVERYONE = 'every project'
const OWNERS_LIST = POLICIES['owners list']

/** A store in which something is otherwise, whatever parts its devices bring. */
function changedStore(store: PciStore, change: (store: PciStore) => Partial<PciStore>): PciStore {
  return {
    ...bound(store),
    ...change(store),
    bringing: (parts) => changedStore(store.bringing(parts), change),
  }
}

function bound(store: PciStore): PciStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
    ownKeys: () => Object.keys(STORE_METHODS),
    getOwnPropertyDescriptor: (_target, name) => ({
      enumerable: true,
      configurable: true,
      get: () => Reflect.get(bound(store), name) as unknown,
    }),
  })
}

const STORE_METHODS: Readonly<Record<keyof PciStore, true>> = {
  bringing: true,
  cells: true,
  listDevicesByServer: true,
  listDevicesById: true,
  listDevicesBySlot: true,
  listDevicesByPlace: true,
  listChildDevices: true,
  pageDevices: true,
  countDevices: true,
  groupDevices: true,
  pageDevicesByNode: true,
  countDevicesByNode: true,
  listNodePciStats: true,
  describeCells: true,
  probe: true,
  close: true,
}

const store = (change: (store: PciStore) => Partial<PciStore>): Leak => ({
  sources: (sources) => ({ ...sources, pci: changedStore(sources.pci, change) }),
})
const asCaller = (call: Call, token: string): Call => ({ ...call, caller: { ...call.caller, token } })

type Mutant = { readonly policy: string; readonly leak: Leak }

const LEAKS: Readonly<Record<string, Mutant>> = {
  'a policy that lets everybody list devices': { policy: 'os_compute_api:os-pci:index: "@"', leak: {} },
  'a policy that lets everybody show a device': { policy: 'os_compute_api:os-pci:show: "@"', leak: {} },
  "a policy that shows owners the hosts of their devices, where hosts' details change": {
    policy: 'pcigraph:device:host_details: "@"',
    leak: {},
  },
  'a store that takes every list of a tenant for everybody’s': {
    policy: OWNERS_LIST,
    leak: store((from) => ({ pageDevices: (call, page) => from.pageDevices(call, page, EVERYONE) })),
  },
  'a store that counts for everybody': {
    policy: OWNERS_LIST,
    leak: store((from) => ({ countDevices: (call, filter) => from.countDevices(call, filter, EVERYONE) })),
  },
  'a store that groups for everybody': {
    policy: OWNERS_LIST,
    leak: store((from) => ({ groupDevices: (call, query) => from.groupDevices(call, query, EVERYONE) })),
  },
  'a store that finds everybody’s devices by id': {
    policy: OWNERS_LIST,
    leak: store((from) => ({ listDevicesById: (call, ids) => from.listDevicesById(call, ids, EVERYONE) })),
  },
  'a list that is cut before others’ rows are left out': {
    policy: OWNERS_LIST,
    leak: store((from) => ({
      async pageDevices(call, page, tenancy) {
        const [all, own] = await Promise.all([
          from.pageDevices(call, { ...page, first: page.first + 60 }, EVERYONE),
          from.pageDevices(call, page, tenancy),
        ])
        const isOnPage = new Set(all.devices.map(({ device }) => device.id))
        return { ...own, devices: own.devices.filter(({ device }) => isOnPage.has(device.id)) }
      },
    })),
  },
  'a list in the order of what it may not show': {
    policy: '',
    leak: store((from) => ({
      async listDevicesByServer(call, ids, tenancy) {
        const found = await from.listDevicesByServer(call, ids, tenancy)
        const touchedAt = ({ updatedAt }: PciDevice) => updatedAt?.getTime() ?? 0
        return { ...found, items: found.items.toSorted((a, b) => touchedAt(b) - touchedAt(a)) }
      },
    })),
  },
  'Nova asked with the token of the gateway itself': {
    policy: '',
    leak: {
      sources: (sources, { ownToken }): Sources => ({
        ...sources,
        nova: {
          ...sources.nova,
          findServersByIds: async (call, ids, how) =>
            sources.nova.findServersByIds(asCaller(call, await ownToken()), ids, how),
        },
      }),
    },
  },
  'a cache of listings that forgets whose they are': {
    policy: '',
    leak: {
      sources(sources) {
        const kept = new Map<string, Promise<ServerPage>>()
        return {
          ...sources,
          nova: {
            ...sources.nova,
            async listServers(call, query) {
              const key = JSON.stringify(query.filter)
              const page = kept.get(key) ?? sources.nova.listServers(call, query)
              kept.set(key, page)
              // For as long as one answer is under way, as caches are that are to spare calls.
              setTimeout(() => kept.delete(key), 5)
              return page
            },
          },
        }
      },
    },
  },
  'loaders that live from one request to the next': {
    policy: '',
    leak: {
      context(createContext) {
        let shared: { loaders: ReturnType<typeof createContext>['loaders']; until: number } | null = null
        return (call, document) => {
          const context = createContext(call, document)
          if (shared === null || performance.now() > shared.until) {
            shared = { loaders: context.loaders, until: performance.now() + 20 }
          }
          return { ...context, loaders: shared.loaders }
        }
      },
    },
  },
  'an error that says on which host a server is that is not to be seen': {
    policy: '',
    leak: {
      sources: (sources, { ownToken }) => ({
        ...sources,
        nova: {
          ...sources.nova,
          async findServersByIds(call, ids, how) {
            const found = await sources.nova.findServersByIds(call, ids, how)
            if (!found.includes(null)) return found
            const all = await sources.nova.findServersByIds(asCaller(call, await ownToken()), ids, how)
            return found.map((server, index) => {
              const hidden = all[index]
              if (server !== null || hidden === null || hidden === undefined || hidden instanceof Error) return server
              return new Forbidden(`Server ${hidden.id} is on ${hidden.host ?? 'no host'}, and not yours.`)
            })
          },
        },
      }),
    },
  },
  'an error that counts the devices of the cloud': {
    policy: '',
    leak: {
      context: (createContext) => (call, document) => {
        const context = createContext(call, document)
        return { ...context, access: { ...context.access, whyNot: (rule) => `${rule}: not for one of ${rowsSeen}` } }
      },
      sources: (sources) => ({
        ...sources,
        pci: changedStore(sources.pci, (from) => ({
          async listDevicesByServer(call, ids, tenancy) {
            rowsSeen = await from.countDevices(call, {}, EVERYONE)
            return from.listDevicesByServer(call, ids, tenancy)
          },
        })),
      }),
    },
  },
}
let rowsSeen = 0

describe('a search among random documents finds', () => {
  it.each(Object.keys(LEAKS))(
    '%s',
    async (name) => {
      const { policy, leak } = LEAKS[name] ?? { policy: '', leak: {} }
      const { counterExample, documents } = await search({
        seed: 21,
        documents: WITHIN,
        policy: { text: policy },
        shrinks: 0,
        open: openLeaky(leak),
      })
      expect(counterExample).not.toBeNull()
      expect(documents).toBeLessThanOrEqual(WITHIN)
    },
    60_000,
  )

  it('nothing in a gateway of the same parts without a leak', async () => {
    const { counterExample } = await search({
      seed: 21,
      documents: 100,
      policy: { text: OWNERS_LIST },
      open: openLeaky({}),
    })
    expect(counterExample).toBeNull()
  })
})
