import { INNER_NAMES, ODD_IDS, pick, upTo, type Random } from './hostile-documents.ts'
import { JSON_TYPE, type Hostile, type HostileOptions } from './hostile-request.ts'

export function ofRest(random: Random, { values, tokens }: HostileOptions): Hostile {
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

export function ofOtherPaths(random: Random, { tokens }: HostileOptions): Hostile {
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
