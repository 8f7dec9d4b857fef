import { getNamedType, isLeafType, isObjectType, type GraphQLField, type GraphQLObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BRIEF_FIELDS } from '../../src/schema/brief-fields.ts'
import { startGraph, type Graph } from '../support/graph.ts'

let graph: Graph
beforeAll(async () => {
  graph = await startGraph()
})
afterAll(() => graph[Symbol.asyncDispose]())

type Nodes = Record<string, { readonly nodes: Record<string, unknown>[] }>

describe.each([
  ['Server', 'servers', 'locked'],
  ['Hypervisor', 'hypervisors', 'version'],
])('the fields of %s', (typeName, list, wholeField) => {
  const ask = async (selection: string) => {
    const { data, errors } = await graph.ask<Nodes>(`{ ${list}(first: 200) { nodes { ${selection} } } }`)
    expect(errors).toEqual([])
    return data?.[list]?.nodes ?? []
  }

  it('are the same alone as beside one that needs all of it', async () => {
    const type = objectType(typeName)
    for (const field of Object.values(type.getFields())) {
      const selection = `it: ${select(field)}`
      const [alone, beside] = [await ask(selection), await ask(`${selection} ${wholeField}`)]
      expect(alone.length).toBeGreaterThan(10)
      expect(alone, field.name).toEqual(beside.map(({ it: value }) => ({ it: value })))
    }
  })

  it('that are said to be brief are fields', () => {
    const fields = objectType(typeName).getFields()
    expect([...(BRIEF_FIELDS[typeName] ?? [])].filter((name) => fields[name] === undefined)).toEqual([])
  })
})

it('cost Nova the short list of hypervisors, and the oldest form of servers', async () => {
  const asked: unknown[] = []
  graph.demo.interfere(({ service, path, headers }) => {
    if (service === 'nova' && path !== '/v2.1/') asked.push([path, headers['openstack-api-version']])
    return null
  })
  await graph.ask('{ servers(first: 9) { nodes { name hypervisor { hostname } } } }')
  await graph.ask('{ servers(first: 9) { nodes { name locked hypervisor { hostname version } } } }')
  graph.demo.interfere(null)
  expect(asked).toEqual([
    ['/v2.1/servers/detail', 'compute 2.1'],
    ['/v2.1/os-hypervisors', 'compute 2.87'],
    ['/v2.1/servers/detail', 'compute 2.93'],
    ['/v2.1/os-hypervisors/detail', 'compute 2.87'],
  ])
})

function objectType(name: string): GraphQLObjectType {
  const type = graph.app.schema.getType(name)
  if (!isObjectType(type)) throw new Error(`${name} is no object type`)
  return type
}

/** With every leaf of the objects that it has. */
function select({ name, type }: GraphQLField<unknown, unknown>): string {
  const named = getNamedType(type)
  if (isLeafType(named)) return name
  if (!isObjectType(named)) throw new Error(`${name} is neither leaf nor object`)
  const leaves = Object.values(named.getFields()).filter((field) => isLeafType(getNamedType(field.type)))
  const nodes = named.getFields().nodes
  return `${name} { ${[...leaves.map((leaf) => leaf.name), ...(nodes ? ['nodes { id }'] : [])].join(' ')} }`
}
