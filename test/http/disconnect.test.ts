import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { startUpstream } from '../support/upstream/start-upstream.ts'
import { startGateway } from './gateway.ts'

const SERVERS = '{ servers { nodes { name hypervisor { hostname } } } }'

it('gives up its calls when the client goes away, down to the socket, and logs no fault', async () => {
  await using nova = await startUpstream(({ url }) =>
    url.pathname === '/v2.1/' ? { json: { version: { id: 'v2.1', version: '2.93', min_version: '2.1' } } } : undefined,
  )
  await using gateway = await startGateway({ endpoints: { compute: nova.url } })
  const client = new AbortController()
  const asked = gateway.ask(SERVERS, { signal: client.signal })
  await vi.waitFor(() => expect(nova.requests.map(({ url }) => url.pathname)).toContain('/v2.1/servers/detail'), {
    timeout: 10_000,
  })
  expect(nova.abandoned).toEqual([])
  client.abort()
  await expect(asked).rejects.toThrow(/abort/)
  await vi.waitFor(() => expect(nova.abandoned.map(({ url }) => url.pathname)).toEqual(['/v2.1/servers/detail']), {
    timeout: 10_000,
  })
  await sleep(50)
  expect(gateway.logged.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([])
})

it('answers one client when another one with the same question goes away', async () => {
  await using gateway = await startGateway()
  await gateway.ask(SERVERS)
  const client = new AbortController()
  let held = 0
  gateway.demo.interfere(({ path }) => {
    if (!path.endsWith('/servers/detail')) return null
    held += 1
    return { kind: 'delay', ms: 300 }
  })
  const gone = gateway.ask(SERVERS, { signal: client.signal })
  const stays = gateway.ask(SERVERS)
  await vi.waitFor(() => expect(held).toBe(1), { timeout: 10_000 })
  await sleep(50)
  client.abort()
  await expect(gone).rejects.toThrow(/abort/)
  expect((await stays).errors).toEqual([])
  // Equal calls under one token are one; it lives as long as somebody waits for it.
  expect(held).toBe(1)
})

it('answers two questions at once, each with its own', async () => {
  await using gateway = await startGateway()
  gateway.demo.latencyMs = 50
  const [servers, hypervisors, refused] = await Promise.all([
    gateway.ask(SERVERS),
    gateway.ask('{ hypervisors { nodes { hostname } } }'),
    gateway.ask('{ hypervisors { nodes { hostname } } }', { as: 'alice' }),
  ])
  expect(Object.keys(servers.data ?? {})).toEqual(['servers'])
  expect(hypervisors.data).toMatchObject({ hypervisors: { nodes: expect.any(Array) as unknown } })
  expect(refused.data).toEqual({ hypervisors: null })
})
