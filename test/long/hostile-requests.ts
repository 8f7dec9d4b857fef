import { createHash } from 'node:crypto'
import type { GraphQLSchema } from 'graphql'
import type { DocumentValues } from '../support/arbitrary-documents.ts'
import { hostileDocument, INNER_NAMES, mutated, ODD_IDS, pick, upTo, type Random } from './hostile-documents.ts'

/** A request as a client of HTTP sends it, or what is written to a socket by one that never read how. */
export type Hostile = { readonly kind: string } & (
  | {
      readonly via: 'http'
      readonly method: string
      readonly path: string
      readonly headers: Readonly<Record<string, string>>
      readonly body: string | Buffer | null
    }
  | {
      readonly via: 'socket'
      readonly writes: readonly (string | Buffer)[]
      /** Between two writes. */
      readonly pauseMs: number
      /** What the client does when all is written. */
      readonly then: 'waits' | 'says that it is done' | 'goes away'
    }
)

export type HostileOptions = {
  readonly schema: GraphQLSchema
  readonly values: DocumentValues
  readonly tokens: readonly string[]
}

/** Any of them, always the same for the same numbers. */
export function hostileRequest(random: Random, options: HostileOptions): Hostile {
  const kind = random()
  if (kind < 0.45) return ofDocument(random, options)
  if (kind < 0.55) return ofVariables(random, options)
  if (kind < 0.65) return ofBody(random, options)
  if (kind < 0.7) return ofPersisted(random, options)
  if (kind < 0.75) return ofUrl(random, options)
  if (kind < 0.87) return ofRest(random, options)
  if (kind < 0.92) return ofHeaders(random, options)
  if (kind < 0.94) return ofOtherPaths(random, options)
  return ofSocket(random, options)
}

const JSON_TYPE = { 'content-type': 'application/json' }

function post(kind: string, token: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}) {
  return {
    kind,
    via: 'http',
    method: 'POST',
    path: '/graphql',
    headers: { ...JSON_TYPE, 'x-auth-token': token, ...headers },
    body,
  } as const
}

function ofDocument(random: Random, { schema, values, tokens }: HostileOptions): Hostile {
  const query = hostileDocument(random, schema, values)
  const headers = {
    accept:
      random() < 0.95
        ? pick(random, ['application/json', 'application/graphql-response+json', '*/*'])
        : pick(random, ['text/html', 'x']),
    ...(random() < 0.1 && { 'x-pcigraph-receipt': '1' }),
    ...(random() < 0.1 && { 'x-pcigraph-explain': pick(random, ['1', 'only', '2']) }),
  }
  return post('document', pick(random, tokens), JSON.stringify({ query }), headers)
}

function ofVariables(random: Random, { tokens }: HostileOptions): Hostile {
  const name = pick(random, INNER_NAMES)
  const levels = upTo(random, 20_000)
  const id = JSON.stringify(pick(random, ODD_IDS))
  const variables = pick(random, [
    () => `{"f":${'{"not":'.repeat(levels)}{}${'}'.repeat(levels)}}`,
    () => `{"f":${'['.repeat(levels)}${']'.repeat(levels)}}`,
    () => `{"f":{"id":{"in":[${Array.from({ length: upTo(random, 5000) }, (_, i) => `"${i}"`).join()}]}}}`,
    () => `{"f":{"or":[${Array.from({ length: upTo(random, 3000) }, () => '{"numaNode":{"eq":1}}').join()}]}}`,
    () => `{${Array.from({ length: upTo(random, 5000) }, (_, i) => `"k${i}":${i}`).join()}}`,
    () => `{"${name}":{"${name}":1},"f":{"${name}":1}}`,
    () => `{"__proto__":{"first":1},"constructor":{"prototype":{"first":1}},"n":1}`,
    () =>
      `{"n":${pick(random, ['1e400', '-1e400', '1.5', '99999999999999999999', 'true', '"1"', '[1]', '{}', 'null'])}}`,
    () => `{"f":{"host":{"contains":${id}}},"i":${id},"n":1}`,
    () => `{"i":${pick(random, ['[]', '{}', '{"toString":1}', '1e21', '-0', 'false'])}}`,
    () => pick(random, ['[]', '"x"', '1', 'null', '{"n":1,"n":2}', '[[[]]]']),
    () => `{"f":{"address":{"eq":"${'x'.repeat(upTo(random, 200_000))}"}}}`,
  ])()
  const query = pick(random, [
    'query($f: PciDeviceFilter) { pciDevices(filter: $f, first: 5) { nodes { id } } }',
    'query($n: Int!) { servers(first: $n) { nodes { id } } }',
    'query($i: ID!) { server(id: $i) { id } pciDevice(id: $i) { id } hypervisor(id: $i) { id } }',
    'query($f: PciDeviceFilter, $n: Int = 3, $i: ID = "x") { pciDevices(filter: $f, first: $n) { nodes { id } } server(id: $i) { id } }',
  ])
  return post('variables', pick(random, tokens), `{"query":${JSON.stringify(query)},"variables":${variables}}`)
}

