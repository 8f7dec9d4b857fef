import { expect, it } from 'vitest'
import { readConfig, type Config } from '../src/config.ts'

function read(env: Record<string, string>, files: Record<string, string> = {}): Config {
  return readConfig({ env, argv: [], files: { home: '/home/op', read: (path) => files[path] ?? null } })
}

it('lets no other origin ask where none is named', () => {
  expect(read({}).corsOrigins).toEqual([])
})

it('reads origins from the variable, or else from pcigraph.yaml', () => {
  const files = { 'pcigraph.yaml': 'cors: { origins: ["https://horizon.example.org"] }' }
  expect(read({}, files).corsOrigins).toEqual(['https://horizon.example.org'])
  expect(read({ PCIGRAPH_CORS_ORIGINS: 'http://localhost:3000, https://[::1]:8443' }, files).corsOrigins).toEqual([
    'http://localhost:3000',
    'https://[::1]:8443',
  ])
})

it.each([
  ['*', 'list each origin'],
  ['https://*.example.org', 'list each origin'],
  ['null', 'sandboxed page'],
  ['horizon.example.org', 'write https://NAME'],
  ['file:///tmp', 'write https://NAME'],
  ['https://horizon.example.org/', 'write https://horizon.example.org'],
  ['https://horizon.example.org/dashboard', 'write https://horizon.example.org'],
  ['https://horizon.example.org:443', 'write https://horizon.example.org'],
  ['https://Horizon.example.org', 'write https://horizon.example.org'],
])('refuses the origin %s, which no browser could mean, or too many: %s', (origin, words) => {
  expect(() => read({ PCIGRAPH_CORS_ORIGINS: origin })).toThrow(words)
  expect(() => read({}, { 'pcigraph.yaml': `cors: { origins: ["${origin}"] }` })).toThrow(`cors.origins: `)
})

it('repeats no password that stands in an origin', () => {
  expect(() => read({ PCIGRAPH_CORS_ORIGINS: 'https://me:hush@horizon.example.org' })).toThrow(
    /^((?!hush).)*no user and no password((?!hush).)*$/s,
  )
})

it('knows the names that are configured, and the one that it listens on', () => {
  expect(read({}).hosts).toEqual([])
  expect(read({ HOST: '0.0.0.0' }).hosts).toEqual([])
  expect(read({ HOST: 'Gateway.lan', PCIGRAPH_HOSTS: 'pcigraph.example.org' }).hosts).toEqual([
    'pcigraph.example.org',
    'gateway.lan',
  ])
  expect(read({}, { 'pcigraph.yaml': 'hosts: [pcigraph.example.org]' }).hosts).toEqual(['pcigraph.example.org'])
  for (const name of ['https://pcigraph.example.org', 'pcigraph.example.org:4000', '*.example.org/x', 'a b']) {
    expect(() => read({}, { 'pcigraph.yaml': `hosts: ["${name}"]` })).toThrow('hosts: ')
  }
})
