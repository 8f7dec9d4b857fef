import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countOf, startGraph, type Graph, type UserName } from '../support/graph.ts'

type Server = {
  id: string
  name: string
  status: string
  projectId: string
  userId: string
  host: string | null
  hypervisorHostname: string | null
  availabilityZone: string | null
  imageId: string | null
  locked: boolean
  tags: string[]
  updatedAt: string
  flavor: { name: string; flavor: { id: string } | null }
}

const SERVERS = /* GraphQL */ `
  query ($filter: ServerFilter, $scope: ProjectScope! = VISIBLE) {
    servers(first: 5000, filter: $filter, scope: $scope) {
      totalCount
      nodes {
        id
        name
        status
        projectId
        userId
        host
        hypervisorHostname
        availabilityZone
        imageId
        locked
        tags
        updatedAt
        flavor {
          name
          flavor {
            id
          }
        }
      }
    }
  }
`

describe('the filter of servers', () => {
  let graph: Graph
  let all: readonly Server[]
  beforeAll(async () => {
    graph = await startGraph({ servers: 120, hypervisors: 20 })
    all = await list({})
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  function ask(filter: object, as: UserName = 'admin', scope = 'VISIBLE') {
    const variables = { filter, scope }
    return graph.ask<{ servers: { nodes: Server[]; totalCount: null } | null }>(SERVERS, { as, variables })
  }

  async function list(filter: object, as: UserName = 'admin', scope = 'VISIBLE'): Promise<readonly Server[]> {
    const { data, errors } = await ask(filter, as, scope)
    expect(errors).toEqual([])
    expect(data?.servers?.totalCount).toBeNull()
    return data?.servers?.nodes ?? []
  }

  /** The filter gives just those of all servers that pass: some, and not all. */
  async function expectSome(filter: object, passes: (server: Server) => boolean): Promise<void> {
    const expected = all.filter(passes)
    expect(expected.length).toBeGreaterThan(0)
    expect(expected.length).toBeLessThan(all.length)
    expect((await list(filter)).map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort())
  }

  it('finds by name: all of it, its beginning, any part of it', async () => {
    const [{ name } = { name: '' }] = all
    await expectSome({ name: { eq: name } }, (server) => server.name === name)
    await expectSome({ name: { startsWith: 'llm-' } }, (server) => server.name.startsWith('llm-'))
    await expectSome({ name: { contains: '-01' } }, (server) => server.name.includes('-01'))
  })

  it.each([
    'llm.pretrain-01',
    'llm-pretrain-0+1',
    'llm-pretrain-01|llm-eval-01',
    'llm-pretrain-[01]+',
    '^llm',
    'llm$',
    '.*',
    '(',
    '[',
    '\\',
    '{1}',
    '?',
  ])('takes %s for a text and not for a regular expression', async (text) => {
    for (const operator of ['eq', 'contains', 'startsWith'])
      expect(await list({ name: { [operator]: text } })).toEqual([])
  })

  it('takes every text for the beginning of every name, where it is empty', async () => {
    for (const operator of ['contains', 'startsWith'])
      expect(await list({ name: { [operator]: '' } })).toHaveLength(all.length)
    expect(await list({ name: { eq: '' } })).toEqual([])
  })

  it('refuses two operators on a name, of which Nova takes one', async () => {
    const { errors, upstream } = await ask({ name: { startsWith: 'llm', contains: '01' } })
    expect(errors).toMatchObject([{ path: ['servers'], extensions: { code: 'BAD_USER_INPUT', argument: 'filter' } }])
    expect(countOf({ upstream }, 'nova')).toBe(0)
  })

  it('finds by any of several statuses', async () => {
    const wanted = ['SHUTOFF', 'PAUSED', 'VERIFY_RESIZE']
    await expectSome({ status: wanted }, ({ status }) => wanted.includes(status))
    await expectSome({ status: ['ERROR'] }, ({ status }) => status === 'ERROR')
  })

  it('finds nothing by an empty list of statuses, and refuses one that Nova cannot be asked for', async () => {
    expect(await list({ status: [] })).toEqual([])
    const { errors } = await ask({ status: ['UNRECOGNIZED'] })
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  })

  it('finds by tags (every one), lock, flavor, zone and image', async () => {
    await expectSome({ tags: ['training'] }, ({ tags }) => tags.includes('training'))
    await expectSome({ tags: ['training', 'keep'] }, ({ tags }) => tags.includes('training') && tags.includes('keep'))
    expect(await list({ tags: ['training', 'nobody-has-this'] })).toEqual([])
    await expectSome({ locked: true }, ({ locked }) => locked)
    await expectSome({ locked: false }, ({ locked }) => !locked)
    const flavor = all[0]?.flavor
    await expectSome({ flavorId: flavor?.flavor?.id }, (server) => server.flavor.name === flavor?.name)
    const zone = all.find(({ availabilityZone }) => availabilityZone !== null)?.availabilityZone
    await expectSome({ availabilityZone: zone }, ({ availabilityZone }) => availabilityZone === zone)
    expect(await list({ availabilityZone: zone?.slice(0, -1) })).toEqual([])
    const imageId = all.find((server) => server.imageId !== null)?.imageId
    expect((await list({ imageId })).every((server) => server.imageId === imageId)).toBe(true)
  })

  it('refuses a tag that no server can have', async () => {
    const { errors } = await ask({ tags: ['a,b'] })
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  })

  it('finds by host, hypervisor, project and user, for admins', async () => {
    const on = all.find(({ host }) => host !== null)
    await expectSome({ host: on?.host }, ({ host }) => host === on?.host)
    await expectSome(
      { hypervisorHostname: on?.hypervisorHostname },
      (server) => server.hypervisorHostname === on?.hypervisorHostname,
    )
    await expectSome({ projectId: on?.projectId }, ({ projectId }) => projectId === on?.projectId)
    await expectSome({ userId: on?.userId }, ({ userId }) => userId === on?.userId)
    expect(await list({ host: on?.host?.slice(0, -1) })).toEqual([])
    expect(await list({ hypervisorHostname: on?.hypervisorHostname?.slice(0, -1) })).toEqual([])
  })

  it('lets a project stand for all projects, whatever the scope', async () => {
    const projectId = graph.demo.users.bob.projectId
    for (const scope of ['PROJECT', 'VISIBLE', 'ALL']) {
      const found = await list({ projectId }, 'admin', scope)
      expect(found.length).toBeGreaterThan(0)
      expect(found.every((server) => server.projectId === projectId)).toBe(true)
    }
  })

  it('finds the deleted, and those that changed since, deleted ones among them', async () => {
    const deleted = await list({ deleted: true })
    expect(deleted.map(({ name }) => name).sort()).toEqual(['blast-old', 'denoise-old'])
    expect(await list({ deleted: false })).toHaveLength(all.length)
    const times = [...all, ...deleted].map(({ updatedAt }) => updatedAt).sort()
    const since = times[Math.floor(times.length / 2)] ?? ''
    const changed = [...all, ...deleted].filter(({ updatedAt }) => updatedAt >= since)
    expect((await list({ changedSince: since })).map(({ id }) => id).sort()).toEqual(changed.map(({ id }) => id).sort())
    const before = (await list({ changedBefore: since })).map(({ updatedAt }) => updatedAt)
    expect(before.length).toBeGreaterThan(0)
    expect(before.every((time) => time <= since)).toBe(true)
  })

  it('joins its conditions with and', async () => {
    await expectSome(
      { status: ['ACTIVE'], name: { startsWith: 'llm' }, locked: false },
      ({ status, name, locked }) => status === 'ACTIVE' && name.startsWith('llm') && !locked,
    )
  })

  it.each([
    { projectId: 'demo' },
    { userId: 'someone' },
    { host: 'gpu-h01' },
    { hypervisorHostname: 'gpu-h01' },
    { deleted: true },
    { deleted: false },
  ])('forbids alice %j instead of widening her answer', async (filter) => {
    const { data, errors, upstream } = await ask(filter, 'alice')
    expect(data).toEqual({ servers: null })
    expect(errors).toMatchObject([
      { path: ['servers'], extensions: { code: 'FORBIDDEN', rule: 'os_compute_api:servers:allow_all_filters' } },
    ])
    expect(countOf({ upstream }, 'nova')).toBe(0)
  })

  it('gives alice what is for everybody', async () => {
    const own = await list({}, 'alice')
    const active = await list({ status: ['ACTIVE'], name: { contains: 'o' } }, 'alice')
    expect(active.map(({ id }) => id)).toEqual(
      own.filter(({ status, name }) => status === 'ACTIVE' && name.includes('o')).map(({ id }) => id),
    )
    expect(active.length).toBeGreaterThan(0)
  })

  it.each([{ status: null }, { name: { eq: null } }, { projectId: null }, { tags: ['a'], deleted: null }])(
    'refuses the null in %j',
    async (filter) => {
      const { errors } = await ask(filter)
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'filter' } }])
    },
  )
})
