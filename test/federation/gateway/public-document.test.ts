import { composeServices as composeByApollo } from '@apollo/composition'
import { buildASTSchema, lexicographicSortSchema, parse, print, printSchema } from 'graphql'
import { expect, it } from 'vitest'
import { publicDocument } from '../../../src/federation/gateway/public-document.ts'

const SDL = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])
  type Query {
    a(input: Input, hidden: Int @inaccessible, choice: Choice): Both
    one: One
    hidden: Hidden @inaccessible
  }
  union Both = Shown | Hidden
  type Shown implements One & Two @key(fields: "id") {
    id: ID! @inaccessible
    one: Int
    two: Int
  }
  type Hidden implements One @inaccessible {
    one: Int
  }
  interface One {
    one: Int
  }
  interface Two @inaccessible {
    two: Int
  }
  input Input {
    a: Int
    hidden: HiddenInput @inaccessible
  }
  input HiddenInput @inaccessible {
    a: Int
  }
  enum Choice {
    YES
    NO @inaccessible
  }
`

it('has nothing of what is inaccessible, among the members of unions neither', () => {
  const { supergraphSdl } = composeByApollo([{ name: 'graph', url: 'http://graph/graphql', typeDefs: parse(SDL) }])
  const printed = printSchema(lexicographicSortSchema(buildASTSchema(publicDocument(parse(supergraphSdl ?? '')))))
  expect(printed).not.toMatch(/[Hh]idden|\bTwo\b|\bid\b|\bNO\b/)
  expect(printed).toContain('union Both = Shown')
})

it('has no directive that a client could write and that would get lost on the way to a subgraph', () => {
  const sdl = 'directive @upper(by: Int) on FIELD | OBJECT directive @lower on QUERY type Query { x: Int }'
  expect(print(publicDocument(parse(sdl)))).toBe('directive @upper(by: Int) on OBJECT\n\ntype Query {\n  x: Int\n}')
})
