import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import type { Call } from '../../../src/model/call.ts'
import type { Nova, ServerQuery } from '../../../src/sources/nova/nova.ts'
import { startCall } from '../../support/upstream/call.ts'
import { idOf, startPagedNova, type PagedNovaOptions } from '../../support/upstream/paged-nova.ts'

const everything: ServerQuery = { allProjects: true, filter: {}, orderBy: null, first: 500, after: null }

function ids(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => idOf(from + index))
}

/** A call of a list that goes out page by page. */
function startWalk() {
  const { call, counted } = startCall()
  const ended = new AbortController()
  const walking: Call = { ...call, walk: { signal: ended.signal } }
  return { call: walking, counted, end: () => ended.abort() }
}

/** Walks a list to its end, as a client does: each page after the last one of the page before. */
async function readAll(nova: Nova, call: Call, query: ServerQuery = everything): Promise<string[]> {
  const found: string[] = []
  let after = query.after
  for (;;) {
    const page = await nova.listServers({ ...call }, { ...query, after })
    found.push(...page.servers.map(({ id }) => id))
    after = found.at(-1) ?? null
    if (!(await page.hasNextPage())) return found
  }
}

const isBrief = (asked: string) => asked.startsWith('servers?')
const isDetailed = (asked: string) => asked.startsWith('servers/detail?')
const markerOf = (asked: string) => new URLSearchParams(asked.split('?')[1]).get('marker')

it.each([
  [0, 1, 0],
  [999, 1, 0],
  [1500, 2, 1],
  [5500, 6, 5],
])(
  'walks %i servers in %i calls and %i brief ones, whatever the size of the pages',
  async (servers, detailed, brief) => {
    for (const first of [170, 500, 999, 5000]) {
      await using started = await startPagedNova({ servers })
      const { call } = startWalk()
      expect(await readAll(started.nova, call, { ...everything, first })).toEqual(ids(servers))
      const asked = started.asked()
      expect([asked.filter(isDetailed).length, asked.filter(isBrief).length]).toEqual([detailed, brief])
    }
  },
)

it("goes by the cloud's own limit where that is smaller", async () => {
  await using started = await startPagedNova({ servers: 1050, maxLimit: 100 })
  expect(await readAll(started.nova, startWalk().call)).toEqual(ids(1050))
  expect(started.asked().filter(isDetailed)).toHaveLength(11)
})

it('has four pages under way at most, and no more where nobody reads on', async () => {
  let [now, most] = [0, 0]
  await using started = await startSlowNova({ servers: 12_000 }, { briefMs: 5, detailMs: 60 }, (change) => {
    now += change
    most = Math.max(most, now)
  })
  const walk = startWalk()
  await started.nova.listServers(walk.call, everything)
  const page = await started.nova.listServers(walk.call, { ...everything, first: 700, after: idOf(499) })
  expect(page.servers.map(({ id }) => id)).toEqual(ids(700, 500))
  await vi.waitFor(() => expect(now).toBe(0), { timeout: 10_000 })
  await sleep(100)
  // The first and the one that is being read, and four ahead of it.
  expect(started.asked().filter(isDetailed).length).toBeLessThanOrEqual(6)
  expect(most).toBeLessThanOrEqual(4)
  walk.end()
})

it('has several pages under way at a time where a page takes long', async () => {
  let now = 0
  const underWay: number[] = []
  await using started = await startSlowNova({ servers: 20_000 }, { briefMs: 10, detailMs: 150 }, (change) => {
    now += change
    if (change > 0) underWay.push(now)
  })
  expect(await readAll(started.nova, startWalk().call)).toEqual(ids(20_000))
  expect(underWay.filter((count) => count > 1).length).toBeGreaterThan(underWay.length / 2)
})

it('goes on page by page where the marker that was found is refused', async () => {
  const gone = [idOf(1999), idOf(1998)]
  for (const status of [400, 404]) {
    await using started = await startPagedNova({
      servers: 4500,
      first: ({ url }) =>
        url.pathname.endsWith('/detail') && gone.includes(url.searchParams.get('marker') ?? '')
          ? { status, json: { badRequest: { code: status, message: 'marker not found' } } }
          : undefined,
    })
    expect(await readAll(started.nova, startWalk().call)).toEqual(ids(4500))
  }
})

it('goes on page by page where the brief listing is refused', async () => {
  await using started = await startPagedNova({
    servers: 3500,
    first: ({ url }) =>
      url.pathname === '/v2.1/servers' ? { status: 403, json: { forbidden: { message: 'no', code: 403 } } } : undefined,
  })
  expect(await readAll(started.nova, startWalk().call)).toEqual(ids(3500))
  expect(started.asked().filter(isDetailed)).toHaveLength(4)
})

