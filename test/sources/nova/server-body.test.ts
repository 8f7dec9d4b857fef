import { expect, it } from 'vitest'
import type { Server } from '../../../src/model/server.ts'
import { decodeServer } from '../../../src/sources/nova/server-body.ts'
import { recorded, RECORDED_RELEASES, type RecordedRelease } from '../../support/upstream/recorded.ts'

function decodeAll(release: RecordedRelease, name: string): Server[] {
  const { servers } = recorded('nova', release, name) as { servers: unknown[] }
  return servers.map(decodeServer)
}

it.each(RECORDED_RELEASES)('reads every server that an admin of %s is shown', (release) => {
  const servers = decodeAll(release, 'servers-detail-admin-all')
  expect(servers).toHaveLength(14)
  expect(servers.every((server) => !server.isStub && server.status !== 'UNRECOGNIZED')).toBe(true)
  expect(servers.find(({ name }) => name === 'train-1')).toMatchObject({
    status: 'ACTIVE',
    statusText: 'ACTIVE',
    powerState: 'RUNNING',
    vmState: 'active',
    taskState: null,
    host: 'gpu-a01',
    hypervisorHostname: 'gpu-a01',
    hostStatus: 'UP',
    availabilityZone: 'gpu',
    configDrive: false,
    metadata: { 'owner-team': 'alice' },
    tags: [],
    volumeIds: [],
    addresses: [],
    flavor: {
      name: 'gpu.h100.2',
      vcpus: 16,
      memoryMib: 131_072,
      diskGib: 100,
      extraSpecs: { 'pci_passthrough:alias': 'h100:2' },
    },
    locked: false,
    terminatedAt: null,
  })
})

it.each(RECORDED_RELEASES)("shows a project's user of %s no host", (release) => {
  const servers = decodeAll(release, 'servers-detail-alice')
  expect(servers.length).toBeGreaterThan(0)
  for (const server of servers) {
    expect(server).toMatchObject({ host: null, hypervisorHostname: null, hostStatus: null, instanceName: null })
    expect(server.hostId).toMatch(/^[0-9a-f]{56}$/)
  }
})

it.each(RECORDED_RELEASES)('reads a server that no host took (%s)', (release) => {
  const { server } = recorded('nova', release, 'server-show-error') as { server: unknown }
  expect(decodeServer(server)).toMatchObject({
    name: 'llm-2',
    status: 'ERROR',
    host: null,
    hostId: null,
    hostStatus: null,
    availabilityZone: null,
    powerState: 'NOSTATE',
    launchedAt: null,
    fault: { code: 500, createdAt: expect.any(Date) as Date },
  })
})

it.each(['nova-22', 'nova-26'] as const)('knows the stubs that a token without a project is shown (%s)', (release) => {
  const servers = decodeAll(release, 'servers-detail-reader-on-system')
  expect(servers).toHaveLength(14)
  for (const server of servers) {
    expect(server).toMatchObject({ isStub: true, status: 'UNKNOWN', name: null, flavor: null, metadata: null })
    expect(server.projectId).not.toBeNull()
  }
})

it('reads times as UTC, with a zone or without', () => {
  const server = decodeServer({
    id: 'a',
    created: '2026-11-22T15:35:06Z',
    'OS-SRV-USG:launched_at': '2026-11-22T15:35:08.000000',
  })
  expect(server.createdAt?.toISOString()).toBe('2026-11-22T15:35:06.000Z')
  expect(server.launchedAt?.toISOString()).toBe('2026-11-22T15:35:08.000Z')
})

it('keeps the words of a newer Nova beside UNRECOGNIZED', () => {
  expect(
    decodeServer({ id: 'a', name: 'x', status: 'HIBERNATED', host_status: 'ASLEEP', 'OS-EXT-STS:power_state': 9 }),
  ).toMatchObject({
    status: 'UNRECOGNIZED',
    statusText: 'HIBERNATED',
    hostStatus: 'UNRECOGNIZED',
    powerState: 'UNRECOGNIZED',
  })
})

it('takes UNKNOWN with a name for a status, not for a stub', () => {
  expect(decodeServer({ id: 'a', name: 'x', status: 'UNKNOWN' })).toMatchObject({ status: 'UNKNOWN', isStub: false })
})

it('takes a field of another kind for one that is missing', () => {
  const fields = ['name', 'status', 'metadata', 'flavor', 'image', 'addresses', 'tags', 'created', 'fault', 'locked']
  for (const wrong of [1, 'x', true, [], {}, null]) {
    const body = { id: 'a', ...Object.fromEntries(fields.map((field) => [field, wrong])) }
    expect(decodeServer(body)).toMatchObject({ id: 'a', createdAt: null, imageId: null })
  }
})

it('reads addresses with their kind', () => {
  const addresses = {
    internal: [
      { addr: '10.0.0.5', version: 4, 'OS-EXT-IPS:type': 'fixed', 'OS-EXT-IPS-MAC:mac_addr': 'fa:16:3e:00:00:01' },
      { version: 4 },
    ],
  }
  expect(decodeServer({ id: 'a', addresses }).addresses).toEqual([
    { network: 'internal', address: '10.0.0.5', version: 4, type: 'fixed', macAddress: 'fa:16:3e:00:00:01' },
  ])
})

it.each([null, [], 'x', {}, { id: 7 }, { id: '' }])('calls %j no server', (body) => {
  expect(() => decodeServer(body)).toThrow(expect.objectContaining({ code: 'UPSTREAM_INVALID_RESPONSE' }) as Error)
})
