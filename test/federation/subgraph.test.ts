import { readFile } from 'node:fs/promises'
import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition'
import { parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGraph, type Graph } from '../support/graph.ts'

const printed = (name: string) => readFile(new URL(`../../schema/${name}`, import.meta.url), 'utf8')

describe('the subgraph', () => {
  let graph: Graph
  beforeAll(async () => {
    graph = await startGraph({ servers: 10, hypervisors: 6 })
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  it('tells routers the SDL that is printed, and asks nobody for it', async () => {
    const { data, errors } = await graph.ask<{ _service: { sdl: string } }>('{ _service { sdl } }')
    expect(errors).toEqual([])
    expect(data?._service.sdl).toBe(await printed('pcigraph.graphql'))
    expect(graph.demo.calls.filter(({ service }) => service === 'nova')).toEqual([])
  })

  it('composes alone, and with a graph that adds to its entities and shares its values', async () => {
    const sdl = await printed('pcigraph.graphql')
    const cost = /* GraphQL */ `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external"])
      type Query {
        tariff(productId: ID!): Int
      }
      type Project @key(fields: "id") {
        id: ID!
        budgetCents: Int
      }
      type Flavor @key(fields: "id") {
        id: ID!
        centsAnHour: Int
      }
      type PciDevice @key(fields: "slot { host address }") {
        slot: PciSlot
        port: Port
      }
      type PciSlot @shareable {
        host: String!
        address: String!
      }
      type Port @key(fields: "id") {
        id: ID!
        device: PciDevice
      }
      type PageInfo @shareable {
        hasNextPage: Boolean!
        hasPreviousPage: Boolean!
        startCursor: String
        endCursor: String
      }
    `
    const compose = (...services: [string, string][]) =>
      composeServices(services.map(([name, text]) => ({ name, typeDefs: parse(text), url: `http://${name}/graphql` })))
    const both = compose(['pcigraph', sdl], ['cost', cost])
    expect(both.errors ?? []).toEqual([])
    assertCompositionSuccess(both)
    expect(both.supergraphSdl).toContain('budgetCents')
  })
})
