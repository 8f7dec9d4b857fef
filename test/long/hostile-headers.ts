import { pick, upTo, type Random } from './hostile-documents.ts'
import { post, type Hostile, type HostileOptions } from './hostile-request.ts'

export function ofHeaders(random: Random, { tokens }: HostileOptions): Hostile {
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

export function ofSocket(random: Random, { tokens }: HostileOptions): Hostile {
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
