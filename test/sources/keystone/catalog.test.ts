import { expect, it } from 'vitest'
import { findEndpoint, keystoneV3 } from '../../../src/sources/keystone/catalog.ts'
import { decodeToken } from '../../../src/sources/keystone/token-body.ts'
import { recorded, RECORDED_RELEASES } from '../../support/upstream/recorded.ts'

it.each([
  ['http://host:5000', 'http://host:5000/v3'],
  ['http://host:5000/', 'http://host:5000/v3'],
  ['http://host:5000/v3', 'http://host:5000/v3'],
  ['http://host:5000/v3/', 'http://host:5000/v3'],
  ['http://host:5000/v2.0', 'http://host:5000/v3'],
  ['https://host/identity', 'https://host/identity/v3'],
  ['https://host/identity/v3', 'https://host/identity/v3'],
])("finds Keystone's v3 from %s", (authUrl, root) => {
  expect(keystoneV3(new URL(authUrl)).href).toBe(root)
})

it.each(RECORDED_RELEASES)("finds the services in %s's catalog", (release) => {
  const catalog = decodeToken(recorded('keystone', release, 'token-admin'))?.catalog ?? []
  const wanted = { interface: 'public', regionName: 'RegionOne' } as const
  expect(findEndpoint(catalog, { ...wanted, serviceType: 'compute' }).pathname).toMatch(/^\/v2\.1/)
  expect(findEndpoint(catalog, { ...wanted, serviceType: 'placement' }).href).toMatch(/^http/)
})
