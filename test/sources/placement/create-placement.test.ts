import { expect, it } from 'vitest'
import { createPlacement } from '../../../src/sources/placement/create-placement.ts'
import { decodeCapacity } from '../../../src/sources/placement/capacity-body.ts'
import { startCall } from '../../support/upstream/call.ts'
import { recorded, RECORDED_RELEASES } from '../../support/upstream/recorded.ts'
import { startUpstream, type Handler } from '../../support/upstream/start-upstream.ts'
import { testUpstream } from '../../support/upstream/upstream.ts'

async function findStats(handler: Handler, ids: readonly string[]) {
  await using server = await startUpstream(handler)
  await using upstream = testUpstream({ name: 'placement' })
  const session = {
    endpoint: () => Promise.resolve(new URL('/placement', server.url)),
    token: () => Promise.resolve('own'),
    renew: () => undefined,
    close: () => Promise.resolve(),
  }
  const { call, counted } = startCall({ token: 'the-callers' })
  const stats = await createPlacement({ session, upstream }).findStatsByIds(call, ids)
  return { stats, requests: server.requests, counted }
}

it.each(RECORDED_RELEASES)("tells a host's capacity of %s, its own share counted as used", (release) => {
  const inventories = recorded('placement', release, 'host-inventories')
  const usages = recorded('placement', release, 'host-usages')
  const { usages: used } = usages as { usages: Record<string, number> }
  expect(decodeCapacity(inventories, usages)).toMatchObject({
    source: 'PLACEMENT',
    vcpus: 128,
    vcpusUsed: used.VCPU,
    memoryMib: 1_048_576,
    memoryUsedMib: (used.MEMORY_MB ?? 0) + 512,
    memoryFreeMib: 1_048_576 - 512 - (used.MEMORY_MB ?? 0),
    diskGib: 4000,
    serverCount: null,
  })
})

it('adds pinned to shared CPUs, and knows nothing of what is not in the inventory', () => {
  const inventories = { inventories: { VCPU: { total: 4 }, PCPU: { total: 12, reserved: 1 } } }
  expect(decodeCapacity(inventories, { usages: { VCPU: 8, PCPU: 2 } })).toMatchObject({
    vcpus: 16,
    vcpusUsed: 11,
    memoryMib: null,
    diskFreeGib: null,
  })
})

it('makes two calls for each host under the token of the caller, and answers in key order', async () => {
  const { stats, requests, counted } = await findStats(
    ({ url }) => {
      if (url.pathname.includes('/unknown/')) {
        return { status: 404, json: recorded('placement', 'nova-26', 'error-404-placement-provider') }
      }
      return {
        json: recorded('placement', 'nova-26', url.pathname.endsWith('usages') ? 'host-usages' : 'host-inventories'),
      }
    },
    ['host-1', 'unknown', 'host-1'],
  )
  expect(stats.map((item) => (item === null || item instanceof Error ? item : item.vcpus))).toEqual([128, null, 128])
  expect(requests).toHaveLength(4)
  expect(requests[0]?.url.pathname).toMatch(/^\/placement\/resource_providers\/host-1\/(inventories|usages)$/)
  expect(requests[0]?.headers).toMatchObject({
    'openstack-api-version': 'placement 1.14',
    'x-auth-token': 'the-callers',
  })
  expect(counted).toHaveLength(4)
})

it('says which rule forbids it', async () => {
  const body = recorded('placement', 'nova-26', 'error-403-placement-alice')
  const { stats } = await findStats(() => ({ status: 403, json: body }), ['host-1'])
  expect(stats).toMatchObject([{ code: 'FORBIDDEN', details: { rule: 'placement:resource_providers:list' } }])
})

it('stops asking when Placement forbids it: its rules are not about single providers', async () => {
  const body = recorded('placement', 'nova-26', 'error-403-placement-alice')
  const ids = Array.from({ length: 100 }, (_, index) => `host-${index}`)
  const { stats, requests } = await findStats(() => ({ status: 403, json: body }), ids)
  expect(stats).toHaveLength(100)
  expect(stats.every((item) => item instanceof Error)).toBe(true)
  // Two calls for each of the eight that were under way.
  expect(requests.length).toBeLessThanOrEqual(16)
})

it('does not make nothing in use out of what Placement does not say', () => {
  const inventories = { inventories: { VCPU: { total: 4 }, MEMORY_MB: { total: 1024, reserved: 512 } } }
  expect(decodeCapacity(inventories, { usages: { MEMORY_MB: 'plenty' } })).toMatchObject({
    vcpus: 4,
    vcpusUsed: null,
    memoryMib: 1024,
    memoryUsedMib: null,
    memoryFreeMib: null,
  })
})
