import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'

/** What arguments are chosen from: ids that exist, and some that do not. */
export type DocumentValues = {
  readonly serverIds: readonly string[]
  readonly hypervisorIds: readonly string[]
  readonly deviceIds: readonly string[]
  readonly hostnames: readonly string[]
  readonly slots: readonly { readonly host: string; readonly address: string }[]
}

const LARGEST_FIRST = 30

/** A valid document of any fields of the schema, always the same for the same numbers. `random`: from 0 to 1, 1 excluded. */
export function arbitraryDocument(schema: GraphQLSchema, random: () => number, values: DocumentValues): string {
  let fieldsLeft = 40
  let aliases = 0
  const query = schema.getQueryType()
  if (!query) throw new Error('No query type')
  return selectionOf(query, 0)

  function selectionOf(type: GraphQLObjectType, depth: number): string {
    const own = Object.values(type.getFields()).filter(({ name }) => !name.startsWith('_'))
    const wanted = 1 + Math.floor(random() * (depth === 0 ? 3 : 4))
    const parts: string[] = []
    const named = new Set<string>()
    for (let i = 0; i < wanted; i++) {
      const field = pick(depth > 9 ? own.filter(isLeaf) : own)
      if (field === undefined || fieldsLeft-- <= 0) break
      if (field.args.length > 0 ? aliases < 20 : !named.has(field.name)) parts.push(write(field, depth))
      named.add(field.name)
    }
    return parts.length === 0 ? '{ __typename }' : `{ ${parts.join(' ')} }`
  }

  function write(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type)
    const inner = isObjectType(type) ? ` ${selectionOf(type, depth + 1)}` : ''
    if (field.args.length === 0) return field.name + inner
    const args = field.args.flatMap((argument) => argumentOf(field, argument))
    return `a${++aliases}: ${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${inner}`
  }

  function argumentOf(field: GraphQLField<unknown, unknown>, argument: GraphQLArgument): string[] {
    const { name } = argument
    const type = getNamedType(argument.type)
    const often = random() < 0.3
    if (name === 'first') return [`first: ${random() < 0.1 ? 1000 : Math.floor(random() * LARGEST_FIRST)}`]
    if (name === 'id') return [`id: "${pick(idsFor(field.name)) ?? ''}"`]
    if (name === 'hostname') return [`hostname: "${pick(values.hostnames) ?? ''}"`]
    if (name === 'slot') {
      const slot = pick(values.slots) ?? { host: 'none', address: '0000:00:00.0' }
      return [`slot: { host: "${slot.host}", address: "${slot.address}" }`]
    }
    if (name === 'by') return [`by: [${pick(['PRODUCT', 'PROJECT', 'SERVER', 'HYPERVISOR', 'CELL', 'STATUS']) ?? ''}]`]
    if (!often) return []
    if (name === 'filter') return [`filter: ${pick(FILTERS[type.name] ?? ['{}']) ?? '{}'}`]
    if (isEnumType(type)) return [`${name}: ${pick(type.getValues())?.name ?? ''}`]
    if (type.name === 'Boolean') return [`${name}: ${random() < 0.5}`]
    if (name === 'orderBy') return [`orderBy: { field: ${pick(ORDERS[type.name] ?? []) ?? ''}, direction: DESC }`]
    return []
  }

  function idsFor(field: string): readonly string[] {
    const unknown = '00000000-0000-4000-8000-000000000000'
    const known = { server: values.serverIds, hypervisor: values.hypervisorIds, pciDevice: values.deviceIds }[field]
    return [...(known ?? []), unknown]
  }

  function pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(random() * items.length)]
  }
}

const FILTERS: Readonly<Record<string, readonly string[]>> = {
  ServerFilter: [
    '{ status: [ACTIVE] }',
    '{ status: [] }',
    '{ name: { contains: "a" } }',
    '{ deleted: true }',
    '{ locked: false }',
  ],
  HypervisorFilter: ['{ hostname: { contains: "g" } }', '{ state: [UP] }', '{ not: { state: [UP] } }'],
  PciDeviceFilter: [
    '{ status: { eq: ALLOCATED } }',
    '{ or: [{ type: { eq: VF } }, { numaNode: { eq: 1 } }] }',
    '{ id: { in: ["0d5e9f4a-5d0f-5b52-8f1c-0a8b7c1d2e3f"] } }',
    '{ serverId: { isNull: false } }',
    '{ cell: { eq: "cell1" } }',
  ],
}

const ORDERS: Readonly<Record<string, readonly string[]>> = {
  ServerOrder: ['NAME', 'CREATED_AT', 'HOST'],
  HypervisorOrder: ['HOSTNAME', 'VCPUS_USED'],
  PciDeviceOrder: ['SLOT', 'PRODUCT', 'STATUS'],
}

function isLeaf(field: GraphQLField<unknown, unknown>): boolean {
  return !isCompositeType(getNamedType(field.type))
}

/** Numbers from 0 to 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
