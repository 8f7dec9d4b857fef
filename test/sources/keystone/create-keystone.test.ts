import { expect, it } from 'vitest'
import { createKeystone } from '../../../src/sources/keystone/create-keystone.ts'
import { startCall } from '../../support/upstream/call.ts'
import { startUpstream, type Handler } from '../../support/upstream/start-upstream.ts'
import { testUpstream } from '../../support/upstream/upstream.ts'

const projects = ['p1', 'p2', 'p3'].map((id) => ({ id, name: `name of ${id}`, domain_id: 'default', enabled: true }))

async function findProjects(handler: Handler, ids: readonly string[], mayList: boolean) {
  await using server = await startUpstream(handler)
  await using upstream = testUpstream({ name: 'keystone' })
  const keystone = createKeystone({ authUrl: new URL('/identity/v3/', server.url), upstream })
  const { call, counted } = startCall({ projectId: 'own', projectName: 'mine' })
  const found = await keystone.findProjectsByIds(call, ids, { mayList })
  return {
    names: found.map((project) => (project instanceof Error ? project.message : (project?.name ?? null))),
    paths: server.requests.map((request) => request.url.pathname),
    counted,
  }
}

it('tells the own project without a call, and nothing of others to whom may not list', async () => {
  const { names, paths } = await findProjects(() => ({ json: {} }), ['own', 'p1', 'own'], false)
  expect(names).toEqual(['mine', null, 'mine'])
  expect(paths).toEqual([])
})

it('asks for one other project alone', async () => {
  const { names, paths } = await findProjects(() => ({ json: { project: projects[0] } }), ['p1', 'own', 'p1'], true)
  expect(names).toEqual(['name of p1', 'mine', 'name of p1'])
  expect(paths).toEqual(['/identity/v3/projects/p1'])
})

it('looks for one that is refused alone in the list, once, through all its pages', async () => {
  const paged: Handler = ({ url }) => {
    if (url.pathname.endsWith('/p3')) return { status: 403, json: { error: { code: 403, message: 'no' } } }
    const isSecond = url.searchParams.get('marker') === 'p2'
    return {
      json: isSecond
        ? { projects: projects.slice(2), links: { next: null } }
        : { projects: projects.slice(0, 2), links: { next: 'http://any/v3/projects?marker=p2' } },
    }
  }
  const { names, paths } = await findProjects(paged, ['p3'], true)
  expect(names).toEqual(['name of p3'])
  const list = '/identity/v3/projects'
  expect(paths).toEqual([`${list}/p3`, list, list])
})

it('shows nothing of a project that is refused both alone and in the list', async () => {
  const { names, paths } = await findProjects(() => ({ status: 403, json: {} }), ['p1'], true)
  expect([names, paths]).toEqual([[null], ['/identity/v3/projects/p1', '/identity/v3/projects']])
})

it('does not look for one in the list that is unknown', async () => {
  const { names, paths } = await findProjects(
    () => ({ status: 404, json: { error: { code: 404, message: 'none' } } }),
    ['p1'],
    true,
  )
  expect([names, paths]).toEqual([[null], ['/identity/v3/projects/p1']])
})

it('asks for several by one list, and keeps the order of the keys', async () => {
  const { names, paths, counted } = await findProjects(() => ({ json: { projects } }), ['p3', 'gone', 'p1'], true)
  expect(names).toEqual(['name of p3', null, 'name of p1'])
  expect(paths).toEqual(['/identity/v3/projects'])
  expect(counted).toMatchObject([{ upstream: 'keystone', keys: 3 }])
})

const many = Array.from({ length: 60 }, (_, index) => ({ id: `m${index}`, name: `name of m${index}` }))
const manyIds = many.map(({ id }) => id)
const manyNames = many.map(({ name }) => name)

it.each([true, undefined])(
  'follows the marker where Keystone pages its list (truncated: %s), and asks for the last few singly',
  async (truncated) => {
    const paged: Handler = ({ url }) => {
      const single = many.find(({ id }) => url.pathname.endsWith(`/${id}`))
      if (single) return { json: { project: single } }
      const start = many.findIndex(({ id }) => id === url.searchParams.get('marker')) + 1
      const next = `http://wrong-host/v3/projects?limit=20&marker=m${start + 19}`
      return {
        json: { projects: many.slice(start, start + 20), links: { next: start + 20 < 60 ? next : null }, truncated },
      }
    }
    const all = await findProjects(paged, manyIds, true)
    expect(all.names).toEqual(manyNames)
    expect(all.paths).toEqual(Array(3).fill('/identity/v3/projects'))
    const some = await findProjects(paged, ['m1', 'm59', 'gone'], true)
    expect(some.names).toEqual(['name of m1', 'name of m59', null])
    expect(some.paths).toHaveLength(3)
  },
)

it('asks singly for what Keystone left out of a list that it cut short, as far as that is bounded', async () => {
  const truncated: Handler = ({ url }) => {
    const single = many.find(({ id }) => url.pathname.endsWith(`/${id}`))
    return { json: single ? { project: single } : { projects: many.slice(0, 20), truncated: true } }
  }
  const { names, paths } = await findProjects(truncated, manyIds, true)
  expect(names.slice(0, 52)).toEqual(manyNames.slice(0, 52))
  expect(names.slice(52)).toEqual(Array(8).fill(expect.stringContaining('list_limit')))
  expect(paths).toHaveLength(1 + 32)
})

it.each(['', '.', '..'])('knows no project %j, without a call', async (id) => {
  const { names, paths } = await findProjects(() => ({ json: { projects } }), [id], true)
  expect([names, paths]).toEqual([[null], []])
})

it.each([403, 404])('takes %i for a project that the caller may not read', async (status) => {
  const refuse: Handler = () => ({ status, json: { error: { code: status, message: 'no' } } })
  expect((await findProjects(refuse, ['p1'], true)).names).toEqual([null])
})
