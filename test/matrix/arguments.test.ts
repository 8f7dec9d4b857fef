import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isObjectType,
  isScalarType,
  type GraphQLInputField,
  type GraphQLNamedInputType,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSchema } from '../../src/schema/index.ts'
import { startGraph, type Graph } from '../support/graph.ts'

// A list that is sieved, ordered or grouped by a field tells that field: who is denied it is denied these.

const schema = createSchema()

/** What an argument tells that has another name than the field; a new argument is a field of its own name, or is named here. */
const TELLS: Readonly<Record<string, string>> = {
  host: 'slot',
  hypervisorId: 'hypervisor',
}

const FILTERS = fieldsOfInput('PciDeviceFilter')
  .filter(({ name }) => !['and', 'or', 'not'].includes(name))
  .map((field) => ({ name: field.name, tells: TELLS[field.name] ?? field.name, condition: conditionOf(field) }))
const ORDERS = valuesOf('PciDeviceOrderField').map((name) => ({ name, tells: camelCase(name) }))
const GROUPINGS = valuesOf('PciDeviceGrouping').map((name) => ({ name, tells: camelCase(name) }))

describe('an owner to whom the operator opened the lists of devices', () => {
  let graph: Graph
  let directory: string
  /** Fields of a device that the owner is denied. */
  const hidden = new Set<string>()
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'pcigraph-matrix-'))
    const policy = join(directory, 'policy.yaml')
    writeFileSync(policy, '"os_compute_api:os-pci:index": "rule:admin_or_owner"\n')
    graph = await startGraph({ servers: 40, hypervisors: 12, projects: 3, env: { PCIGRAPH_POLICY: policy } })
    for (const name of Object.keys(fieldsOf('PciDevice'))) {
      const selection = selectionOf(name)
      const mine = await devices(selection, 'alice')
      const everybodys = await devices(selection, 'admin')
      expect(everybodys.errors, name).toEqual([])
      // A key that is denied is null without an error.
      const isNull = mine.nodes.every((node) => node[name] === null)
      const isNullToAdmins = everybodys.nodes.every((node) => node[name] === null)
      if (mine.errors.some(({ extensions }) => extensions.code === 'FORBIDDEN') || (isNull && !isNullToAdmins)) {
        hidden.add(name)
      }
    }
  })
  afterAll(async () => {
    await graph[Symbol.asyncDispose]()
    rmSync(directory, { recursive: true })
  })

  async function devices(selection: string, as: 'alice' | 'admin', args = 'first: 5000') {
    const { data, errors } = await graph.ask<{ pciDevices: { nodes: Record<string, unknown>[] } | null }>(
      `{ pciDevices(${args}) { nodes { ${selection} } } }`,
      { as },
    )
    return { nodes: data?.pciDevices?.nodes ?? [], errors, isNull: data?.pciDevices === null }
  }

  it('is shown devices, some of their fields and not others: these tests tell something', async () => {
    const { nodes } = await devices('id', 'alice')
    expect(nodes.length).toBeGreaterThan(3)
    expect((await devices('id', 'admin')).nodes.length).toBeGreaterThan(nodes.length)
    expect(hidden.size).toBeGreaterThan(15)
    expect(hidden).not.toContain('productId')
    for (const { tells } of [...FILTERS, ...ORDERS, ...GROUPINGS]) {
      expect(Object.keys(fieldsOf('PciDevice')), 'say in TELLS what this argument tells').toContain(tells)
    }
  })

  it.each(FILTERS)('filters by $name exactly where $tells is shown', async ({ tells, condition }) => {
    for (const filter of [condition, `not: { ${condition} }`, `or: [{ and: [{ ${condition} }] }]`]) {
      expectDenied(await devices('id', 'alice', `filter: { ${filter} }`), hidden.has(tells))
    }
  })

  it.each(FILTERS)(
    'counts, groups and lists on by $name exactly where $tells is shown',
    async ({ tells, condition }) => {
      const { data, errors } = await graph.ask<Record<string, unknown>>(
        `{ pciDeviceGroups(by: [TYPE], filter: { ${condition} }) { totalCount nodes { count } } }`,
        { as: 'alice' },
      )
      expectDenied({ errors, isNull: data?.pciDeviceGroups === null }, hidden.has(tells))
      const counted = await graph.ask<Record<string, unknown>>(
        `{ pciDevices(first: 0, filter: { ${condition} }) { totalCount pageInfo { hasNextPage } } }`,
        { as: 'alice' },
      )
      expectDenied({ errors: counted.errors, isNull: counted.data?.pciDevices === null }, hidden.has(tells))
    },
  )

  it.each(ORDERS)('orders by $name exactly where $tells is shown', async ({ name, tells }) => {
    for (const direction of ['ASC', 'DESC']) {
      const answer = await devices('id', 'alice', `orderBy: { field: ${name}, direction: ${direction} }`)
      expectDenied(answer, hidden.has(tells))
    }
  })

  it.each(GROUPINGS)('groups by $name exactly where $tells is shown', async ({ name, tells }) => {
    for (const by of [`[${name}]`, `[VENDOR, ${name}]`]) {
      const { data, errors } = await graph.ask<Record<string, unknown>>(
        `{ pciDeviceGroups(by: ${by}) { totalCount nodes { count } } }`,
        { as: 'alice' },
      )
      expectDenied({ errors, isNull: data?.pciDeviceGroups === null }, hidden.has(tells))
    }
  })

  it('asks which side of a resize a device is on exactly where onServerHost is shown', async () => {
    const { data, errors } = await graph.ask<{ servers: { nodes: { pciDevices: unknown }[] } }>(
      '{ servers(first: 1) { nodes { pciDevices(onServerHost: true) { id } } } }',
      { as: 'alice' },
    )
    expectDenied({ errors, isNull: data?.servers.nodes[0]?.pciDevices === null }, hidden.has('onServerHost'))
  })
})

