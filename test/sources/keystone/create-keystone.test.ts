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

it('asks for several by one list, and keeps the order of the keys', async () => {
  const { names, paths, counted } = await findProjects(() => ({ json: { projects } }), ['p3', 'gone', 'p1'], true)
  expect(names).toEqual(['name of p3', null, 'name of p1'])
  expect(paths).toEqual(['/identity/v3/projects'])
  expect(counted).toMatchObject([{ upstream: 'keystone', keys: 3 }])
})

it.each([403, 404])('takes %i for a project that the caller may not read', async (status) => {
  const refuse: Handler = () => ({ status, json: { error: { code: status, message: 'no' } } })
  expect((await findProjects(refuse, ['p1'], true)).names).toEqual([null])
})
