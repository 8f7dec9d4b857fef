import { expect, it } from 'vitest'
import { decodeAggregates } from '../../../src/sources/nova/aggregate-body.ts'
import { decodeFlavor } from '../../../src/sources/nova/flavor-body.ts'
import { decodeServices } from '../../../src/sources/nova/service-body.ts'
import { recorded, RECORDED_RELEASES } from '../../support/upstream/recorded.ts'

it.each(RECORDED_RELEASES)('reads the services of %s', (release) => {
  const services = decodeServices(recorded('nova', release, 'services'))
  expect(services.find(({ host }) => host === 'nic-e01')).toMatchObject({
    binary: 'nova-compute',
    status: 'DISABLED',
    state: 'UP',
    forcedDown: false,
    updatedAt: expect.any(Date) as Date,
  })
})

it('leaves out the services of a down cell, of which Nova tells no id', () => {
  const services = [
    { binary: 'nova-compute', host: 'lost-1', status: 'UNKNOWN' },
    { id: 's1', binary: 'nova-compute', host: 'gpu-a01', status: 'enabled', state: 'up' },
  ]
  expect(decodeServices({ services }).map(({ host }) => host)).toEqual(['gpu-a01'])
})

it.each(RECORDED_RELEASES)('reads the aggregates of %s by their UUIDs', (release) => {
  const aggregates = decodeAggregates(recorded('nova', release, 'aggregates'))
  expect(aggregates.find(({ name }) => name === 'h100-nodes')).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    databaseId: 1,
    availabilityZone: 'gpu',
    hosts: ['gpu-a01', 'gpu-a02'],
    metadata: { availability_zone: 'gpu' },
  })
})

it.each(RECORDED_RELEASES)('reads the flavors of %s with what they ask of PCI aliases', (release) => {
  const { flavors } = recorded('nova', release, 'flavors-detail') as { flavors: unknown[] }
  expect(flavors.map(decodeFlavor).find(({ name }) => name === 'gpu.t4.nvme')).toMatchObject({
    vcpus: 8,
    memoryMib: 32_768,
    diskGib: 50,
    ephemeralGib: 0,
    swapMib: 0,
    isPublic: true,
    extraSpecs: { 'pci_passthrough:alias': 't4:1,nvme:1' },
  })
})

it.each(RECORDED_RELEASES)('reads the older form of flavors, where no swap is an empty text (%s)', (release) => {
  const { flavors } = recorded('nova', release, 'flavors-detail-2.1') as { flavors: unknown[] }
  const decoded = flavors.map(decodeFlavor)
  expect(decoded.length).toBeGreaterThan(0)
  for (const flavor of decoded) expect(flavor).toMatchObject({ swapMib: 0, extraSpecs: null })
})

it('says invalid response where a list is missing', () => {
  const invalid = expect.objectContaining({ code: 'UPSTREAM_INVALID_RESPONSE' }) as Error
  expect(() => decodeServices({})).toThrow(invalid)
  expect(() => decodeAggregates({ aggregates: [{ id: 1 }] })).toThrow(invalid)
  expect(() => decodeFlavor({})).toThrow(invalid)
})
