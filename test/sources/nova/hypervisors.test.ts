import { expect, it } from 'vitest'
import type { Hypervisor } from '../../../src/model/hypervisor.ts'
import { startCall } from '../../support/upstream/call.ts'
import { idOf, startPagedNova } from '../../support/upstream/paged-nova.ts'
import { recorded, RECORDED_RELEASES } from '../../support/upstream/recorded.ts'

function hostnames(found: readonly (Hypervisor | null | Error)[]): unknown[] {
  return found.map((item) => (item instanceof Error ? item : (item?.hostname ?? null)))
}

it('lists hypervisors at 2.87, because one dead host holds a newer listing up for a minute', async () => {
  await using started = await startPagedNova({ hypervisors: 7 })
  expect(await started.nova.listHypervisors(startCall().call)).toHaveLength(7)
  expect(started.asked()).toEqual(['os-hypervisors/detail?limit=1000'])
  expect(started.server.requests[1]?.headers['openstack-api-version']).toBe('compute 2.87')
})

it('walks 2,500 hypervisors in three calls', async () => {
  await using started = await startPagedNova({ hypervisors: 2500 })
  expect(await started.nova.listHypervisors(startCall().call)).toHaveLength(2500)
  expect(started.asked()).toHaveLength(3)
})

it('finds one by its id, and many by the listing', async () => {
  await using started = await startPagedNova({ hypervisors: 7 })
  const { call } = startCall()
  expect(hostnames(await started.nova.findHypervisorsByIds(call, [idOf(4)]))).toEqual(['node-4'])
  expect(hostnames(await started.nova.findHypervisorsByIds(call, [idOf(5), idOf(99), 'no-uuid', idOf(0)]))).toEqual([
    'node-5',
    null,
    null,
    'node-0',
  ])
  expect(started.asked()).toEqual([`os-hypervisors/${idOf(4)}`, 'os-hypervisors/detail?limit=1000'])
})

it('finds one by its exact hostname though Nova matches any part of it', async () => {
  await using started = await startPagedNova({ hypervisors: 20 })
  const { call } = startCall()
  expect(hostnames(await started.nova.findHypervisorsByHostnames(call, ['node-1']))).toEqual(['node-1'])
  expect(await started.nova.findHypervisorsByHostnames(call, ['nowhere'])).toEqual([null])
  expect(started.asked()).toEqual([
    'os-hypervisors/detail?hypervisor_hostname_pattern=node-1',
    'os-hypervisors/detail?hypervisor_hostname_pattern=nowhere',
  ])
})

it('finds many by their hostnames in one call', async () => {
  await using started = await startPagedNova({ hypervisors: 20 })
  const wanted = ['node-3', 'nowhere', 'node-1']
  expect(hostnames(await started.nova.findHypervisorsByHostnames(startCall().call, wanted))).toEqual([
    'node-3',
    null,
    'node-1',
  ])
  expect(started.asked()).toEqual(['os-hypervisors/detail?limit=1000'])
})

it.each(RECORDED_RELEASES)('says which rule forbids hypervisors to a member (%s)', async (release) => {
  const body = recorded('nova', release, 'error-403-hypervisors-alice')
  await using started = await startPagedNova({
    first: ({ url }) => (url.pathname.includes('os-hypervisors') ? { status: 403, json: body } : undefined),
  })
  await expect(started.nova.listHypervisors(startCall().call)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    details: { rule: 'os_compute_api:os-hypervisors:list-detail' },
  })
})

it('knows whether Nova still sends capacity', async () => {
  const { signal } = new AbortController()
  for (const [min, max, expected] of [
    ['2.1', '2.104', true],
    ['2.1', '2.79', true],
    ['2.88', '2.104', false],
  ] as const) {
    await using started = await startPagedNova({ served: { min, max } })
    expect(await started.nova.hasHypervisorStats(signal)).toBe(expected)
  }
})

it('goes on after a page that is nearly full: Nova skips nodes without a service after it has cut the page', async () => {
  const page = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => ({ id: idOf(from + i), hypervisor_hostname: `node-${from + i}` }))
  await using started = await startPagedNova({
    first: ({ url }) => {
      if (!url.pathname.endsWith('/os-hypervisors/detail')) return undefined
      return { json: { hypervisors: url.searchParams.has('marker') ? page(998, 1003) : page(0, 998) } }
    },
  })
  const found = await started.nova.listHypervisors(startCall().call)
  expect(found).toHaveLength(1003)
  expect(started.asked()).toEqual([
    'os-hypervisors/detail?limit=1000',
    `os-hypervisors/detail?limit=1000&marker=${idOf(997)}`,
  ])
})
