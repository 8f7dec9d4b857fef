import { expect, it } from 'vitest'
import { climbs, readRoute } from '../../src/rest/routes.ts'

const PROJECT = '0123456789abcdef0123456789abcdef'

it.each([
  ['/v2.1/os-pci', { kind: 'devices', version: 'v2.1', projectId: null, detail: false }],
  [`/v3/${PROJECT}/os-pci-devices/detail`, { kind: 'devices', version: 'v3', projectId: PROJECT, detail: true }],
  [`/v2/${PROJECT}/os-pci/7`, { kind: 'device', version: 'v2', projectId: PROJECT, id: '7' }],
  ['/v2.1/os-pci/a%20b', { kind: 'device', projectId: null, id: 'a b' }],
  ['/v2.1/servers/detail', { kind: 'servers', rest: '/servers/detail' }],
  [`/v2.1/${PROJECT}/servers/1`, { kind: 'server', rest: `/${PROJECT}/servers/1` }],
  ['/v2.1/os-hypervisors/detail', { kind: 'hypervisors' }],
  [
    `/v3/${PROJECT}/os-hypervisors/gpu-h01.dc1`,
    { kind: 'hypervisor', id: 'gpu-h01.dc1', collection: `/${PROJECT}/os-hypervisors` },
  ],
  ['/v2.1/', { kind: 'version', version: 'v2.1' }],
  ['/v2', { kind: 'version', version: 'v2' }],
  ['/v2.1/servers', { kind: 'other' }],
  ['/v2.1/servers/1/action', { kind: 'other' }],
  ['/v2.1/os-hypervisors/statistics', { kind: 'other' }],
  ['/v2.1/os-pci/', { kind: 'other' }],
  ['/v2.1//os-pci', { kind: 'devices', projectId: '' }],
])('%s is known for what it is', (path, route) => {
  expect(readRoute('GET', path)).toMatchObject(route)
})

it.each(['/', '/graphql', '/v1/servers', '/v2.2', '/v21', '/V2.1/servers', '/v2.1x/servers'])(
  '%s is none of ours',
  (path) => {
    expect(readRoute('GET', path)).toBeNull()
  },
)

it('leaves every method but GET to Nova', () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'HEAD']) {
    for (const path of ['/v2.1/os-pci', '/v2.1/servers/detail', '/v2.1/os-pci/1']) {
      expect(readRoute(method, path)).toMatchObject({ kind: 'other' })
    }
  }
})

it('knows a path that climbs, in whatever writing', () => {
  for (const path of ['/a/../b', '/..', '/a/%2E%2e/b', '/a/.%2e', '/a/..%2Fb', '/a%5c..%5cb', '/./a', '/a\\..\\b']) {
    expect([path, climbs(path)]).toEqual([path, true])
  }
  for (const path of ['/a..b/c', '/...', '/a/.b', '/a/b.', '/%2e%2ea'])
    expect([path, climbs(path)]).toEqual([path, false])
})
