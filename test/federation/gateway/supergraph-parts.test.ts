import { describe, expect, it } from 'vitest'
import { readSupergraph } from '../../../src/federation/gateway/supergraph-parts.ts'

const supergraphWith = (links: string) => `
  schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION) ${links} { query: Query }
  enum join__Graph { A @join__graph(name: "a", url: "http://127.0.0.1:1/") }
  type Query @join__type(graph: A) { x: Int }
`

describe('what a supergraph says that it cannot be answered without', () => {
  it.each([
    '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)',
    '@link(url: "https://specs.apollo.dev/requiresScopes/v0.1/", for: SECURITY)',
    '@link(url: "https://specs.apollo.dev/connect/v0.2", for: EXECUTION)',
    '@core(feature: "https://example.org/ours/v1.0", for: SECURITY)',
    '@link(url: "https://example.org/nameless", for: EXECUTION)',
  ])('is refused where nobody here knows it: %s', (link) => {
    expect(() => readSupergraph(supergraphWith(link))).toThrow(/needs what this gateway does not have: https:/)
  })

  it.each([
    '@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)',
    '@link(url: "https://specs.apollo.dev/tag/v0.3")',
    '@link(url: "https://example.org/advice/v1.0", import: ["@advice"])',
  ])('and is none of it: %s', (link) => {
    expect(readSupergraph(supergraphWith(link)).subgraphs).toMatchObject([{ name: 'a' }])
  })
})
