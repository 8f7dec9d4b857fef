import { expect, it } from 'vitest'
import type { Server } from '../../../src/model/server.ts'
import type { ServerQuery } from '../../../src/sources/nova/nova.ts'
import { startCall } from '../../support/upstream/call.ts'
import { hostOf, idOf, startPagedNova } from '../../support/upstream/paged-nova.ts'
import { recorded, RECORDED_RELEASES } from '../../support/upstream/recorded.ts'

const everything: ServerQuery = { allProjects: true, filter: {}, orderBy: null, first: 50, after: null }
const allProjects = { allProjects: true }

function ids(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => idOf(from + index))
}

function names(found: readonly (Server | null | Error)[]): unknown[] {
  return found.map((server) => (server instanceof Error ? server : (server?.name ?? null)))
}

it('asks for one server more than is wanted, so that it need not ask whether more follow', async () => {
  await using started = await startPagedNova({ servers: 120 })
  const page = await started.nova.listServers(startCall().call, everything)
  expect(page.servers).toHaveLength(50)
  expect(await page.hasNextPage()).toBe(true)
  expect(started.asked()).toEqual(['servers/detail?all_tenants=1&limit=51'])
})

it('knows the last page as such', async () => {
  await using started = await startPagedNova({ servers: 120 })
  const page = await started.nova.listServers(startCall().call, { ...everything, after: idOf(99) })
  expect(page.servers.map(({ id }) => id)).toEqual(ids(20, 100))
  expect(await page.hasNextPage()).toBe(false)
  expect(started.asked()).toHaveLength(1)
})

it('takes 2,500 servers in three pages, without one for what follows', async () => {
  await using started = await startPagedNova({ servers: 2501 })
  const { call, counted } = startCall()
  const page = await started.nova.listServers(call, { ...everything, first: 2500 })
  expect(page.servers.map(({ id }) => id)).toEqual(ids(2500))
  expect(await page.hasNextPage()).toBe(true)
  expect(started.asked()).toEqual([
    'servers/detail?all_tenants=1&limit=1000',
    `servers/detail?all_tenants=1&limit=1000&marker=${idOf(999)}`,
    `servers/detail?all_tenants=1&limit=501&marker=${idOf(1999)}`,
  ])
  expect(counted.map(({ keys }) => keys)).toEqual([null, null, null])
})

it("asks what follows only when somebody wants to know, where a page ends on Nova's own limit", async () => {
  await using started = await startPagedNova({ servers: 1000 })
  const page = await started.nova.listServers(startCall().call, { ...everything, first: 1000 })
  expect(started.asked()).toHaveLength(1)
  expect(await Promise.all([page.hasNextPage(), page.hasNextPage()])).toEqual([false, false])
  expect(started.asked()).toEqual([
    'servers/detail?all_tenants=1&limit=1000',
    `servers?all_tenants=1&limit=1&marker=${idOf(999)}`,
  ])
})

it("goes on where the cloud's own limit is smaller than ours", async () => {
  await using started = await startPagedNova({ servers: 120, maxLimit: 20 })
  const page = await started.nova.listServers(startCall().call, everything)
  expect(page.servers.map(({ id }) => id)).toEqual(ids(50))
  expect(await page.hasNextPage()).toBe(true)
  expect(started.asked()).toHaveLength(3)
})

it('shows a server once that moved from one page to the next', async () => {
  const [first, second] = [idOf(1), idOf(2)]
  const pages = [
    { servers: [{ id: first }, { id: second }], servers_links: [{ rel: 'next' }] },
    { servers: [{ id: second }, { id: idOf(3) }] },
  ]
  await using started = await startPagedNova({
    first: ({ url }) => (url.pathname.endsWith('/detail') ? { json: pages.shift() } : undefined),
  })
  const page = await started.nova.listServers(startCall().call, everything)
  expect(page.servers.map(({ id }) => id)).toEqual([first, second, idOf(3)])
})

it('finds nothing by an empty list of statuses, without a call', async () => {
  await using started = await startPagedNova({ servers: 5 })
  const page = await started.nova.listServers(startCall().call, { ...everything, filter: { status: [] } })
  expect([page.servers, await page.hasNextPage(), started.asked()]).toEqual([[], false, []])
})

it('blames the caller for a marker that Nova does not know', async () => {
  const body = recorded('nova', 'nova-26', 'error-400-marker')
  await using started = await startPagedNova({
    first: ({ url }) => (url.searchParams.has('marker') ? { status: 400, json: body } : undefined),
  })
  const asked = started.nova.listServers(startCall().call, { ...everything, after: idOf(0) })
  await expect(asked).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
})

it.each(RECORDED_RELEASES)('says which rule forbids a member to list all projects (%s)', async (release) => {
  const body = recorded('nova', release, 'error-403-all_tenants-alice')
  await using started = await startPagedNova({
    first: ({ url }) => (url.searchParams.has('all_tenants') ? { status: 403, json: body } : undefined),
  })
  await expect(started.nova.listServers(startCall().call, everything)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    details: { rule: 'os_compute_api:servers:detail:get_all_tenants' },
  })
})

