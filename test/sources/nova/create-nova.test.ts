import { expect, it } from 'vitest'
import { startCall } from '../../support/upstream/call.ts'
import { startPagedNova } from '../../support/upstream/paged-nova.ts'
import { recorded } from '../../support/upstream/recorded.ts'

it('asks for services, aggregates and flavors once each, at the versions that give their ids', async () => {
  const bodies: Record<string, string> = {
    'os-services': 'services',
    'os-aggregates': 'aggregates',
    flavors: 'flavors-detail',
  }
  await using started = await startPagedNova({
    first: ({ url }) => {
      const name = bodies[url.pathname.split('/')[2] ?? '']
      return name === undefined ? undefined : { json: recorded('nova', 'nova-26', name) }
    },
  })
  const { call } = startCall()
  await started.nova.listComputeServices(call)
  await started.nova.listAggregates(call)
  await started.nova.listFlavors(call, { allFlavors: true })
  await started.nova.listFlavors(call, { allFlavors: false })
  expect(started.asked()).toEqual([
    'os-services?binary=nova-compute',
    'os-aggregates',
    'flavors/detail?is_public=None&limit=1000',
    'flavors/detail?limit=1000',
  ])
  const asked = started.server.requests.slice(1)
  expect(asked.map(({ headers }) => headers['openstack-api-version'])).toEqual([
    'compute 2.69',
    'compute 2.41',
    'compute 2.61',
    'compute 2.61',
  ])
})