function ofBody(random: Random, { schema, values, tokens }: HostileOptions): Hostile {
  const good = JSON.stringify({ query: hostileDocument(random, schema, values) })
  const body = pick<() => string | Buffer>(random, [
    () => mutated(random, good),
    () => good.slice(0, upTo(random, good.length)),
    () => brokenUtf8(random, Buffer.from(good)),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(good)]),
    () => Buffer.from(good, 'utf16le'),
    () => `[${Array.from({ length: 1 + upTo(random, 100) }, () => good.slice(0, 2000)).join()}]`,
    () => '['.repeat(upTo(random, 100_000)),
    () => '{"a":'.repeat(upTo(random, 20_000)),
    () => `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    () => pick(random, ['', 'null', '1', '"x"', '[]', '{}', 'true', '{"query":null}', '{"query":[]}', '{"query":{}}']),
    () => `{"query":"{ cloud { name } }","operationName":${pick(random, ['"x"', '1', '{}', '"__proto__"', 'null'])}}`,
    () =>
      `{"query":"{ cloud { name } }","extensions":${pick(random, ['1', '[]', '"x"', '{"__proto__":{}}', '{"persistedQuery":1}'])}}`,
    () => `{"__proto__":{"query":"{ cloud { name } }"},"constructor":1}`,
    () => `{"query":"{ cloud { name } }","query":"{ x }"}`,
    () => 'x'.repeat(upTo(random, 400_000)),
  ])()
  const type = pick(random, [
    ...Array.from({ length: 8 }, () => 'application/json'),
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=latin1',
    'application/json, text/html',
    'APPLICATION/JSON',
    'text/plain',
    'application/graphql',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'multipart/form-data',
    '',
    ';',
    'x'.repeat(5000),
  ])
  const encoding =
    random() < 0.1 ? { 'content-encoding': pick(random, ['gzip', 'br', 'deflate', 'x', 'gzip, gzip']) } : {}
  return post('body', pick(random, tokens), body, { 'content-type': type, ...encoding })
}

function brokenUtf8(random: Random, bytes: Buffer): Buffer {
  for (let left = 1 + upTo(random, 5); left > 0; left--) {
    bytes[upTo(random, bytes.length - 1)] = pick(random, [0xff, 0xfe, 0xc0, 0x80, 0xed, 0xf5, 0x00])
  }
  return bytes
}

function ofPersisted(random: Random, { schema, values, tokens }: HostileOptions): Hostile {
  const query = random() < 0.5 ? `{ cloud { name } } # ${random()}` : hostileDocument(random, schema, values)
  const right = createHash('sha256').update(query).digest('hex')
  const hash: unknown = pick<unknown>(random, [
    right,
    right,
    right.toUpperCase(),
    `sha256:${right}`,
    right.slice(1),
    'x'.repeat(100_000),
    ...INNER_NAMES,
    '',
    null,
    1,
    [right],
    { toString: 1 },
  ])
  const version: unknown = pick<unknown>(random, [1, 1, 1, 2, '1', null])
  const byId = pick<object>(random, [
    { extensions: { persistedQuery: { version, sha256Hash: hash } } },
    { documentId: hash },
    { documentId: hash, extensions: { persistedQuery: { version, sha256Hash: right } } },
  ])
  return post('persisted', pick(random, tokens), JSON.stringify({ ...byId, ...(random() < 0.5 && { query }) }))
}

