import { describe, expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import type { FederationFlags } from '../src/config/federation.ts'
import { ConfigurationError } from '../src/errors.ts'

const FILES: Readonly<Record<string, string>> = { '/keys/api': 'k3y\n', '/tls/ca.pem': 'PEM' }

function read(yaml: string, federation: FederationFlags = {}) {
  return readConfig({
    env: { PCIGRAPH_CONFIG: 'pcigraph.yaml' },
    argv: [],
    federation,
    files: { home: '/', read: (path) => (path === 'pcigraph.yaml' ? yaml : (FILES[path] ?? null)) },
  }).federation
}

function faultsOf(yaml: string, federation?: FederationFlags): readonly string[] {
  try {
    read(yaml, federation)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
}

describe('graphs beside the own one', () => {
  it('are none where none are named', () => {
    expect(read('settings: {}')).toBeNull()
  })

  it('are called as pcigraph.yaml says, and get no header that it does not name', () => {
    const source = read(`
subgraphs:
  - name: network
    url: https://network.example/graphql
    headers: { forward: [X-Auth-Token], addFiles: { X-Api-Key: /keys/api } }
    tls: { ca: /tls/ca.pem, verify: true }
    timeoutMs: 500
    retries: 0
    showErrors: true
  - { name: assets, url: "http://assets.example/graphql", schema: assets.graphql }
`)?.source
    expect(source?.subgraphs).toMatchObject([
      {
        name: 'network',
        url: new URL('https://network.example/graphql'),
        schema: null,
        headers: { forward: ['x-auth-token'], add: { 'X-Api-Key': 'k3y' } },
        tls: { ca: 'PEM', verify: true },
        timeoutMs: 500,
        retries: 0,
        showErrors: true,
      },
      {
        name: 'assets',
        schema: 'assets.graphql',
        headers: { forward: [], add: {} },
        timeoutMs: 10_000,
        showErrors: false,
      },
    ])
  })

  it('are those of the command line, where it names some, called as the file says', () => {
    const yaml = 'subgraphs: [{ name: a, url: "http://old", timeoutMs: 700 }, { name: b, url: "http://b" }]'
    expect(read(yaml, { subgraphs: ['a=http://new/graphql'], schemas: ['a=a.graphql'] })?.source).toMatchObject({
      kind: 'subgraphs',
      subgraphs: [{ name: 'a', url: new URL('http://new/graphql'), schema: 'a.graphql', timeoutMs: 700 }],
    })
    expect(read(yaml, { supergraph: 'super.graphql' })?.source).toMatchObject({
      kind: 'supergraph',
      place: { file: 'super.graphql' },
      subgraphs: [{ name: 'a' }, { name: 'b' }],
    })
  })

  it('may be of a registry that wants a key', () => {
    expect(
      read('supergraph: { url: "https://registry.example/s", headerFiles: { X-Key: /keys/api } }')?.source,
    ).toMatchObject({
      place: { url: new URL('https://registry.example/s'), headers: { 'X-Key': 'k3y' } },
    })
  })

  it('show their plans in development alone, unless it is said otherwise', () => {
    const yaml = (settings: string) => `supergraph: s.graphql\nsettings: { ${settings} }`
    expect(read(yaml(''))?.showPlans).toBe(true)
    expect(read(yaml('NODE_ENV: production'))?.showPlans).toBe(false)
    expect(read(yaml('NODE_ENV: production, PCIGRAPH_QUERY_PLAN: true'))?.showPlans).toBe(true)
  })

  it.each([
    ['a name twice', 'subgraphs: [{ name: a, url: "http://a" }, { name: a, url: "http://b" }]', 'two are named a'],
    ['our name', 'subgraphs: [{ name: pcigraph, url: "http://a" }]', "this program's own graph"],
    ['no address', 'subgraphs: [{ name: a }]', 'a has no url'],
    ['an address of another kind', 'subgraphs: [{ name: a, url: "ftp://a" }]', 'no http or https URL'],
    [
      'a header of one hop',
      'subgraphs: [{ name: a, url: "http://a", headers: { forward: [Host] } }]',
      'cannot be forwarded',
    ],
    [
      'a file that is not there',
      'subgraphs: [{ name: a, url: "http://a", tls: { ca: /none } }]',
      'there is no file /none',
    ],
    ['a setting that there is not', 'subgraphs: [{ name: a, url: "http://a", timeout: 5 }]', 'timeout'],
  ])('are refused with %s', (_what, yaml, fault) => {
    expect(faultsOf(yaml).join('\n')).toContain(fault)
  })

  it('are refused where the command line contradicts itself', () => {
    expect(faultsOf('', { supergraph: 's', subgraphs: ['a=http://a'] }).join()).toContain('exclude each other')
    expect(faultsOf('', { subgraphs: ['a=http://a', 'a=http://b'] }).join()).toContain('a is named twice')
  })
})