function expectDenied(
  { errors, isNull }: Pick<Awaited<ReturnType<Graph['ask']>>, 'errors'> & { readonly isNull: boolean },
  isDenied: boolean,
): void {
  expect({ codes: errors.map(({ extensions }) => extensions.code), isNull }).toEqual(
    isDenied ? { codes: ['FORBIDDEN'], isNull: true } : { codes: [], isNull: false },
  )
}

function fieldsOf(name: string) {
  const type = schema.getType(name)
  if (!isObjectType(type)) throw new Error(`${name} is no object type`)
  return type.getFields()
}

/** A field of a device with the least that makes it a selection. */
function selectionOf(name: string): string {
  const field = fieldsOf('PciDevice')[name]
  if (field === undefined) throw new Error(`PciDevice has no field ${name}: say in TELLS what this argument tells`)
  const type = getNamedType(field.type)
  if (isLeafType(type)) return name
  const [leaf] = isObjectType(type)
    ? Object.values(type.getFields()).filter((each) => isLeafType(getNamedType(each.type)))
    : []
  return `${name} { ${leaf?.name ?? '__typename'} }`
}

function fieldsOfInput(name: string): GraphQLInputField[] {
  const type = schema.getType(name)
  if (!isInputObjectType(type)) throw new Error(`${name} is no input`)
  return Object.values(type.getFields())
}

function valuesOf(name: string): string[] {
  const type = schema.getType(name)
  if (!isEnumType(type)) throw new Error(`${name} is no enum`)
  return type.getValues().map((each) => each.name)
}

/** One that can be asked, whatever it finds. */
function conditionOf({ name, type }: GraphQLInputField): string {
  const named = getNamedType(type)
  if (!isInputObjectType(named)) return `${name}: ${literalOf(named)}`
  const [operator] = Object.values(named.getFields())
  if (operator === undefined) throw new Error(`${named.name} has no operator`)
  return `${name}: { ${operator.name}: ${literalOf(getNamedType(operator.type))} }`
}

function literalOf(type: GraphQLNamedInputType): string {
  if (isEnumType(type)) return type.getValues()[0]?.name ?? ''
  if (!isScalarType(type)) throw new Error(`How is a ${type.name} written?`)
  if (type.name === 'Int') return '1'
  if (type.name === 'Boolean') return 'true'
  return type.name === 'DateTime' ? '"2024-01-01T00:00:00Z"' : '"none"'
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_./g, (part) => part.charAt(1).toUpperCase())
}
