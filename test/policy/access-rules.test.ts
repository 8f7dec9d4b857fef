import { expect, it } from 'vitest'
import { allowsRequest } from '../../src/policy/access-rules.ts'

const rule = { service: 'compute', method: 'GET', path: '/v2.1/servers/detail' }

it('allows everything where there are no access rules, and nothing where the list of them is empty', () => {
  expect(allowsRequest(null, rule)).toBe(true)
  expect(allowsRequest([], rule)).toBe(false)
})

it.each([
  ['another service', { service: 'placement' }],
  ['another method', { method: 'POST' }],
  ['a method in other letters', { method: 'get' }],
  ['another path', { path: '/v2.1/servers' }],
])('does not allow %s than a rule names', (_, difference) => {
  expect(allowsRequest([rule], rule)).toBe(true)
  expect(allowsRequest([rule], { ...rule, ...difference })).toBe(false)
})

it('allows what any of several rules allows', () => {
  const rules = [{ ...rule, path: '/v2.1/flavors' }, rule]
  expect(allowsRequest(rules, rule)).toBe(true)
})

// What keystonemiddleware 10.1.0 said of each.
it.each<[pattern: string, path: string, allowed: boolean]>([
  ['/v2.1/servers', '/v2.1/servers', true],
  ['/v2.1/servers', '/v2.1/servers/', false],
  ['/v2.1/server', '/v2.1/servers', false],
  ['/v2.1/servers/*', '/v2.1/servers/detail', true],
  ['/v2.1/servers/*', '/v2.1/servers/', false],
  ['/v2.1/servers/*', '/v2.1/servers/a/b', false],
  ['/v2.1/servers/d*l', '/v2.1/servers/detail', true],
  ['/v2.1/servers/{server_id}', '/v2.1/servers/c7d809ee', true],
  ['/v2.1/servers/{id}/ips/{label}', '/v2.1/servers/1/ips/private', true],
  ['/v2.1/{a/b}', '/v2.1/x', true],
  ['/v2.1/{a/b}', '/v2.1/x/y', false],
  ['/v2.1/{}', '/v2.1/x', true],
  ['/v2.1/**', '/v2.1/', true],
  ['/v2.1/**', '/v2.1', false],
  ['/v2.1/**', '/v2.1/servers/detail', true],
  ['/**/detail', '/v2.1/servers/detail', true],
  ['**', '/v2.1', true],
  ['/v2.1/***', '/v2.1/', false],
  ['/v2.1/***', '/v2.1/a/b', true],
  ['/v2.1/****', '/v2.1/', true],
  // A dot is any character, and a brace that closes nothing is no character at all.
  ['/v2.1/servers', '/v2x1/servers', true],
  ['/v2.1/{', '/v2.1/', true],
  ['/v2.1/}', '/v2.1/', true],
  ['', '', true],
  ['', '/', false],
])('takes the pattern %j for the path %j as the middleware does: %j', (pattern, path, allowed) => {
  expect(allowsRequest([{ ...rule, path: pattern }], { ...rule, path })).toBe(allowed)
})

it.each(['/v2.1/(servers|flavors)', '/v2.1/[a-z]+', '/v2.1/servers?', '/v1|/v2.1/servers'])(
  'lets no other operator of a regular expression allow anything: %j',
  (pattern) => {
    expect(allowsRequest([{ ...rule, path: pattern }], { ...rule, path: '/v2.1/servers' })).toBe(false)
  },
)

it('is not kept busy by a pattern made to keep it so', () => {
  const path = `/${'a'.repeat(224)}`
  const patterns = ['**a'.repeat(75), '*a'.repeat(112), '{x}'.repeat(75), '**'.repeat(112)]
  // Ways that grow with powers of two would not end within this test's time.
  for (const pattern of patterns) {
    expect(allowsRequest([{ ...rule, path: `/${pattern}b` }], { ...rule, path })).toBe(false)
  }
})