it('shows every server once where some come into the middle, and some go from it', async () => {
  const servers = ids(6500)
  await using started = await startPagedNova({
    first: ({ url }) => {
      if (!/servers(\/detail)?$/.test(url.pathname)) return undefined
      const marker = url.searchParams.get('marker')
      const start = marker === null ? 0 : servers.indexOf(marker) + 1
      const page = servers.slice(start, start + 1000).map((id) => ({ id, name: id, status: 'ACTIVE' }))
      // Between a page and the brief listing of the same: the one ends earlier than the other, and once later.
      if (url.pathname.endsWith('/detail') && marker === idOf(1999)) servers.splice(2500, 10)
      if (url.pathname.endsWith('/detail') && marker === idOf(3009)) servers.splice(3500, 0, ...ids(30, 10_000))
      return { json: { servers: page, ...(page.length === 1000 ? { servers_links: [{ rel: 'next' }] } : {}) } }
    },
  })
  const found = await readAll(started.nova, startWalk().call)
  expect(found.filter((id) => id < idOf(10_000))).toEqual(ids(6500))
  expect(new Set(found).size).toBe(found.length)
})

it('fails as Nova does, and asks nothing more', async () => {
  await using started = await startPagedNova({
    servers: 9000,
    first: ({ url }) =>
      url.pathname.endsWith('/detail') && url.searchParams.get('marker') === idOf(1999)
        ? { status: 401, json: {} }
        : undefined,
  })
  await expect(readAll(started.nova, startWalk().call)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  // What was on its way at that moment may still arrive.
  await sleep(50)
  const before = started.asked().length
  await sleep(100)
  expect(started.asked()).toHaveLength(before)
})

it('ends all that is under way with the walk, and a page alone with its own signal', async () => {
  await using started = await startSlowNova({ servers: 9000 }, { briefMs: 5, detailMs: 200 })
  const walk = startWalk()
  await started.nova.listServers(walk.call, { ...everything, first: 999 })
  const page = new AbortController()
  const asked = started.nova.listServers(
    { ...walk.call, signal: page.signal },
    { ...everything, first: 999, after: idOf(998) },
  )
  page.abort(new Error('this page took too long'))
  await expect(asked).rejects.toThrow('this page took too long')
  await vi.waitFor(() => expect(started.asked().filter(isDetailed).length).toBeGreaterThan(3), { timeout: 10_000 })
  walk.end()
  await vi.waitFor(() => expect(started.server.abandoned.length).toBeGreaterThan(0), { timeout: 10_000 })
})

it('begins anew for who goes back, and keeps two lists of one walk apart', async () => {
  await using started = await startPagedNova({ servers: 1200 })
  const { call } = startWalk()
  const some = { ...everything, first: 10 }
  const namesOf = async (query: ServerQuery) =>
    (await started.nova.listServers(call, query)).servers.map(({ id }) => id)
  expect(await namesOf(some)).toEqual(ids(10))
  expect(await namesOf({ ...some, allProjects: false })).toEqual(ids(10))
  expect(await namesOf({ ...some, after: idOf(9) })).toEqual(ids(10, 10))
  expect(await namesOf(some)).toEqual(ids(10))
  expect(started.asked().filter(isDetailed).map(markerOf)).toEqual([null, null, null])
})

it('asks once for the hypervisors that every page of a walk names', async () => {
  await using started = await startPagedNova({ hypervisors: 40 })
  const { call } = startWalk()
  for (let page = 0; page < 3; page++) {
    const found = await started.nova.findHypervisorsByHostnames(
      call,
      Array.from({ length: 20 }, (_, number) => `node-${number + page}`),
    )
    expect(found.map((one) => (one instanceof Error ? one : one?.hostname))).toEqual(
      Array.from({ length: 20 }, (_, number) => `node-${number + page}`),
    )
  }
  expect(started.asked()).toEqual(['os-hypervisors/detail?limit=1000'])
  await started.nova.findHypervisorsByIds(startCall().call, ids(20))
  expect(started.asked()).toHaveLength(2)
})

it('turns the listing once for the servers that the pages of a walk name, and asks singly for what it leaves out', async () => {
  await using started = await startPagedNova({ servers: 5000, unlisted: (number) => number === 4321 })
  const { call } = startWalk()
  const allProjects = { allProjects: true }
  for (let page = 0; page < 20; page++) {
    // In an order that is not Nova's.
    const wanted = Array.from({ length: 100 }, (_, i) => idOf(((page * 100 + i) * 37) % 5000))
    const found = await started.nova.findServersByIds(call, wanted, allProjects)
    expect(found.map((one) => (one instanceof Error ? one : one?.id))).toEqual(wanted)
  }
  const [unlisted, gone] = await started.nova.findServersByIds(call, [idOf(4321), idOf(9999)], allProjects)
  expect([unlisted, gone]).toMatchObject([{ id: idOf(4321) }, null])
  // Those of the first page as ever, and then all of them.
  const asked = started.asked()
  expect(asked.filter(isDetailed).length).toBeLessThanOrEqual(10)
  expect(asked.filter(isBrief)).toHaveLength(4)
})

/** A Nova that needs its time for a page: for the details more than for ids alone. */
function startSlowNova(
  options: PagedNovaOptions,
  { briefMs, detailMs }: { readonly briefMs: number; readonly detailMs: number },
  count: (change: number) => void = () => undefined,
) {
  return startPagedNova({
    ...options,
    delayMs: ({ url }) => {
      if (url.pathname === '/v2.1/servers') return briefMs
      if (!url.pathname.endsWith('/servers/detail')) return 0
      count(1)
      setTimeout(() => count(-1), detailMs)
      return detailMs
    },
  })
}