it("sends the caller's own token and both headers of the version, never above what is served", async () => {
  await using started = await startPagedNova({ served: { min: '2.1', max: '2.87' } })
  await started.nova.listServers(startCall({ token: 'alices' }).call, everything)
  expect(started.server.requests.map(({ headers }) => headers['x-auth-token'])).toEqual(['own', 'alices'])
  expect(started.server.requests[1]?.headers).toMatchObject({
    'openstack-api-version': 'compute 2.87',
    'x-openstack-nova-api-version': '2.87',
  })
})

it('asks for one server by its id', async () => {
  await using started = await startPagedNova({ servers: 5 })
  const { call, counted } = startCall()
  expect(names(await started.nova.findServersByIds(call, [idOf(3), idOf(3)], allProjects))).toEqual([
    'server-3',
    'server-3',
  ])
  expect(started.asked()).toEqual([`servers/${idOf(3)}`])
  expect(counted).toMatchObject([{ upstream: 'nova', keys: 1 }])
})

it('asks Nova once for twelve servers and keeps the order of the keys', async () => {
  await using started = await startPagedNova({ servers: 100 })
  const { call, counted } = startCall()
  const wanted = [70, 2, ...Array.from({ length: 10 }, (_, number) => 99 - number)]
  const found = await started.nova.findServersByIds(call, wanted.map(idOf), allProjects)
  expect(names(found)).toEqual(wanted.map((number) => `server-${number}`))
  expect(started.asked()).toEqual(['servers/detail?all_tenants=1&limit=1000'])
  expect(counted).toMatchObject([{ keys: 12 }])
})

it('stops turning pages when all were found', async () => {
  await using started = await startPagedNova({ servers: 5000 })
  const found = await started.nova.findServersByIds(startCall().call, ids(400), allProjects)
  expect(found.every((server) => server !== null)).toBe(true)
  expect(started.asked()).toHaveLength(1)
})

it('asks for the last few keys singly instead of turning more pages', async () => {
  await using started = await startPagedNova({ servers: 5000 })
  await started.nova.findServersByIds(startCall().call, [...ids(10), idOf(4800)], allProjects)
  expect(started.asked()).toEqual(['servers/detail?all_tenants=1&limit=1000', `servers/${idOf(4800)}`])
})

it('remembers how long the listing was, and then never makes more calls than keys or pages', async () => {
  await using started = await startPagedNova({ servers: 2500 })
  const { nova } = started
  await nova.findServersByIds(startCall().call, [...ids(10), ...ids(10, 2400)], allProjects)
  const before = started.asked().length
  expect(before).toBe(3)
  await nova.findServersByIds(startCall().call, [idOf(1), idOf(1500), idOf(2400)], allProjects)
  expect(started.asked().slice(before)).toEqual([1, 1500, 2400].map((number) => `servers/${idOf(number)}`))
  await nova.findServersByIds(startCall().call, ids(30, 2450), allProjects)
  expect(started.asked().length - before).toBe(6)
})

it('learns the length of a listing from a page that was asked for anyway', async () => {
  await using started = await startPagedNova({ servers: 5000 })
  const { call } = startCall()
  await started.nova.listServers(call, { ...everything, first: 2500 })
  const before = started.asked().length
  await started.nova.findServersByIds(call, [idOf(4000), idOf(4001)], allProjects)
  expect(started.asked().slice(before).sort()).toEqual([`servers/${idOf(4000)}`, `servers/${idOf(4001)}`])
})

it('answers null for what is no UUID, without a call', async () => {
  await using started = await startPagedNova()
  expect(await started.nova.findServersByIds(startCall().call, ['../flavors', ''], allProjects)).toEqual([null, null])
  expect(started.asked()).toEqual([])
})

it("keeps one server's failure to that server", async () => {
  await using started = await startPagedNova({
    servers: 3000,
    first: ({ url }) => (url.pathname.endsWith(idOf(2500)) ? { status: 500, json: {} } : undefined),
  })
  const { nova } = started
  // Two keys beyond the first page, so that after it they are asked for one by one.
  const found = await nova.findServersByIds(startCall().call, [idOf(0), idOf(2500)], allProjects)
  expect(names(found)).toMatchObject(['server-0', { code: 'UPSTREAM_UNAVAILABLE' }])
})

it('takes a 404 of something else than Nova for a wrong endpoint, not for a server that is gone', async () => {
  await using started = await startPagedNova({
    first: ({ url }) => (url.pathname.includes('servers') ? { status: 404, text: '<html>nginx</html>' } : undefined),
  })
  const [found] = await started.nova.findServersByIds(startCall().call, [idOf(1)], allProjects)
  expect(found).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' })
})

