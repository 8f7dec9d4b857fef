import type { DemoRequest } from '../../src/demo/exchange.ts'
import { PROXY_ERROR, type Interference } from '../../src/demo/interference.ts'
import type { ErrorCode } from '../../src/errors.ts'
import { asRecord } from '../../src/sources/http/untrusted.ts'
import type { Service, Site } from './site.ts'
import type { Fault } from './try-fault.ts'

/** One call upstream that goes wrong. */
export type Call = {
  readonly service: Service
  readonly isAsked: (request: DemoRequest) => boolean
  /** What the failure costs. */
  readonly costs: (code: ErrorCode) => Fault['expected']
  readonly withoutId: (body: unknown) => unknown
  readonly withText: (text: string) => (body: unknown) => unknown
}

const MEGABYTE = 1_000_000

/** Every way in which a service that is asked over HTTP can fail its client; what is its own in each, its place adds. */
export function httpFaults(call: Call): Fault[] {
  const { service, costs } = call
  const line = (site: Site) => site.lines[service]
  const answer = (how: Interference) => (site: Site) =>
    site.interfere((request) => (request.service === service && call.isAsked(request) ? how : null))
  const unavailable = costs('UPSTREAM_UNAVAILABLE')
  const invalid = costs('UPSTREAM_INVALID_RESPONSE')
  const timeout = costs('UPSTREAM_TIMEOUT')

  return [
    {
      name: 'refuses connections',
      begin: (site) => line(site).break('refuse'),
      expected: unavailable,
      words: /refuses connections/,
      calls: 0,
    },
    {
      name: 'its host name resolves no longer',
      async begin(site) {
        site.names.lose()
        // Connections that are open need no name.
        await line(site).break('cut')
      },
      expected: unavailable,
      words: /host name .* cannot be resolved/,
      calls: 0,
    },
    {
      name: 'resets the connection instead of an answer',
      begin: answer({ kind: 'reset' }),
      expected: unavailable,
      words: /closed the connection without an answer/,
      calls: 3,
    },
    {
      name: 'resets the connection amid the body',
      begin: (site) => line(site).break({ resetAfter: someOfBody }),
      expected: invalid,
      words: /broke off/,
      calls: 3,
    },
    {
      name: 'drips, a byte every 20 ms',
      begin: (site) => line(site).break({ dripEveryMs: 20 }),
      expected: timeout,
      words: /did not answer within 3 s/,
      calls: 1,
      within: 'the time limit',
    },
    {
      name: 'hangs',
      begin: answer({ kind: 'hang' }),
      expected: timeout,
      words: /did not answer within 3 s/,
      calls: 1,
      within: 'the time limit',
    },
    {
      name: 'is frozen with its connections open',
      begin: (site) => line(site).break('freeze'),
      expected: timeout,
      words: /did not answer within 3 s/,
      calls: 0,
      within: 'the time limit',
    },
    {
      name: '500',
      begin: answer(answering(500, FAULT_500)),
      expected: unavailable,
      words: /failed with 500/,
      calls: 2,
    },
    {
      name: "502, a proxy's HTML",
      begin: answer(answering(502, '<html><body><h1>Bad gateway: nova.cloud.test:8774</h1></body></html>')),
      expected: unavailable,
      words: /failed with 502/,
      calls: 3,
    },
    {
      name: "503, a proxy's HTML",
      begin: answer(PROXY_ERROR),
      expected: unavailable,
      words: /failed with 503/,
      calls: 3,
    },
    {
      name: '504',
      begin: answer(answering(504, '')),
      expected: timeout,
      words: /does not answer in time \(504\)/,
      calls: 3,
    },
    {
      name: '429 once, `Retry-After: 1`',
      begin(site) {
        let isFirst = true
        site.interfere((request) => {
          if (request.service !== service || !call.isAsked(request) || !isFirst) return null
          isFirst = false
          return answering(429, '', { 'retry-after': '1' })
        })
      },
      expected: {},
      calls: 2,
      within: 'the time limit',
    },
    {
      name: '429, `Retry-After: 60`',
      begin: answer(answering(429, '{"overLimit": {"code": 429, "message": "Slow down"}}', { 'retry-after': '60' })),
      expected: unavailable,
      words: /asked too often/,
      calls: 1,
    },
    {
      name: '200, HTML',
      begin: answer(answering(200, '<html><body>Log in at https://sso.cloud.test/</body></html>')),
      expected: invalid,
      words: /is not JSON/,
      calls: 1,
    },
    {
      name: '200, truncated JSON',
      begin: answer(answering(200, '{"servers": [{"id": "x', { 'content-type': 'application/json' })),
      expected: invalid,
      words: /is not JSON/,
      calls: 1,
    },
    { name: '200, no body', begin: answer(answering(200, '')), expected: invalid, calls: 1 },
    { name: '200, another shape', begin: answer(answering(200, '[null, 1]')), expected: invalid, calls: 1 },
    {
      name: 'an id missing',
      begin: answer({ kind: 'change', change: call.withoutId }),
      expected: invalid,
      calls: 1,
    },
    {
      name: 'a text of 10 MB',
      begin: answer({ kind: 'change', change: call.withText('x'.repeat(10 * MEGABYTE)) }),
      expected: {},
      whole: 'whole: it is below the limit of an answer (64 MiB by default)',
      calls: 1,
      within: 'the time limit',
    },
    {
      name: 'an answer above the size limit',
      begin: answer({ kind: 'change', change: call.withText('x'.repeat(20 * MEGABYTE)) }),
      expected: invalid,
      words: /is larger than \d+ bytes/,
      calls: 1,
    },
    {
      name: '302 to another host',
      begin: answer(answering(302, '', { location: 'http://elsewhere.cloud.test/v2.1/' })),
      expected: invalid,
      words: /redirects \(302\), which is not followed/,
      calls: 1,
    },
  ]
}

function someOfBody(said: Buffer): number {
  return said.indexOf('\r\n\r\n') + 20
}

export function answering(status: number, body: string, headers: Record<string, string> = {}): Interference {
  return { kind: 'answer', status, body, headers: { 'content-type': 'text/html', ...headers } }
}

const FAULT_500 = JSON.stringify({
  computeFault: { code: 500, message: "Unexpected API Error. See http://bugs.launchpad.net/nova/. <class 'DBError'>" },
})

/** Every value of another type than it was, to any depth; `keep` leaves one as it is. */
export function withWrongTypes(value: unknown, keep: (key: string) => boolean, key = ''): unknown {
  if (keep(key)) return value
  if (typeof value === 'string') return { text: value }
  if (typeof value === 'number') return `about ${value}`
  if (typeof value === 'boolean') return 'perhaps'
  if (value === null) return [[]]
  if (Array.isArray(value)) return value.length === 0 ? 0 : value.map((item) => withWrongTypes(item, keep))
  return Object.fromEntries(
    Object.entries(asRecord(value) ?? {}).map(([name, item]) => [name, withWrongTypes(item, keep, name)]),
  )
}
