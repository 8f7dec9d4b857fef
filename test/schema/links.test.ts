import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countOf, startGraph, type Graph } from '../support/graph.ts'

describe('links', () => {
  let graph: Graph
  beforeAll(async () => {
    graph = await startGraph({ servers: 120, hypervisors: 24, projects: 30 })
    await graph.ask('{ cloud { microversions { max } } }')
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  it('lead from a server to its devices and back', async () => {
    type Answer = { servers: { nodes: { id: string; pciDevices: { serverId: string; server: { id: string } }[] }[] } }
    const answer = await graph.ask<Answer>(
      '{ servers(first: 500) { nodes { id pciDevices { serverId server { id } } } } }',
    )
    expect(answer.errors).toEqual([])
    const servers = answer.data?.servers.nodes ?? []
    expect(servers.flatMap(({ pciDevices }) => pciDevices).length).toBeGreaterThan(50)
    for (const { id, pciDevices } of servers) {
      for (const device of pciDevices) expect(device).toEqual({ serverId: id, server: { id } })
    }
    // Those that were just listed are not asked for again.
    expect(countOf(answer, 'nova')).toBe(1)
    expect(answer.upstream.sql).toMatchObject([{ count: 1 }])
  })

  it('lead from a server to those of its devices that are on its host, or in some statuses', async () => {
    type Device = { status: string; onServerHost: boolean }
    type Answer = { servers: { nodes: Record<'all' | 'here' | 'there' | 'claimed', Device[]>[] } }
    const { data } = await graph.ask<Answer>(/* GraphQL */ `
      {
        servers(first: 500) {
          nodes {
            all: pciDevices {
              status
              onServerHost
            }
            here: pciDevices(onServerHost: true) {
              status
              onServerHost
            }
            there: pciDevices(onServerHost: false) {
              status
              onServerHost
            }
            claimed: pciDevices(status: [CLAIMED]) {
              status
              onServerHost
            }
          }
        }
      }
    `)
    const servers = data?.servers.nodes ?? []
    for (const { all, here, there, claimed } of servers) {
      expect(here).toEqual(all.filter(({ onServerHost }) => onServerHost))
      expect(there).toEqual(all.filter(({ onServerHost }) => !onServerHost))
      expect(claimed).toEqual(all.filter(({ status }) => status === 'CLAIMED'))
    }
    for (const key of ['here', 'there', 'claimed'] as const)
      expect(servers.some((server) => server[key].length > 0)).toBe(true)
  })

  it('lead from a hypervisor to its servers and back, and from a device to its neighbours', async () => {
    type Answer = {
      hypervisors: { nodes: { id: string; servers: { nodes: { hypervisor: { id: string } }[] } }[] }
      pciDevices: { nodes: { id: string; hypervisor: { pciDevices: { nodes: { id: string }[] } } }[] }
    }
    const answer = await graph.ask<Answer>(/* GraphQL */ `
      {
        hypervisors(first: 100) {
          nodes {
            id
            servers(first: 500) {
              nodes {
                hypervisor {
                  id
                }
              }
            }
          }
        }
        pciDevices(first: 40) {
          nodes {
            id
            hypervisor {
              pciDevices(first: 1000) {
                nodes {
                  id
                }
              }
            }
          }
        }
      }
    `)
    expect(answer.errors).toEqual([])
    for (const { id, servers } of answer.data?.hypervisors.nodes ?? []) {
      for (const { hypervisor } of servers.nodes) expect(hypervisor.id).toBe(id)
    }
    for (const { id, hypervisor } of answer.data?.pciDevices.nodes ?? []) {
      expect(hypervisor.pciDevices.nodes.map((device) => device.id)).toContain(id)
    }
    expect(countOf(answer, 'nova')).toBeLessThanOrEqual(3)
    expect(answer.upstream.sql).toMatchObject([{ count: 2 }])
  })

  it('lead from aggregates to their hypervisors and back', async () => {
    type Aggregate = { id: string; hosts: string[]; hypervisors: { id: string; service: { host: string } }[] }
    type Answer = { hypervisors: { nodes: { id: string; availabilityZone: string; aggregates: Aggregate[] }[] } }
    const answer = await graph.ask<Answer>(
      '{ hypervisors(first: 100) { nodes { id availabilityZone aggregates { id hosts hypervisors { id service { host } } } } } }',
    )
    const hypervisors = answer.data?.hypervisors.nodes ?? []
    const aggregates = hypervisors.flatMap((hypervisor) => hypervisor.aggregates)
    expect(aggregates.length).toBeGreaterThan(0)
    for (const { hosts, hypervisors } of aggregates) {
      expect(hypervisors.map(({ service }) => service.host).sort()).toEqual([...hosts].sort())
    }
    for (const { id, aggregates } of hypervisors) {
      for (const aggregate of aggregates) expect(aggregate.hypervisors.map((one) => one.id)).toContain(id)
    }
    // Hypervisors, services, aggregates: one call each, however many ask.
    expect(countOf(answer, 'nova')).toBe(3)
  })

  it('lead to the projects by one call to Keystone for an admin, however many they are', async () => {
    type Answer = {
      servers: { nodes: { projectId: string; project: { id: string; name: string; enabled: boolean } }[] }
    }
    const document = '{ servers(first: 500) { nodes { projectId project { id name enabled domainId } } } }'
    const answer = await graph.ask<Answer>(document)
    expect(answer.errors).toEqual([])
    const nodes = answer.data?.servers.nodes ?? []
    expect(new Set(nodes.map(({ projectId }) => projectId)).size).toBeGreaterThan(10)
    for (const { projectId, project } of nodes) expect(project).toMatchObject({ id: projectId, enabled: true })
    for (const { project } of nodes) expect(project.name).not.toBeNull()
    const calls = answer.upstream.calls.find(({ upstream }) => upstream === 'keystone')?.count ?? 0
    expect(calls).toBeLessThanOrEqual(2)
  })

  it('lead alice to her own project, by what her token says and no call', async () => {
    const document = '{ servers { nodes { project { id name } } } }'
    await graph.ask('{ cloud { name } }', { as: 'alice' })
    const { data, errors, upstream } = await graph.ask<{ servers: { nodes: { project: object }[] } }>(document, {
      as: 'alice',
    })
    const { projectId, projectName } = graph.demo.users.alice
    expect(errors).toEqual([])
    expect(data?.servers.nodes.length).toBeGreaterThan(0)
    for (const { project } of data?.servers.nodes ?? []) expect(project).toEqual({ id: projectId, name: projectName })
    expect(countOf({ upstream }, 'keystone')).toBe(0)
  })

  it('lead from the flavor that a server keeps to the flavor of today, in one call', async () => {
    type Answer = { servers: { nodes: { flavor: { name: string; flavor: { id: string; name: string } | null } }[] } }
    const answer = await graph.ask<Answer>('{ servers(first: 500) { nodes { flavor { name flavor { id name } } } } }')
    expect(answer.errors).toEqual([])
    for (const { flavor } of answer.data?.servers.nodes ?? []) expect(flavor.flavor?.name).toBe(flavor.name)
    expect(countOf(answer, 'nova')).toBe(2)
  })

  it('end at nothing where nothing is: an unknown server is null, and one of another project is to alice', async () => {
    const query = 'query ($id: ID!) { server(id: $id) { id } }'
    const { data } = await graph.ask<{ servers: { nodes: { id: string; projectId: string }[] } }>(
      '{ servers(first: 500) { nodes { id projectId } } }',
    )
    const other = data?.servers.nodes.find(({ projectId }) => projectId !== graph.demo.users.alice.projectId)
    const own = data?.servers.nodes.find(({ projectId }) => projectId === graph.demo.users.alice.projectId)
    const unknown = '00000000-0000-4000-8000-000000000000'
    expect(await graph.ask(query, { variables: { id: unknown } })).toMatchObject({ errors: [], data: { server: null } })
    expect(await graph.ask(query, { as: 'alice', variables: { id: other?.id } })).toMatchObject({
      errors: [],
      data: { server: null },
    })
    expect(await graph.ask(query, { as: 'alice', variables: { id: own?.id.toUpperCase() } })).toMatchObject({
      errors: [],
      data: { server: { id: own?.id } },
    })
    expect((await graph.ask(query, { variables: { id: 'web-01' } })).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: 'id' } },
    ])
  })
})
