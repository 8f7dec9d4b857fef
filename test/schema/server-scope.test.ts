import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countOf, startGraph, type Graph, type UserName } from '../support/graph.ts'

type Servers = { servers: { nodes: { projectId: string; project: { name: string | null } }[] } | null }

describe('servers by scope', () => {
  let graph: Graph
  beforeAll(async () => {
    graph = await startGraph({ servers: 60, hypervisors: 12 })
    await graph.ask('{ cloud { microversions { max } } }')
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  async function projectsSeen(as: UserName, scope: string): Promise<Set<string>> {
    const document = `{ servers(first: 1000, scope: ${scope}) { nodes { projectId project { name } } } }`
    const { data, errors, upstream } = await graph.ask<Servers>(document, { as })
    expect(errors).toEqual([])
    expect(countOf({ upstream }, 'nova')).toBe(1)
    const nodes = data?.servers?.nodes ?? []
    expect(nodes.length).toBeGreaterThan(0)
    for (const { project } of nodes) expect(project.name).not.toBeNull()
    return new Set(nodes.map(({ projectId }) => projectId))
  }

  it.each(['VISIBLE', 'ALL'])('shows an admin every project as %s', async (scope) => {
    expect((await projectsSeen('admin', scope)).size).toBe(8)
  })

  it("keeps an admin to the token's project as PROJECT", async () => {
    expect(await projectsSeen('admin', 'PROJECT')).toEqual(new Set([graph.demo.users.admin.projectId]))
  })

  it.each(['VISIBLE', 'PROJECT'])('shows alice her own project as %s, and asks Nova only once', async (scope) => {
    expect(await projectsSeen('alice', scope)).toEqual(new Set([graph.demo.users.alice.projectId]))
  })

  it('forbids alice ALL by name of the rule, before Nova is asked', async () => {
    const { data, errors, upstream } = await graph.ask<Servers>('{ servers(scope: ALL) { nodes { id } } }', {
      as: 'alice',
    })
    expect(data).toEqual({ servers: null })
    expect(errors).toMatchObject([
      { path: ['servers'], extensions: { code: 'FORBIDDEN', rule: 'os_compute_api:servers:detail:get_all_tenants' } },
    ])
    expect(countOf({ upstream }, 'nova')).toBe(0)
  })

  it('falls back to the own project where this cloud forbids even an admin all projects', async () => {
    await using strict = await startGraph({ servers: 60, hypervisors: 12 })
    strict.demo.interfere(({ query }) =>
      query.has('all_tenants')
        ? {
            kind: 'answer',
            status: 403,
            body: JSON.stringify({ forbidden: { code: 403, message: 'Policy does not allow' } }),
          }
        : null,
    )
    const document = 'query ($scope: ProjectScope!) { servers(scope: $scope) { nodes { projectId } } }'
    const visible = await strict.ask<Servers>(document, { variables: { scope: 'VISIBLE' } })
    expect(visible.errors).toEqual([])
    expect(new Set(visible.data?.servers?.nodes.map(({ projectId }) => projectId))).toEqual(
      new Set([strict.demo.users.admin.projectId]),
    )
    const all = await strict.ask<Servers>(document, { variables: { scope: 'ALL' } })
    expect(all).toMatchObject({
      data: { servers: null },
      errors: [{ extensions: { code: 'FORBIDDEN', upstream: 'nova' } }],
    })
  })
})
