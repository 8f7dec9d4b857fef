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

it('walks 2,500 hypervisors in three calls, and one that shows that nothing follows', async () => {
  await using started = await startPagedNova({ hypervisors: 2500 })
  expect(await started.nova.listHypervisors(startCall().call)).toHaveLength(2500)
  expect(started.asked()).toHaveLength(4)
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

it('walks to the end though Nova leaves nodes without a service out of pages that it has cut to its own limit', async () => {
  await using started = await startPagedNova({ hypervisors: 1200, maxLimit: 500, withoutService: [7] })
  expect(await started.nova.listHypervisors(startCall().call)).toHaveLength(1199)
  expect(started.asked()).toEqual([
    'os-hypervisors/detail?limit=1000',
    ...[499, 999, 1199].map((last) => `os-hypervisors/detail?limit=1000&marker=${idOf(last)}`),
  ])
})

it('walks to the end though a fifth of a page has no service', async () => {
  const withoutService = Array.from({ length: 200 }, (_, index) => index)
  await using started = await startPagedNova({ hypervisors: 1100, withoutService })
  expect(await started.nova.listHypervisors(startCall().call)).toHaveLength(900)
})

it('walks a small cloud in one call', async () => {
  await using started = await startPagedNova({ hypervisors: 60 })
  expect(await started.nova.listHypervisors(startCall().call)).toHaveLength(60)
  expect(started.asked()).toEqual(['os-hypervisors/detail?limit=1000'])
})