it('lists the servers of one host by a filter, and of many hosts by pages', async () => {
  await using started = await startPagedNova({ servers: 300 })
  const one = await started.nova.listServersByHosts(startCall().call, [hostOf(0)], {})
  expect(one).toMatchObject([Array.from({ length: 10 }, () => ({ host: hostOf(0) }))])
  expect(started.asked()).toEqual(['servers/detail?all_tenants=1&host=host-0&limit=1000'])
  const many = await started.nova.listServersByHosts(startCall().call, [hostOf(0), hostOf(10), hostOf(299)], {})
  expect(many).toMatchObject([0, 10, 299].map((number) => Array.from({ length: 10 }, () => ({ host: hostOf(number) }))))
  expect(started.asked().slice(1)).toEqual(['servers/detail?all_tenants=1&limit=1000'])
})

it("keeps one host's failure to that host", async () => {
  await using started = await startPagedNova({
    servers: 5000,
    first: ({ url }) => (url.searchParams.get('host') === hostOf(10) ? { status: 500, json: {} } : undefined),
  })
  const { nova } = started
  // The length of the listing is known: two hosts are cheaper to ask for than its five pages.
  await nova.listServers(startCall().call, { ...everything, first: 5000 })
  const [first, second] = await nova.listServersByHosts(startCall().call, [hostOf(0), hostOf(10)], {})
  expect(first).toHaveLength(10)
  expect(second).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
})

it('refuses a list that Nova did not filter by host, because it hides hosts from the token', async () => {
  await using started = await startPagedNova({
    first: ({ url }) => (url.pathname.endsWith('/detail') ? { json: { servers: [{ id: idOf(1) }] } } : undefined),
  })
  const asked = started.nova.listServers(startCall().call, { ...everything, filter: { host: 'gpu-a01' } })
  await expect(asked).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

it('says invalid response where the list is missing, and where a server has no id', async () => {
  for (const json of [{}, { servers: 'many' }, { servers: [{ name: 'x' }] }, []]) {
    await using started = await startPagedNova({
      first: ({ url }) => (url.pathname.endsWith('/detail') ? { json } : undefined),
    })
    await expect(started.nova.listServers(startCall().call, everything)).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
    })
  }
})

it('asks singly for the few that a listing leaves out, as it does SOFT_DELETED ones', async () => {
  await using started = await startPagedNova({ servers: 100, unlisted: (number) => number === 7 })
  const found = await started.nova.findServersByIds(startCall().call, [...ids(20), idOf(500)], allProjects)
  expect(names(found)).toEqual([...Array.from({ length: 20 }, (_, number) => `server-${number}`), null])
  expect(started.asked()[0]).toBe('servers/detail?all_tenants=1&limit=1000')
  expect(started.asked().slice(1).sort()).toEqual([`servers/${idOf(7)}`, `servers/${idOf(500)}`])
})

it('takes hundreds for gone when Nova knows none of a sample', async () => {
  await using started = await startPagedNova({ servers: 100 })
  const found = await started.nova.findServersByIds(startCall().call, [idOf(1), ...ids(500, 1000)], allProjects)
  expect(names(found)).toEqual(['server-1', ...Array<null>(500).fill(null)])
  expect(started.asked()).toHaveLength(1 + 32)
})

it('takes hundreds for unknown when Nova knows one of the sample: their cell may be down', async () => {
  await using started = await startPagedNova({ servers: 1000, unlisted: (number) => number >= 400 })
  const found = await started.nova.findServersByIds(startCall().call, ids(900), allProjects)
  expect(found.slice(0, 400).every((server) => !(server instanceof Error) && server !== null)).toBe(true)
  const left = found.slice(400)
  expect(left.filter((server) => !(server instanceof Error) && server !== null)).toHaveLength(32)
  expect(left.filter((server) => server instanceof Error)).toHaveLength(468)
  expect(left[1]).toMatchObject({ code: 'UPSTREAM_PARTIAL', upstream: 'nova' })
  expect(started.asked()).toHaveLength(1 + 32)
})

it('asks for five of 10,000 servers by five calls, though nobody knows yet how many there are', async () => {
  await using started = await startPagedNova({ servers: 10_000 })
  await started.nova.findServersByIds(startCall().call, ids(5, 8000), allProjects)
  expect(started.asked()).toHaveLength(5)
})

it('remembers how long the whole listing is, however many hosts were asked for since', async () => {
  await using started = await startPagedNova({ servers: 15_000 })
  const { nova } = started
  await nova.listServers(startCall().call, { ...everything, first: 15_000 })
  for (let number = 0; number < 15_000; number += 10)
    await nova.listServersByHosts(startCall().call, [hostOf(number)], {})
  const before = started.asked().length
  await nova.findServersByIds(startCall().call, ids(12, 14_000), allProjects)
  expect(started.asked().slice(before)).toHaveLength(12)
}, 60_000)
