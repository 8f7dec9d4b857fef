import { expect, it } from 'vitest'
import type { Hypervisor } from '../../../src/model/hypervisor.ts'
import { decodeHypervisor } from '../../../src/sources/nova/hypervisor-body.ts'
import { recorded, RECORDED_RELEASES, type RecordedRelease } from '../../support/upstream/recorded.ts'

function decodeAll(release: RecordedRelease, name: string): Hypervisor[] {
  const { hypervisors } = recorded('nova', release, name) as { hypervisors: unknown[] }
  return hypervisors.map(decodeHypervisor)
}

it.each(RECORDED_RELEASES)('reads every hypervisor of %s at 2.53 with its capacity', (release) => {
  const hypervisors = decodeAll(release, 'hypervisors-detail-2.53')
  expect(hypervisors).toHaveLength(7)
  expect(hypervisors.find(({ hostname }) => hostname === 'gpu-b01')).toMatchObject({
    state: 'UP',
    status: 'ENABLED',
    type: 'fake',
    version: 1000,
    hostIp: '127.0.0.1',
    service: { host: 'gpu-b01', disabledReason: null },
    cpuInfo: {
      architecture: 'x86_64',
      model: 'Nehalem',
      features: ['pge', 'clflush'],
      sockets: 4,
      cores: 1,
      threads: 1,
    },
    stats: { source: 'NOVA', vcpus: 64, memoryMib: 524_288, diskGib: 2000, currentWorkload: 0 },
  })
  expect(hypervisors.find(({ hostname }) => hostname === 'nic-e01')?.status).toBe('DISABLED')
})

it.each(['nova-26', 'nova-31'] as const)('has no capacity where Nova sends none: %s at 2.88', (release) => {
  const hypervisors = decodeAll(release, 'hypervisors-detail-2.88')
  expect(hypervisors.map(({ stats, cpuInfo }) => ({ stats, cpuInfo }))).toEqual(
    Array.from({ length: 7 }, () => ({ stats: null, cpuInfo: null })),
  )
})

it('never makes zero of what is not known', () => {
  expect(decodeHypervisor({ id: 'a', vcpus: 4 }).stats).toMatchObject({ vcpus: 4, vcpusUsed: null, memoryMib: null })
})

it('keeps the words of a newer Nova beside UNRECOGNIZED', () => {
  expect(decodeHypervisor({ id: 'a', state: 'resting', status: 'draining' })).toMatchObject({
    state: 'UNRECOGNIZED',
    stateText: 'resting',
    status: 'UNRECOGNIZED',
    statusText: 'draining',
  })
})

it('reads the cpu_info of old, a text of JSON, and takes an empty one for none', () => {
  expect(decodeHypervisor({ id: 'a', cpu_info: '{"arch": "x86_64"}' }).cpuInfo?.architecture).toBe('x86_64')
  for (const empty of ['', '{', {}, null, []]) expect(decodeHypervisor({ id: 'a', cpu_info: empty }).cpuInfo).toBeNull()
})

it.each([null, {}, { id: 1 }])(
  'calls %j no hypervisor: an id that is a number would be of a Nova before 2.53',
  (body) => {
    expect(() => decodeHypervisor(body)).toThrow(
      expect.objectContaining({ code: 'UPSTREAM_INVALID_RESPONSE' }) as Error,
    )
  },
)
