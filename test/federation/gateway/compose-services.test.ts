import { composeServices as composeByApollo } from '@apollo/composition'
import { composeServices as composeUnmended, transformSupergraphToPublicSchema } from '@theguild/federation-composition'
import { buildASTSchema, buildSchema, lexicographicSortSchema, parse, printSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { composeServices } from '../../../src/federation/gateway/compose-services.ts'

const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@external", { name: "@requires", as: "@needs" }, "@shareable", "@interfaceObject"]
)`

/** Media are books and films; electric things are cards and cables. */
const TYPES = /* GraphQL */ `
  interface Node {
    id: ID!
  }
  interface Media implements Node {
    id: ID!
    title: String
  }
  type Book implements Media & Node @shareable {
    id: ID!
    title: String
    pages: Int
  }
  type Film implements Media & Node @shareable {
    id: ID!
    title: String
    minutes: Int
  }
  union Thing = Book | Film
  union Few = Book
`

const inOrder = (...sdls: string[]) =>
  sdls.map((sdl, index) => {
    const name = `graph-${'ab'.charAt(index)}`
    return { name, url: `http://${name}/graphql`, typeDefs: parse(`${LINK}${sdl}`) }
  })

const EXTERNAL: Readonly<Record<string, string>> = { media: 'media: Media', thing: 'thing: Thing', node: 'node: Node' }

describe('a requirement', () => {
  const owner = `type Query { owned: Owner } type Owner @key(fields: "id") { id: ID! media: Media thing: Thing node: Node } ${TYPES}`
  const asking = (fields: string) =>
    `type Owner @key(fields: "id") { id: ID! ${EXTERNAL[fields.split(' ')[0] ?? '']} @external told: String @needs(fields: "${fields}") } ${TYPES}`

  it.each([
    ['of an interface inside an interface', 'node { ... on Media { title } }'],
    ['of an interface inside a union', 'thing { ... on Media { title ... on Book { pages } } }'],
    ['of a union inside an interface', 'media { ... on Thing { ... on Film { minutes } } }'],
    ['of no type', 'media { ... { title } }'],
    ['that narrows nothing', 'media { ... on Node { id } ... on Media { title } }'],
    ['inside another', 'node { id ... on Media { ... on Book { pages } ... on Thing { ... on Film { minutes } } } }'],
  ])('may have a fragment %s,', (_what, fields) => {
    const services = inOrder(owner, asking(fields))
    const { supergraph, errors } = composeServices(services)
    expect(errors).toBeNull()
    expect(supergraph?.replaceAll(' ', '')).toContain(`requires:"${fields.replaceAll(' ', '')}"`)
    expect(apiOf(supergraph)).toBe(apiOf(composeByApollo(services).supergraphSdl))
  })

  it('may have a fragment on what can never stand there', () => {
    const services = inOrder(owner, asking('media { ... on Book { ... on Film { minutes } } }'))
    expect(composeServices(services).errors).toBeNull()
  })

  it('that nobody can meet is refused still, with the place', () => {
    const services = inOrder(
      'type Query { owned: Owner } type Owner @key(fields: "id") { id: ID! }',
      asking('node { ... on Media { title } }'),
    )
    expect(
      composeServices(services)
        .errors?.map(({ message }) => message)
        .join(),
    ).toContain('Owner.')
  })
})

describe('a field whose type differs', () => {
  const rooted = (type: string) => `type Query { x: ${type} @shareable } ${TYPES}`
  const nested = (type: string) => `type Query { v: V @shareable } type V { x: ${type} @shareable } ${TYPES}`
  const ofInterface = (type: string) =>
    `type Query { v: I @shareable } interface I { x: ${type} } type V implements I @shareable { x: ${type} } ${TYPES}`

  describe.each([
    ['of a root', rooted],
    ['of an object', nested],
    ['of an interface', ofInterface],
  ])('%s', (_where, sdlOf) => {
    it.each([
      ['Book', 'Media'],
      ['Book', 'Thing'],
      ['Media', 'Node'],
      ['Book!', 'Media'],
      ['[Book!]!', '[Media]'],
      ['[Media!]!', '[Node!]'],
      ['Int!', 'Int'],
      ['[Int!]!', '[Int]'],
    ])('is the one that both may stand for: %s and %s, in any order', (one, other) => {
      for (const types of [
        [one, other],
        [other, one],
      ]) {
        const services = inOrder(...types.map(sdlOf))
        const apollo = composeByApollo(services)
        const { supergraph, errors } = composeServices(services)
        expect([errors, apollo.errors]).toEqual([null, undefined])
        expect(apiOf(supergraph)).toBe(apiOf(apollo.supergraphSdl))
        for (const [index, type] of types.entries()) {
          expect(supergraph).toMatch(
            new RegExp(`graph: GRAPH_${'AB'.charAt(index)},? type: "${type.replaceAll(/[[\]!]/g, '\\$&')}"`),
          )
        }
      }
    })

    it.each([
      ['Book', 'Film'],
      ['Book', '[Book]'],
      ['Int', 'String'],
      ['Media', 'Few'],
      ['Few', 'Thing'],
    ])('is refused where there is none: %s and %s', (one, other) => {
      const { errors } = composeServices(inOrder(sdlOf(one), sdlOf(other)))
      expect(errors?.map(({ extensions }) => extensions.code)).toContain('FIELD_TYPE_MISMATCH')
    })
  })

  it('does not hide another that has no type in common', () => {
    const { errors } = composeServices(
      inOrder(
        `type Query { x: Media @shareable y: Int @shareable } ${TYPES}`,
        `type Query { x: Node @shareable y: String @shareable } ${TYPES}`,
      ),
    )
    expect(errors?.map(({ message }) => message)).toEqual([expect.stringContaining('"Query.y"')])
  })
})

it('tells the planner which fields of an interface an interface object only requires', () => {
  const services = inOrder(
    'type Query { media: [M] } interface M @key(fields: "id") { id: ID! title: String } type B implements M @key(fields: "id") { id: ID! title: String }',
    'type M @key(fields: "id") @interfaceObject { id: ID! title: String @external verdict: String @needs(fields: "title") }',
  )
  const external = /title: String @join__field\(graph: GRAPH_A\) @join__field\(graph: GRAPH_B, external: true\)/
  expect(composeServices(services).supergraph).toMatch(external)
  expect(composeByApollo(services).supergraphSdl).toMatch(external)
})

it('leaves everything else as it was composed', () => {
  const services = inOrder(
    `type Query { owned: Owner } type Owner @key(fields: "id") { id: ID! media: Media } ${TYPES}`,
    `type Owner @key(fields: "id") { id: ID! media: Media @external told: String @needs(fields: "media { title }") } ${TYPES}`,
  )
  const { supergraph } = composeServices(services)
  const unmended = composeUnmended(services).supergraphSdl
  expect(printSchema(buildSchema(supergraph ?? ''))).toBe(printSchema(buildSchema(unmended ?? '')))
  expect(supergraph?.match(/@join__field/g)?.length).toBe(unmended?.match(/@join__field/g)?.length)
})

it('makes an error of what the composer throws', () => {
  const [service] = inOrder('type Query { a: Int }')
  const { errors } = composeServices(service ? [service, service] : [])
  expect(errors?.map(({ message }) => message)).toEqual([expect.stringContaining('graph-a')])
})

/** What clients see of a supergraph, in an order of its own. */
function apiOf(supergraph: string | null | undefined): string {
  const api = buildASTSchema(transformSupergraphToPublicSchema(parse(supergraph ?? '')), { assumeValid: true })
  return printSchema(lexicographicSortSchema(api))
}
