import type { DemoRequest } from '../../src/demo/exchange.ts'
import type { Interference } from '../../src/demo/interference.ts'
import type { ErrorCode } from '../../src/errors.ts'
import { asRecord } from '../../src/sources/http/untrusted.ts'
import { answering, httpFaults, withWrongTypes } from './http-faults.ts'
import type { Site } from './site.ts'
import type { Fault, Place } from './try-fault.ts'

export const KEYSTONE: Place = {
  title: 'Keystone: what it says of a token that is new here',
  question: '{ servers(first: 2) { nodes { name } } pciDevices(first: 2) { nodes { address } } }',
  calls: ({ gateway }) => gateway.callsTo('keystone').filter((call) => call === 'GET /v3/auth/tokens').length,
}

const isValidation = ({ method, path }: DemoRequest) => method === 'GET' && path.endsWith('/auth/tokens')
const nobodyIsIn = (code: ErrorCode): Fault['expected'] => code
const atValidation = (how: Interference) => (site: Site) =>
  site.interfere((request) => (request.service === 'keystone' && isValidation(request) ? how : null))

export const KEYSTONE_FAULTS: readonly Fault[] = [
  ...httpFaults({
    service: 'keystone',
    isAsked: isValidation,
    costs: nobodyIsIn,
    withoutId: (body) =>
      changingToken(body, ({ user, ...token }) => ({ ...token, user: { ...asRecord(user), id: undefined } })),
    withText: (text) => (body) => changingToken(body, (token) => ({ ...token, audit_ids: [text] })),
  }),
  {
    name: 'wrong types',
    begin: atValidation({ kind: 'change', change: (body) => withWrongTypes(body, () => false) }),
    expected: 'UPSTREAM_INVALID_RESPONSE',
    calls: 1,
  },
  {
    name: 'the token has ended (401)',
    begin: atValidation(
      answering(401, '{"error": {"code": 401, "message": "The request you have made requires authentication."}}'),
    ),
    expected: 'UNAUTHENTICATED',
    words: /unknown, expired or revoked/,
    calls: 1,
  },
  {
    name: 'its clock is two hours behind ours',
    begin: atValidation({
      kind: 'change',
      change: (body) => changingToken(body, (token) => ({ ...token, expires_at: hoursOff(token.expires_at, -2) })),
    }),
    expected: 'UNAUTHENTICATED',
    words: /expired/,
    calls: 1,
  },
  {
    name: 'its clock is two hours ahead of ours',
    begin: atValidation({
      kind: 'change',
      change: (body) => changingToken(body, (token) => ({ ...token, expires_at: hoursOff(token.expires_at, 2) })),
    }),
    expected: {},
    whole: 'whole: no token is trusted for more than ten seconds, whatever its end',
    calls: 1,
  },
]

export const PROJECTS: Place = {
  title: 'Keystone: names of projects, amid a question',
  question:
    '{ servers(first: 20) { nodes { name projectId project { name } } } pciDevices(first: 2) { nodes { address } } }',
  calls: ({ gateway }) => gateway.callsTo('keystone').filter((call) => call === 'GET /v3/projects').length,
}

const isProjects = ({ path }: DemoRequest) => path.endsWith('/projects')

export const PROJECTS_FAULTS: readonly Fault[] = [
  ...httpFaults({
    service: 'keystone',
    isAsked: isProjects,
    costs: (code) => ({ 'servers.nodes.*.project.name': code }),
    withoutId: (body) => ({ ...asRecord(body), projects: 'all of them' }),
    withText: (text) => (body) => ({ ...asRecord(body), links: { self: text } }),
  })
    // What befalls the line would meet the token before.
    .filter(({ name }) => !/^(refuses|its host|resets the connection amid|drips|is frozen)/.test(name))
    .map((fault) => (fault.name === 'an id missing' ? { ...fault, name: 'no list of projects' } : fault)),
  {
    name: 'projects without their ids',
    begin: (site) =>
      site.interfere((request) =>
        isProjects(request)
          ? { kind: 'change', change: (body) => withWrongTypes(body, (key) => key === 'name') }
          : null,
      ),
    expected: {},
    whole: 'whole: their names are null, as those of projects that Keystone does not know',
    calls: 1,
  },
]

type Token = Readonly<Record<string, unknown>>

function changingToken(body: unknown, change: (token: Token) => object): unknown {
  return { token: change(asRecord(asRecord(body)?.token) ?? {}) }
}

function hoursOff(time: unknown, hours: number): string {
  return new Date(Date.parse(String(time)) + hours * 3_600_000).toISOString()
}
