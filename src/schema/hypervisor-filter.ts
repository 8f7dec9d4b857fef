import type { Hypervisor, HypervisorState as StateModel, HypervisorStatus as StatusModel } from '../model/hypervisor.ts'
import { builder } from './builder.ts'
import { HypervisorState, HypervisorStatus } from './hypervisor-parts.ts'

type TextConditions = {
  readonly eq?: string
  readonly in?: readonly string[]
  readonly contains?: string
  readonly startsWith?: string
}

type FilterModel = {
  readonly and?: readonly FilterModel[]
  readonly or?: readonly FilterModel[]
  readonly not?: FilterModel
  readonly hostname?: TextConditions
  readonly host?: TextConditions
  readonly type?: TextConditions
  readonly state?: readonly StateModel[]
  readonly status?: readonly StatusModel[]
}

const HypervisorTextFilter = builder.inputRef<TextConditions, false>('HypervisorTextFilter').implement({
  description: 'On a text, capitals told from small letters. Every operator that is named must hold.',
  fields: (t) => ({
    eq: t.string({ description: 'Is this.' }),
    in: t.stringList({ description: 'Is one of these.' }),
    contains: t.string({ description: 'Has this somewhere.' }),
    startsWith: t.string({ description: 'Begins with this.' }),
  }),
})

export const HypervisorFilter = builder.inputRef<FilterModel, false>('HypervisorFilter')

HypervisorFilter.implement({
  description: 'Which hypervisors. Every condition that is named must hold.',
  fields: (t) => ({
    and: t.field({ type: [HypervisorFilter], description: 'All of these hold.' }),
    or: t.field({ type: [HypervisorFilter], description: 'At least one of these holds; an empty list never does.' }),
    not: t.field({ type: HypervisorFilter, description: 'This does not hold.' }),
    hostname: t.field({ type: HypervisorTextFilter, description: '`Hypervisor.hostname`.' }),
    host: t.field({ type: HypervisorTextFilter, description: 'The service host of its nova-compute.' }),
    type: t.field({ type: HypervisorTextFilter, description: '`Hypervisor.type`.' }),
    state: t.field({ type: [HypervisorState], description: 'One of these.' }),
    status: t.field({ type: [HypervisorStatus], description: 'One of these.' }),
  }),
})

/** Here and not in Nova, whose own search cannot be paged and knows hostnames alone. */
export function passes(hypervisor: Hypervisor, filter: FilterModel): boolean {
  return (
    (filter.and?.every((inner) => passes(hypervisor, inner)) ?? true) &&
    (filter.or?.some((inner) => passes(hypervisor, inner)) ?? true) &&
    (filter.not === undefined || !passes(hypervisor, filter.not)) &&
    textPasses(hypervisor.hostname, filter.hostname) &&
    textPasses(hypervisor.service?.host ?? null, filter.host) &&
    textPasses(hypervisor.type, filter.type) &&
    (filter.state === undefined || (hypervisor.state !== null && filter.state.includes(hypervisor.state))) &&
    (filter.status === undefined || (hypervisor.status !== null && filter.status.includes(hypervisor.status)))
  )
}

function textPasses(text: string | null, conditions: TextConditions | undefined): boolean {
  if (conditions === undefined) return true
  if (text === null) return Object.keys(conditions).length === 0
  return (
    (conditions.eq === undefined || text === conditions.eq) &&
    (conditions.in?.includes(text) ?? true) &&
    (conditions.contains === undefined || text.includes(conditions.contains)) &&
    (conditions.startsWith === undefined || text.startsWith(conditions.startsWith))
  )
}
