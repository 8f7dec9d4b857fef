import { BadUserInput } from '../errors.ts'
import type { Hypervisor as HypervisorModel } from '../model/hypervisor.ts'
import { isUuid } from '../model/uuid.ts'
import { builder } from './builder.ts'
import { checkPageSize, pageArguments, type Connection } from './connection.ts'
import { costs } from './cost.ts'
import { SEMANTIC_NON_NULL } from './directives.ts'
import { enumValues } from './enum-values.ts'
import { fetches } from './fetch.ts'
import { HypervisorFilter, passes } from './hypervisor-filter.ts'
import { Hypervisor, HypervisorConnection } from './hypervisor.ts'
import { noNulls } from './no-nulls.ts'
import { OrderDirection } from './order-direction.ts'
import { ruled } from './rule.ts'
import { pageOfWhole, readMarker } from './whole-list.ts'

/** What hypervisors can be ordered by, and where Nova tells it. */
const ORDERS = {
  hostname: (hypervisor) => hypervisor.hostname,
  vcpusUsed: (hypervisor) => hypervisor.stats?.vcpusUsed ?? null,
  memoryUsedMib: (hypervisor) => hypervisor.stats?.memoryUsedMib ?? null,
  memoryFreeMib: (hypervisor) => hypervisor.stats?.memoryFreeMib ?? null,
  serverCount: (hypervisor) => hypervisor.stats?.serverCount ?? null,
} as const satisfies Record<string, (hypervisor: HypervisorModel) => string | number | null>
type OrderField = keyof typeof ORDERS
const ORDER_FIELDS: readonly OrderField[] = ['hostname', 'vcpusUsed', 'memoryUsedMib', 'memoryFreeMib', 'serverCount']

const HypervisorOrderField = builder.enumType('HypervisorOrderField', {
  description: 'What hypervisors can be ordered by. Equal ones come by hostname.',
  values: enumValues(ORDER_FIELDS),
})

const HypervisorOrder = builder.inputType('HypervisorOrder', {
  description: 'Which hypervisor comes first.',
  fields: (t) => ({
    field: t.field({
      type: HypervisorOrderField,
      required: true,
      description: 'By what; numbers as os-hypervisors tells them.',
    }),
    direction: t.field({ type: OrderDirection, required: true, defaultValue: 'asc', description: 'Which way.' }),
  }),
})

builder.queryFields((t) => ({
  hypervisor: t.field({
    type: Hypervisor,
    args: { id: t.arg.id({ required: true, description: 'UUID of the compute node.' }) },
    extensions: {
      ...ruled('os_compute_api:os-hypervisors:list-detail'),
      ...fetches('nova', 'hypervisors by id'),
      ...costs(10),
    },
    description: 'One hypervisor. Null where there is none.',
    resolve: (_root, { id }, { loaders }) => {
      if (!isUuid(id)) {
        throw new BadUserInput('id is no UUID: to find a hypervisor by its name use hypervisorByHostname.', {
          argument: 'id',
        })
      }
      return loaders.hypervisor.get(id.toLowerCase())
    },
  }),
  hypervisorByHostname: t.field({
    type: Hypervisor,
    args: { hostname: t.arg.string({ required: true, description: '`Hypervisor.hostname`, all of it.' }) },
    extensions: {
      ...ruled('os_compute_api:os-hypervisors:list-detail'),
      ...fetches('nova', 'hypervisors by hostname'),
      ...costs(10),
    },
    description: 'One hypervisor by its name. Null where there is none.',
    resolve: (_root, { hostname }, { loaders }) => loaders.hypervisorByHostname.get(hostname),
  }),
  hypervisors: t.field({
    type: HypervisorConnection,
    args: {
      ...pageArguments(t.arg),
      filter: t.arg({ type: HypervisorFilter, description: 'Which ones. Without it: all.' }),
      orderBy: t.arg({ type: HypervisorOrder, description: 'Without it: by hostname.' }),
    },
    description:
      'Hypervisors. They are few: all are fetched, and filtered and ordered here. FORBIDDEN to whom Nova does not list them.',
    extensions: {
      ...SEMANTIC_NON_NULL,
      ...ruled('os_compute_api:os-hypervisors:list-detail'),
      ...fetches('nova', 'all hypervisors'),
      // All of them are walked, however few are shown.
      ...costs(100),
    },
    resolve: async (
      _root,
      { first, after, filter, orderBy },
      { loaders, cloud },
    ): Promise<Connection<HypervisorModel>> => {
      checkPageSize(first, cloud.maxPageSize)
      const list = { filter: noNulls(filter ?? {}, 'filter'), orderBy: orderBy ?? null }
      const marker = readMarker(list, after)
      const all = (await loaders.listHypervisors()).filter((hypervisor) => passes(hypervisor, filter ?? {}))
      all.sort(comparing(orderBy?.field ?? 'hostname', orderBy?.direction === 'desc' ? -1 : 1))
      return pageOfWhole(all, { list, first, marker, nameOf: ({ id }) => id })
    },
  }),
}))

/** Null last in ascending order, first in descending, as everywhere in the graph. */
function comparing(field: OrderField, sign: 1 | -1) {
  const compare = (a: string | number | null, b: string | number | null): number =>
    a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1
  return (a: HypervisorModel, b: HypervisorModel): number =>
    sign * compare(ORDERS[field](a), ORDERS[field](b)) || compare(a.hostname, b.hostname) || compare(a.id, b.id)
}