function ofUrl(random: Random, { schema, values, tokens }: HostileOptions): Hostile {
  const query = encodeURIComponent(
    hostileDocument(random, schema, values)
      .slice(0, 3000)
      .replace(/[\uD800-\uDFFF]/g, ''),
  )
  const path = pick(random, [
    () => `/graphql?query=${query}`,
    () => `/graphql?query=${query}&query=${query}`,
    () =>
      `/graphql?query=${query}&variables=${pick(random, ['%7B', '[]', '1', '%00', 'null', '%7B%22a%22:1e999%7D', '%FF'])}`,
    () => `/graphql?query=${query}&extensions=${pick(random, ['%7B', '[]', '{}', '%7B%22persistedQuery%22:1%7D'])}`,
    () => `/graphql?query[]=${query}&query[__proto__]=1`,
    () =>
      `/graphql?${pick(random, ['%', '%FF', '%C0%AF', '=', '&&&', '?', '__proto__=1', 'query=%ED%A0%80', 'documentId=__proto__'])}`,
    () => `/graphql?${'a=1&'.repeat(upTo(random, 2000))}query=${query.slice(0, 500)}`,
    () => `/graphql?query=${'a'.repeat(upTo(random, 12_000))}`,
  ])()
  const method = pick(random, [
    'GET',
    'GET',
    'GET',
    'GET',
    'POST',
    'HEAD',
    'PUT',
    'DELETE',
    'PATCH',
    'OPTIONS',
    'TRACE',
    'PROPFIND',
  ])
  return { kind: 'url', via: 'http', method, path, headers: { 'x-auth-token': pick(random, tokens) }, body: null }
}

function ofRest(random: Random, { values, tokens }: HostileOptions): Hostile {
  const id = encodeURIComponent(
    pick(random, [...ODD_IDS, ...values.deviceIds, ...values.serverIds, '1', '0']).replace(/[\uD800-\uDFFF]/g, ''),
  ).slice(0, 4000)
  const resource = pick(random, [
    '/os-pci',
    '/os-pci',
    '/os-pci/detail',
    '/os-pci-devices',
    `/os-pci/${id}`,
    `/${id}/os-pci`,
    '/servers/detail',
    `/servers/${id}`,
    '/os-hypervisors/detail',
    `/os-hypervisors/${id}`,
    '/os-hypervisors/statistics',
    `/flavors/${id}`,
    '/os-pci/../servers',
    '/os-pci/%2e%2e/%2e%2e/identity/v3',
    '/..%2f..%2f..%2fetc%2fpasswd',
    '/os-pci%2fdetail',
    '//os-pci',
    '/os-pci/',
    '/os-pci/detail/extra',
    '/%00',
    '/%',
    '/',
    '',
    `/${'a/'.repeat(upTo(random, 500))}`,
  ])
  const parameter = (): string =>
    `${pick(random, ['limit', 'marker', 'status', 'host', 'node', 'sort_key', 'sort_dir', 'address', 'all_tenants', 'fields', ...INNER_NAMES])}=${pick(
      random,
      [
        '',
        '-1',
        '0',
        '1',
        '1e9',
        '99999999999999999999',
        'NaN',
        '%00',
        '%FF',
        '%',
        '%27%20OR%201=1--',
        'available',
        'a'.repeat(3000),
        id.slice(0, 200),
        '[]',
        'null',
      ],
    )}`
  const query = random() < 0.5 ? `?${Array.from({ length: 1 + upTo(random, 6) }, parameter).join('&')}` : ''
  const version = pick(random, ['/v2.1', '/v2.1', '/v2.1', '/v2.1', '/v2', '/v3', '/v2.2', '/v21', '/V2.1', '/v2.1%2f'])
  const method = pick(random, [
    'GET',
    'GET',
    'GET',
    'GET',
    'GET',
    'GET',
    'POST',
    'PUT',
    'DELETE',
    'HEAD',
    'OPTIONS',
    'PATCH',
    'LOCK',
  ])
  const microversion = pick(random, [
    '',
    '',
    'latest',
    '2.1',
    '2.93',
    '2.999',
    '1.0',
    '-1',
    '2.1.1',
    'x'.repeat(2000),
    '__proto__',
    '2.',
  ])
  return {
    kind: 'rest',
    via: 'http',
    method,
    path: `${version}${resource}${query}`,
    headers: {
      'x-auth-token': pick(random, tokens),
      ...(microversion !== '' && {
        [pick(random, ['x-openstack-nova-api-version', 'openstack-api-version'])]:
          random() < 0.5 ? microversion : `compute ${microversion}`,
      }),
      ...(method === 'POST' && JSON_TYPE),
    },
    body: method === 'POST' ? pick(random, ['', '{', '{}', '{"server":{}}', '[]', '\u0000', 'x'.repeat(50_000)]) : null,
  }
}

