import { readFileSync } from 'node:fs'
import { composeServices as composeByApollo } from '@apollo/composition'
import { composeServices, transformSupergraphToPublicSchema } from '@theguild/federation-composition'
import { buildASTSchema, buildSchema, lexicographicSortSchema, parse, printSchema, type GraphQLSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { ASSETS_SDL } from '../../../examples/assets/assets.ts'
import { NETWORK_SDL } from '../../../examples/network/network.ts'

const committed = (name: string) => readFileSync(new URL(`../../../schema/${name}`, import.meta.url), 'utf8')
const OWN = { name: 'pcigraph', url: 'http://127.0.0.1:4000/graphql', sdl: committed('pcigraph.graphql') }
const EXAMPLES = [
  { name: 'network', url: 'http://127.0.0.1:4101/graphql', sdl: NETWORK_SDL },
  { name: 'assets', url: 'http://127.0.0.1:4102/graphql', sdl: ASSETS_SDL },
]

describe.each([
  ['the own graph alone', [OWN]],
  ['the own graph and the two examples', [OWN, ...EXAMPLES]],
])('%s', (_what, subgraphs) => {
  const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }))

  it('composes to the same API by two composers that have no line in common', () => {
    const theirs = composeServices(services)
    const apollo = composeByApollo(services)
    expect(theirs.errors ?? []).toEqual([])
    expect(apollo.errors ?? []).toEqual([])
    expect(apollo.hints?.filter(({ definition }) => definition.code.startsWith('INCONSISTENT'))).toEqual([])
    expect(apiOf(theirs.supergraphSdl)).toBe(apiOf(apollo.supergraphSdl))
  })
})

it('schema/supergraph.graphql shows clients what schema/pcigraph.graphql shows them', () => {
  const apollo = composeByApollo([{ ...OWN, typeDefs: parse(OWN.sdl) }])
  expect(apiOf(committed('supergraph.graphql'))).toBe(apiOf(apollo.supergraphSdl))
})

/** What clients see of a supergraph, in an order of its own. */
function apiOf(supergraph: string | undefined): string {
  return print(buildASTSchema(transformSupergraphToPublicSchema(parse(supergraph ?? '')), { assumeValid: true }))
}

function print(schema: GraphQLSchema): string {
  return printSchema(lexicographicSortSchema(buildSchema(printSchema(schema))))
}
