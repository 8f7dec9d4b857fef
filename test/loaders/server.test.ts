import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Access } from '../../src/policy/access.ts'
import { createServerLoaders } from '../../src/loaders/server.ts'
import { countOf, startGraph, type Graph } from '../support/graph.ts'
import { startCall } from '../support/upstream/call.ts'
import { startPagedNova } from '../support/upstream/paged-nova.ts'

const EVERYTHING: Access = { reach: () => 'all', may: () => true, whyNot: () => '' }

describe('servers of one request', () => {
  let graph: Graph
  beforeAll(async () => {
    graph = await startGraph({ servers: 60, hypervisors: 16 })
    await graph.ask('{ cloud { microversions { max } } }')
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  it('are not asked for again when a hypervisor has brought them along', async () => {
    type Device = { serverId: string | null; server: { id: string } | null }
    type Answer = { hypervisors: { nodes: { servers: { nodes: { pciDevices: Device[] }[] } }[] } }
    const answer = await graph.ask<Answer>(
      '{ hypervisors(first: 100) { nodes { servers(first: 100) { nodes { pciDevices { serverId server { id } } } } } } }',
    )
    expect(answer.errors).toEqual([])
    expect(countOf(answer, 'nova')).toBe(2)
    const devices = answer.data?.hypervisors.nodes.flatMap(({ servers }) =>
      servers.nodes.flatMap(({ pciDevices }) => pciDevices),
    )
    expect(devices?.length).toBeGreaterThan(20)
    for (const { serverId, server } of devices ?? []) expect(server?.id).toBe(serverId)
  })

  it('are gone to a link when they are deleted, also where a list has just shown them', async () => {
    type Answer = {
      servers: { nodes: { id: string; status: string; pciDevices: { serverId: string; server: null }[] }[] }
    }
    const { data, errors } = await graph.ask<Answer>(
      '{ servers(filter: { deleted: true }) { nodes { id status pciDevices { serverId server { id } } } } }',
    )
    expect(errors).toEqual([])
    const leaking = data?.servers.nodes.filter(({ pciDevices }) => pciDevices.length > 0) ?? []
    expect(leaking).toHaveLength(1)
    for (const { id, pciDevices } of leaking) expect(pciDevices).toEqual([{ serverId: id, server: null }])
  })

  it('are asked for once, however often and in whatever writing their id stands in the document', async () => {
    const { data } = await graph.ask<{ servers: { nodes: { id: string }[] } }>('{ servers(first: 3) { nodes { id } } }')
    const ids = data?.servers.nodes.map(({ id }) => id) ?? []
    const fields = [...ids, ...ids.map((id) => id.toUpperCase())].map((id, i) => `s${i}: server(id: "${id}") { id }`)
    const answer = await graph.ask<Record<string, { id: string }>>(`{ ${fields.join(' ')} }`)
    expect(Object.values(answer.data ?? {}).map(({ id }) => id)).toEqual([...ids, ...ids])
    expect(countOf(answer, 'nova')).toBe(1)
  })
})

it("leaves the other hypervisors their servers when Nova fails over one host's", async () => {
  await using started = await startPagedNova({
    servers: 5000,
    hypervisors: 2,
    first: ({ url }) => (url.searchParams.get('host') === 'host-1' ? { status: 500, json: {} } : undefined),
  })
  const { call } = startCall()
  // So long a listing that the two hosts are asked for singly.
  await started.nova.listServers(call, { allProjects: true, filter: {}, orderBy: null, first: 5000, after: null })
  const hypervisors = await started.nova.listHypervisors(call)
  const { serversByHypervisor } = createServerLoaders(started.nova, call, EVERYTHING)
  const [first, second] = await Promise.allSettled(
    hypervisors.map(async (hypervisor) => serversByHypervisor.get({ hypervisor, filter: {} })),
  )
  expect(first).toMatchObject({ status: 'fulfilled', value: { length: 10 } })
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 'UPSTREAM_UNAVAILABLE' } })
})
