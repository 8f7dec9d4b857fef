import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ONE_SERVER } from '../../bench/questions/one-server.ts'
import { PAGE_OF_SERVERS } from '../../bench/questions/page-of-servers.ts'
import { startGraph, type Graph } from '../support/graph.ts'

const CELLS = 2

describe('what the questions of the benchmark cost upstream', () => {
  let graph: Graph
  beforeAll(async () => {
    graph = await startGraph({ servers: 520, hypervisors: 40, cells: CELLS })
    // Who asks first finds out for all what Nova can do.
    await graph.ask('{ cloud { microversions { max } } }')
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  async function costOf(document: string, variables: object) {
    const { errors, data, upstream } = await graph.ask<object>(document, { variables })
    expect(errors).toEqual([])
    expect(JSON.stringify(data)).toContain('"pciStats":[{')
    return {
      calls: Object.fromEntries(upstream.calls.map(({ upstream: name, count }) => [name, count])),
      statements: upstream.sql.map(({ count }) => count).sort(),
    }
  }

  it.each([10, 100, 500])(
    'a page of %i servers: a call for all servers, one for all hosts, and three statements in each cell',
    async (first) => {
      expect(await costOf(PAGE_OF_SERVERS, { first })).toEqual({ calls: { nova: 2 }, statements: [3, 3] })
    },
  )

  it('one server: as many calls, and no statement more', async () => {
    const { data } = await graph.ask<{ servers: { nodes: { id: string; hypervisor: object | null }[] } }>(
      '{ servers(first: 20) { nodes { id hypervisor { id } } } }',
    )
    const id = data?.servers.nodes.find(({ hypervisor }) => hypervisor !== null)?.id
    // Its devices may be in any cell; what its host has left is in the host's.
    expect(await costOf(ONE_SERVER, { id })).toEqual({ calls: { nova: 2 }, statements: [1, 3] })
  })
})
