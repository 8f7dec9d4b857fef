import { readFile } from 'node:fs/promises'
import { assertCompositionSuccess, composeSchemaContract, composeServices } from '@theguild/federation-composition'
import {
  buildSchema,
  getIntrospectionQuery,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  parse,
  printSchema,
  validate,
  validateSchema,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contractOf, withoutFederation } from '../../src/federation/contract.ts'
import { printSubgraph } from '../../src/federation/subgraph-sdl.ts'
import { readExamples } from '../../src/http/graphiql/read-examples.ts'
import { createSchema } from '../../src/schema/index.ts'
import { startGateway, type Gateway } from '../http/gateway.ts'

const graph = createSchema()
const tenant = contractOf(graph, 'project')

describe('the contract for projects', () => {
  it('is a valid schema that has what owners see and nothing that is for admins', () => {
    const printed = printSchema(withoutFederation(tenant))
    expect(validateSchema(buildSchema(printed))).toEqual([])
    expect(printed).not.toMatch(
      /^(type|enum|input|scalar|directive) @?(Hypervisor|PciPool|Aggregate|Cell|key|tag|federation)/m,
    )
    const fields = coordinatesOf(tenant)
    expect(fields).toEqual(expect.arrayContaining(['Query.servers', 'Server.pciDevices(status)', 'PciDevice.product']))
    for (const admins of [
      'Query.hypervisors',
      'Query.pciDevices',
      'Query.pciDeviceGroups',
      'Server.host',
      'Server.hypervisor',
      'Server.pciDevices(onServerHost)',
      'ServerFilter.deleted',
      'ServerFilter.projectId',
      'ServerOrderField.HOST',
      'ProjectScope.ALL',
      'PciDevice.address',
      'PciDevice.slot',
      'PciDevice.extraInfo',
      'Cloud.cells',
    ]) {
      expect(coordinatesOf(graph)).toContain(admins)
      expect(fields).not.toContain(admins)
    }
  })

  it('is the same that a registry makes of the tags', async () => {
    const sdl = await readFile(new URL('../../schema/pcigraph.graphql', import.meta.url), 'utf8')
    const service = { name: 'pcigraph', typeDefs: parse(sdl), url: 'http://pcigraph/graphql' }
    const contract = composeSchemaContract([service], { include: new Set(['project']), exclude: new Set() }, true)
    expect(contract.errors ?? []).toEqual([])
    assertCompositionSuccess(contract)
    expect(coordinatesOf(buildSchema(contract.publicSdl ?? ''))).toEqual(coordinatesOf(withoutFederation(tenant)))
  })

  it('composes as a subgraph of its own, with the keys that it still has whole', () => {
    const sdl = printSubgraph(tenant)
    expect(sdl).toMatch(/^type PciDevice @key\(fields: "id"\) \{/m)
    const composed = composeServices([{ name: 'tenant', typeDefs: parse(sdl), url: 'http://tenant/graphql' }])
    expect(composed.errors ?? []).toEqual([])
  })

  it('leaves the whole graph as it was', () => {
    contractOf(graph, 'project')
    expect(printSubgraph(graph)).toBe(printSubgraph(createSchema()))
  })
})

describe('a gateway that serves the contract', () => {
  let gateway: Gateway
  beforeAll(async () => {
    gateway = await startGateway({ env: { PCIGRAPH_CONTRACT: 'project' } })
  })
  afterAll(() => gateway[Symbol.asyncDispose]())

  it('knows no field that is for admins, not even to admins, and suggests none', async () => {
    for (const as of ['admin', 'alice'] as const) {
      const { status, errors, text } = await gateway.ask('{ hypervisors { nodes { id } } }', { as })
      expect(status).toBe(400)
      expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
      expect(text).not.toMatch(/Did you mean.*ypervisor/)
    }
    const told = await gateway.ask(getIntrospectionQuery(), { as: 'alice' })
    expect(told.errors).toEqual([])
    expect(told.text).not.toMatch(/"name":"(Hypervisor\w*|PciPool|hypervisor\w*|onServerHost|extraInfo)"/)
  })

  it('denies a member none of all its fields', async () => {
    const document = everyFieldOf(tenant)
    const explained = await gateway.ask(document, { as: 'alice', headers: { 'x-pcigraph-explain': '1' } })
    expect(JSON.parse(explained.text)).toMatchObject({ extensions: { explain: { denied: [] } } })
    const { errors, data } = await gateway.ask(document, { as: 'alice' })
    expect(errors).toEqual([])
    expect(data?.servers).toMatchObject({ nodes: expect.arrayContaining([expect.anything()]) as unknown })
  })

  it('shows as a subgraph the entities that it has, and no other', async () => {
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }'
    const { errors } = await gateway.ask(query, { variables: { r: [{ __typename: 'Hypervisor', id: 'x' }] } })
    expect(errors).toMatchObject([
      { message: 'Hypervisor is no entity of this subgraph.', extensions: { code: 'BAD_USER_INPUT' } },
    ])
  })

  it('offers examples in the browser that a member may ask, and none of the whole graph', async () => {
    const response = await fetch(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } })
    const html = await response.text()
    const examples = readExamples('project')
    expect(examples.length).toBeGreaterThan(1)
    for (const { query } of examples) {
      expect(query).toMatch(/^# /)
      expect(validate(tenant, parse(query))).toEqual([])
      expect(html).toContain(JSON.stringify(query).replaceAll('<', '\\u003c'))
      const { errors, data } = await gateway.ask(query, { as: 'alice' })
      expect(errors).toEqual([])
      expect(data?.servers).toMatchObject({ nodes: expect.arrayContaining([expect.anything()]) as unknown })
    }
    for (const { query } of readExamples()) expect(html).not.toContain(JSON.stringify(query).replaceAll('<', '\\u003c'))
  })

  it('answers os-pci over REST from the whole graph as before', async () => {
    const response = await fetch(`${gateway.url}/v2.1/os-pci/detail?limit=2`, {
      headers: { 'x-auth-token': await gateway.token('admin') },
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ pci_devices: [{ address: expect.any(String) as unknown }, {}] })
  })
})

it('serves the whole graph unless it is told otherwise', async () => {
  await using gateway = await startGateway()
  expect((await gateway.ask('{ hypervisors { nodes { id } } }')).errors).toEqual([])
})

/** Everything in a schema that can be named: `Type.field`, `Type.field(argument)`, `Enum.VALUE`. */
function coordinatesOf(schema: GraphQLSchema): readonly string[] {
  return Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap(partsOf)
    .sort()
}

function partsOf(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name}.${name}`)
  if (isInputObjectType(type)) return Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)
  if (!isObjectType(type)) return []
  return Object.values(type.getFields()).flatMap(({ name, args }) => [
    `${type.name}.${name}`,
    ...args.map((argument) => `${type.name}.${name}(${argument.name})`),
  ])
}

/** One document with every field that can be had without an id, each type once on the way down. */
function everyFieldOf(schema: GraphQLSchema): string {
  const query = schema.getQueryType()
  return query ? `{ ${select(query, new Set())} }` : ''

  function select(type: GraphQLNamedType, above: ReadonlySet<string>): string {
    if (!isObjectType(type)) return ''
    const inside = new Set([...above, type.name])
    return Object.values(type.getFields())
      .flatMap((field) => {
        const inner = getNamedType(field.type)
        if (field.name === 'server' && type.name === 'Query') return []
        if (!isObjectType(inner)) return [field.name]
        return inside.has(inner.name) ? [] : [`${field.name} { ${select(inner, inside)} }`]
      })
      .join(' ')
  }
}