function ofHeaders(random: Random, { tokens }: HostileOptions): Hostile {
  const token = pick(random, tokens)
  const headers = pick<() => Record<string, string>>(random, [
    () => ({
      origin: pick(random, ['https://evil.example', 'null', 'x', 'http://127.0.0.1', 'file://', '\u00e9', 'http://[']),
    }),
    () => ({ 'sec-fetch-site': pick(random, ['cross-site', 'same-site', 'none', 'x']), 'sec-fetch-mode': 'navigate' }),
    () => ({
      'x-auth-token': pick(random, [
        '',
        ' ',
        'x',
        '\u00ff',
        'x'.repeat(8000),
        '__proto__',
        '../..',
        "' OR 1=1",
        '%00',
        'gAAAAA',
      ]),
    }),
    () => ({ 'x-auth-token': `${token}x` }),
    () => ({
      authorization: pick(random, [
        'Bearer',
        'Bearer ',
        `Bearer ${token}`,
        'Basic YTpi',
        'bearer a b',
        'Bearer \u00ff',
        'x',
      ]),
    }),
    () => ({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'evil.example',
      forwarded: 'for=127.0.0.1',
      via: '1.1 x',
    }),
    () => ({
      traceparent: pick(random, [
        '00',
        'x'.repeat(3000),
        '00-00000000000000000000000000000000-0000000000000000-01',
        'ff-1-1-1',
      ]),
    }),
    () => ({ 'x-openstack-request-id': pick(random, ['req-x', 'x'.repeat(5000), '../..']) }),
    () => ({ cookie: 'a=b; '.repeat(500) }),
    () => ({ 'if-none-match': '*', range: 'bytes=0-1,5-,-9', 'if-modified-since': 'x' }),
    () => ({
      accept: pick(random, [
        '',
        ';q=',
        'a/b;q=2',
        '*/*;q=0',
        'text/html,'.repeat(500),
        'multipart/mixed',
        'text/event-stream',
      ]),
    }),
    () => Object.fromEntries(Array.from({ length: upTo(random, 150) }, (_, i) => [`x-${i}`, 'y'.repeat(20)])),
    () => ({ 'x-pcigraph-explain': pick(random, ['__proto__', 'x', '1', 'only']), 'x-pcigraph-receipt': 'x' }),
  ])()
  const rest = random() < 0.4
  if (!rest) return post('headers', token, '{"query":"{ cloud { name } servers(first: 2) { nodes { id } } }"}', headers)
  return {
    kind: 'headers',
    via: 'http',
    method: 'GET',
    path: pick(random, ['/v2.1/os-pci?limit=2', '/v2.1/servers', '/metrics', '/readyz', '/', '/graphql']),
    headers: { 'x-auth-token': token, ...headers },
    body: null,
  }
}

