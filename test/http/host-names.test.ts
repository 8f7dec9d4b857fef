import { expect, it } from 'vitest'
import { createHostNames } from '../../src/http/host-names.ts'

const hosts = createHostNames(['pcigraph.example.org'])

it.each([
  'localhost',
  'localhost:4000',
  'LocalHost.',
  'pcigraph.localhost:4000',
  '127.0.0.1:4000',
  '127.8.0.1',
  '[::1]:4000',
  'pcigraph.example.org',
  'PCIgraph.example.org:443',
])('takes %s for a name of this machine', (host) => {
  expect(hosts.isLocal({ headers: { host } })).toBe(true)
  expect(hosts.isOwn({ headers: { host } })).toBe(true)
})

it.each(['192.0.2.7:4000', '[2001:db8::7]', '0.0.0.0:4000'])(
  'takes %s for an address that nobody can lead elsewhere, and for none of this machine',
  (host) => {
    expect(hosts.isLocal({ headers: { host } })).toBe(false)
    expect(hosts.isOwn({ headers: { host } })).toBe(true)
  },
)

it.each([
  'evil.example',
  'evil.example:4000',
  'localhost.evil.example',
  'notlocalhost',
  '127.0.0.1.evil.example',
  'evil@localhost',
  'localhost/',
  'localhost#',
  '',
  'not a host',
  undefined,
])('takes %s for no name of its own', (host) => {
  expect(hosts.isOwn({ headers: host === undefined ? {} : { host } })).toBe(false)
})
