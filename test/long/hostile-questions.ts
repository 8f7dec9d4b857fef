import { createHash } from 'node:crypto'
import { hostileDocument, INNER_NAMES, mutated, ODD_IDS, pick, upTo, type Random } from './hostile-documents.ts'
import { post, type Hostile, type HostileOptions } from './hostile-request.ts'

export function ofDocument(random: Random, { schema, values, tokens }: HostileOptions): Hostile {
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

export function ofVariables(random: Random, { tokens }: HostileOptions): Hostile {
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

export function ofBody(random: Random, { schema, values, tokens }: HostileOptions): Hostile {
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

export function ofPersisted(random: Random, { schema, values, tokens }: HostileOptions): Hostile {
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

export function ofUrl(random: Random, { schema, values, tokens }: HostileOptions): Hostile {
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