function ofOtherPaths(random: Random, { tokens }: HostileOptions): Hostile {
  const path = pick(random, [
    '/',
    '/healthz',
    '/readyz',
    '/metrics',
    '/graphiql/session',
    '/graphiql',
    '/graphiql/..%2f..%2fpackage.json',
    '/graphql/',
    '/graphql/../etc/passwd',
    '//evil.example/graphql',
    '/%67raphql',
    '/.env',
    '/.git/config',
    '/index.php?x=<script>',
    `/${'x'.repeat(upTo(random, 10_000))}`,
    '/favicon.ico',
    '/__proto__',
  ])
  const method = pick(random, ['GET', 'GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])
  const body = pick(random, [
    '{',
    '{}',
    'null',
    '{"name":{},"password":[]}',
    '{"__proto__":1}',
    'x'.repeat(300_000),
    `${'['.repeat(50_000)}`,
  ])
  return {
    kind: 'paths',
    via: 'http',
    method,
    path,
    // Who signs a token out is obeyed.
    headers: {
      'x-auth-token': path.startsWith('/graphiql') ? 'none' : pick(random, tokens),
      ...(method === 'POST' && JSON_TYPE),
    },
    body: method === 'POST' || method === 'PUT' ? body : null,
  }
}

function ofSocket(random: Random, { tokens }: HostileOptions): Hostile {
  const token = pick(random, tokens)
  const question = '{"query":"{ cloud { name } }"}'
  const head = (...more: string[]) =>
    [
      'POST /graphql HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      `X-Auth-Token: ${token}`,
      ...more,
      '',
      '',
    ].join('\r\n')
  const whole = head(`Content-Length: ${question.length}`) + question
  const last = head(`Content-Length: ${question.length}`, 'Connection: close') + question
  const chunks = [...question].map((letter) => `1\r\n${letter}\r\n`)
  const socket = (
    writes: readonly (string | Buffer)[],
    then: 'waits' | 'says that it is done' | 'goes away',
    pauseMs = 0,
  ) => ({ kind: 'socket', via: 'socket', writes, then, pauseMs }) as const
  return pick<() => Hostile>(random, [
    // A content-length that lies.
    () =>
      socket(
        [head(`Content-Length: ${question.length + 100}`), question],
        pick(random, ['says that it is done', 'goes away']),
      ),
    () => socket([head('Content-Length: 5', 'Connection: close'), question], 'waits'),
    () => socket([head('Content-Length: -1'), question], 'waits'),
    () => socket([head('Content-Length: 99999999999999999999'), question], 'says that it is done'),
    () => socket([head('Content-Length: 5', 'Content-Length: 6'), question], 'waits'),
    () => socket([head('Content-Length: 5', 'Transfer-Encoding: chunked'), '0\r\n\r\n'], 'says that it is done'),
    // Chunks: slow, broken, without an end.
    () => socket([head('Transfer-Encoding: chunked', 'Connection: close'), ...chunks, '0\r\n\r\n'], 'waits', 5),
    () =>
      socket(
        [head('Transfer-Encoding: chunked'), ...chunks.slice(0, 9)],
        pick(random, ['says that it is done', 'goes away']),
        10,
      ),
    () => socket([head('Transfer-Encoding: chunked'), 'zz\r\nx'], 'says that it is done'),
    () => socket([head('Transfer-Encoding: chunked'), `FFFFFFFF\r\n${'x'.repeat(300_000)}`], 'says that it is done'),
    () =>
      socket(
        [head('Transfer-Encoding: chunked, Connection: close'), `1;${'x'.repeat(20_000)}\r\na\r\n0\r\n\r\n`],
        'says that it is done',
      ),
    () => socket([head('Transfer-Encoding: gzip, chunked'), '0\r\n\r\n'], 'says that it is done'),
    // Slow heads and bodies.
    () => socket([...last.slice(0, 60)], 'goes away', 5),
    () => socket([last.slice(0, -3), ...last.slice(-3)], 'waits', 50),
    // Floods of headers.
    () => socket([head(...Array.from({ length: 3000 }, (_, i) => `X-${i}: y`)), question], 'says that it is done'),
    () => socket([head(`X-Long: ${'y'.repeat(100_000)}`), question], 'says that it is done'),
    () =>
      socket(
        [head(...Array.from({ length: 50 }, () => `X-Auth-Token: ${token}`), 'Content-Length: 0')],
        'says that it is done',
      ),
    () => socket([`GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`], 'says that it is done'),
    // Several on one connection, and a bad one among them.
    () => socket([`${whole.repeat(1 + upTo(random, 30))}${last}`], 'waits'),
    () => socket([`${whole.repeat(1 + upTo(random, 10))}garbage\r\n\r\n`], 'says that it is done'),
    () => socket([whole.repeat(1 + upTo(random, 30))], 'goes away'),
    // Half closed at once, and in the middle.
    () => socket([whole], 'says that it is done'),
    () => socket([head('Content-Length: 100').slice(0, upTo(random, 120))], 'says that it is done'),
    () => socket([], pick(random, ['says that it is done', 'goes away'])),
    // No HTTP/1.1 at all.
    () =>
      socket([Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])], 'says that it is done'),
    () => socket(['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], 'says that it is done'),
    () => socket(['GET /graphql\r\n\r\n'], 'says that it is done'),
    () => socket(['GET /graphql HTTP/0.9\r\n\r\n'], 'says that it is done'),
    () =>
      socket(
        [Buffer.from(Array.from({ length: 1 + upTo(random, 500) }, () => upTo(random, 255)))],
        'says that it is done',
      ),
    () =>
      socket(
        [
          `GET ${pick(random, ['http://evil.example/graphql', '*', 'graphql', '/graph\u0000ql', '/\u00ff', '//', 'http://['])} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
        ],
        'says that it is done',
      ),
    () => socket([`CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n`], 'says that it is done'),
    () =>
      socket(
        [
          `GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${pick(random, ['websocket', 'h2c', 'x'])}\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
        ],
        'says that it is done',
      ),
    () =>
      socket(
        [
          head(
            `Content-Length: ${question.length}`,
            `Expect: ${pick(random, ['100-continue', '200-ok'])}`,
            'Connection: close',
          ),
          question,
        ],
        'waits',
      ),
    // Of the Host header.
    () =>
      socket(
        [
          `GET /graphql?query={cloud{name}} HTTP/1.1\r\n${pick(random, ['', 'Host: \r\n', 'Host: a\r\nHost: b\r\n', 'Host: [::1\r\n', 'Host: a b/c?d#e@f\r\n', `Host: ${'h'.repeat(9000)}\r\n`, 'Host: evil.example\r\n'])}Connection: close\r\n\r\n`,
        ],
        'says that it is done',
      ),
    () => socket([`GET /healthz HTTP/1.1\r\nHost: x\r\n X-Folded: y\r\nBad Header: z\r\n\r\n`], 'says that it is done'),
  ])()
}
