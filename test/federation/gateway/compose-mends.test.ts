import { composeServices as composeByApollo } from '@apollo/composition'
import { buildASTSchema, lexicographicSortSchema, parse, printSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { composeServices } from '../../../src/federation/gateway/compose-services.ts'
import { composeSubgraphs } from '../../../src/federation/gateway/compose-subgraphs.ts'
import { publicDocument } from '../../../src/federation/gateway/public-document.ts'

const IMPORTS = '"@key", "@shareable", "@interfaceObject", "@override"'
const link = (version: string, rest = `, import: [${IMPORTS}]`) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/${version}"${rest})\n`

const servicesOf = (sdls: readonly string[]) =>
  sdls.map((sdl, index) => {
    const name = `graph-${'abc'.charAt(index)}`
    return { name, url: `http://${name}/graphql`, typeDefs: parse(sdl.includes('@link') ? sdl : link('v2.9') + sdl) }
  })
const apiOf = (supergraph: string | null | undefined) =>
  printSchema(lexicographicSortSchema(buildASTSchema(publicDocument(parse(supergraph ?? '')))))

describe('what Federation allows is composed, as the other composer does it:', () => {
  it.each([
    ...['v2.10', 'v2.11', 'v2.12'].map((version): [string, readonly string[]] => [
      `Federation ${version}`,
      [
        `${link(version)} type Query { p: P } type P @key(fields: "id") { id: ID! }`,
        'type P @key(fields: "id") { id: ID! a: Int }',
      ],
    ]),
    [
      'a namespace of its own',
      [
        `${link('v2.3', ', as: "fed", import: ["@shareable"]')} type Query { p: P } type P @fed__key(fields: "id") { id: ID! x: Int @shareable y: Int @shareable }`,
        'type P @key(fields: "id") { id: ID! x: Int @shareable y: Int @shareable }',
      ],
    ],
    [
      'a field that several interface objects share',
      [
        'type Query { x: N } interface N @key(fields: "id") { id: ID! } type A implements N @key(fields: "id") { id: ID! }',
        'type N @interfaceObject @key(fields: "id") { id: ID! a: Int @shareable }',
        'type N @interfaceObject @key(fields: "id") @shareable { id: ID! a: Int }',
      ],
    ],
    [
      'arguments with other nulls in lists',
      ['type Query { x(l: [Int!]!): Int @shareable }', 'type Query { x(l: [Int]): Int @shareable }'],
    ],
    [
      'inputs with other nulls in lists of lists',
      [
        'input I { l: [[Int!]] m: [Int] } type Query { x(i: I): Int }',
        'input I { l: [[Int]] m: [Int!]! } type Query { y(i: I): Int }',
      ],
    ],
    [
      'a field of an input with a default that others do not have',
      ['input I { a: Int b: Int! = 3 } type Query { x(i: I): Int }', 'input I { a: Int } type Query { y(i: I): Int }'],
    ],
  ] satisfies [string, readonly string[]][])('%s', (_what, sdls) => {
    const services = servicesOf(sdls)
    const apollo = composeByApollo(services)
    const { supergraph, errors } = composeServices(services)
    expect([errors, apollo.errors]).toEqual([null, undefined])
    expect(apiOf(supergraph)).toBe(apiOf(apollo.supergraphSdl))
  })
})

describe('what Federation forbids is refused:', () => {
  it.each([
    [
      'something that is newer than the composer',
      'INVALID_LINK_DIRECTIVE_USAGE',
      [`${link('v2.12', ', import: ["@key", "@cacheTag"]')} type Query { x: Int }`],
    ],
    [
      'an input field without a default that others do not have',
      'REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH',
      ['input I { a: Int b: Int! } type Query { x(i: I): Int }', 'input I { a: Int } type Query { y(i: I): Int }'],
    ],
    [
      'a field that only one of two interface objects shares',
      'INVALID_FIELD_SHARING',
      [
        'type Query { x: N } interface N @key(fields: "id") { id: ID! } type A implements N @key(fields: "id") { id: ID! }',
        'type N @interfaceObject @key(fields: "id") { id: ID! a: Int @shareable }',
        'type N @interfaceObject @key(fields: "id") { id: ID! a: Int }',
      ],
    ],
    [
      'arguments of which none is as strict as the other',
      'FIELD_ARGUMENT_TYPE_MISMATCH',
      ['type Query { x(l: [Int!]): Int @shareable }', 'type Query { x(l: [Int]!): Int @shareable }'],
    ],
    [
      'arguments of other types in lists',
      'FIELD_ARGUMENT_TYPE_MISMATCH',
      ['type Query { x(l: [Int!]): Int @shareable }', 'type Query { x(l: [String]): Int @shareable }'],
    ],
    [
      'an override of what is overridden',
      'OVERRIDE_SOURCE_HAS_OVERRIDE',
      [
        'type Query { x: Int }',
        'type Query { x: Int @override(from: "graph-a") }',
        'type Query { x: Int @override(from: "graph-b") }',
      ],
    ],
    [
      'an interface with a key that lacks an implementation',
      'INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE',
      [
        'type Query { n: N } interface N @key(fields: "id") { id: ID! } type A implements N @key(fields: "id") { id: ID! }',
        'type Query { z: N } interface N { id: ID! } type B implements N @key(fields: "id") { id: ID! }',
      ],
    ],
    [
      'a default that is no value to clients',
      'INVALID_DEFAULT_VALUE',
      ['enum E { A B } type Query { x(e: [E!] = [A, B]): Int }', 'enum E { A } type Query { y(e: E): Int }'],
    ],
  ] satisfies [string, string, readonly string[]][])('%s', (_what, code, sdls) => {
    const { supergraph, errors } = composeServices(servicesOf(sdls))
    expect(supergraph).toBeNull()
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code])
  })
})

it('tells what is wrong with each subgraph, those that cannot be read and those that can', () => {
  const part = (name: string, sdl: string) => ({ name, url: `http://${name}/`, sdl, place: `${name}.graphql` })
  const compose = () =>
    composeSubgraphs([
      part('broken', 'type Query {\n  a: \n}'),
      part('typeless', `${link('v2.9')} type Query { q: Nope z: Nada }`),
      part('keyless', `${link('v2.9')} type Query { p: P } type P @key(fields: "nope") { id: ID! }`),
    ])
  expect(compose).toThrow(/broken \(broken\.graphql\), line 3, column 1: Syntax Error/)
  expect(compose).toThrow(/\[typeless\] Unknown type Nope \(line 2, column 18\)/)
  expect(compose).toThrow(/\[typeless\] Unknown type Nada/)
  expect(compose).toThrow(/\[keyless\] On type "P", for @key\(fields: "nope"\)/)
})
