import { expect, it } from 'vitest'
import type { PcigraphError } from '../../../src/errors.ts'
import type { Attempt } from '../../../src/sources/http/exchange.ts'
import { readFault } from '../../../src/sources/http/fault-body.ts'
import { refusalOf } from '../../../src/sources/http/refusal.ts'
import { recorded, RECORDED_RELEASES } from '../../support/upstream/recorded.ts'

function refused(
  status: number,
  body: unknown,
  callerInput?: { argument?: string },
  asked: { readonly path?: string; readonly hasAccessRules?: boolean } = {},
): PcigraphError {
  const attempt: Attempt = {
    status,
    headers: {},
    bytes: 0,
    body,
    requestId: 'req-1',
    error: null,
    connectionLost: false,
    retryAfterMs: null,
  }
  const { path = '/v2.1/servers/detail', hasAccessRules = false } = asked
  return refusalOf('nova', attempt, { url: new URL(path, 'http://nova'), callerInput, hasAccessRules })
}

it.each(RECORDED_RELEASES)("names the rule that refused, as %s's Nova tells it", (release) => {
  expect(refused(403, recorded('nova', release, 'error-403-hypervisors-alice'))).toMatchObject({
    code: 'FORBIDDEN',
    details: { rule: 'os_compute_api:os-hypervisors:list-detail', upstream: 'nova', requestId: 'req-1' },
  })
})

it.each(RECORDED_RELEASES)("names the rule that refused, as %s's Placement tells it", (release) => {
  expect(refused(403, recorded('placement', release, 'error-403-placement-alice')).details.rule).toMatch(/^placement:/)
})

it.each(RECORDED_RELEASES)('tells an unknown server from an unknown path (%s)', (release) => {
  expect(refused(404, recorded('nova', release, 'error-404-server')).code).toBe('NOT_FOUND')
  expect(refused(404, recorded('placement', release, 'error-404-placement-provider')).code).toBe('NOT_FOUND')
  expect(refused(404, recorded('nova', release, 'error-404-path')).code).toBe('UPSTREAM_INVALID_RESPONSE')
  expect(refused(404, undefined).code).toBe('UPSTREAM_INVALID_RESPONSE')
})

it("blames the caller for a 400 only where the caller's words were sent", () => {
  const body = recorded('nova', 'nova-26', 'error-400-marker')
  expect(refused(400, body, { argument: 'after' })).toMatchObject({
    code: 'BAD_USER_INPUT',
    details: { argument: 'after' },
  })
  expect(refused(400, body).code).toBe('UPSTREAM_INVALID_RESPONSE')
})

it('says of 401 that the token is not accepted, and of 406 what Nova serves', () => {
  expect(refused(401, recorded('keystone', 'nova-26', 'error-401-bad-token')).code).toBe('UNAUTHENTICATED')
  const unsupported = refused(406, recorded('nova', 'nova-26', 'error-406-microversion'))
  expect(unsupported.code).toBe('UPSTREAM_UNSUPPORTED')
  expect(unsupported.message).toContain('maximum is 2.93')
})

it("names Placement's rule where the scope of the token is what it refuses", () => {
  const detail = 'Access was denied to this resource.\n\n placement:resource_providers:list  '
  expect(refused(403, { errors: [{ status: 403, title: 'Forbidden', detail }] }).details.rule).toBe(
    'placement:resource_providers:list',
  )
})

it('leaves out the token that Keystone no longer finds, and no id', () => {
  const token = `gAAAAAB${'rA10LNlOHTLyMQcjhq-dX46_'.repeat(7)}=`
  const message = `Could not find token: ${token}.`
  const { message: told } = refused(404, { error: { code: 404, message, title: 'Not Found' } })
  expect(told).not.toContain('rA10LN')
  expect(told).toContain('(token)')
  const id = '295aa36d5cad44a48c72dbdd9135013c'
  expect(refused(404, { error: { code: 404, message: `Could not find project: ${id}.` } }).message).toContain(id)
})

it('takes 401 for a denial of this one request where the token has access rules, and names no id', () => {
  const body = recorded('keystone', 'nova-26', 'error-401-bad-token')
  const path = '/v2.1/servers/c7d809ee-66d0-41b1-b894-e72dbd3eb566?a=1'
  const denied = refused(401, body, undefined, { path, hasAccessRules: true })
  expect(denied).toMatchObject({ code: 'FORBIDDEN', details: { upstream: 'nova', requestId: 'req-1' } })
  expect(denied.message).toMatch(/Nova does not accept the token for GET \/v2\.1\/servers\/\{id\}: the access rules/)
})

it('takes markup and addresses out of what it passes on, and shortens it', () => {
  const message = `See <b>this</b> at https://user:secret@host/path now. ${'x '.repeat(250)}`
  const fault = readFault({ badRequest: { code: 400, message } })
  expect(fault?.message).toMatch(/^See this at \(address\) now\. (x )+…$/)
  expect(fault?.message).toHaveLength(300)
})

it('reads nothing out of other JSON', () => {
  expect([readFault(null), readFault([]), readFault('x'), readFault({ a: 1 }), readFault(undefined)]).toEqual([
    null,
    null,
    null,
    null,
    null,
  ])
})
