import { makeExecutableSchema } from '@graphql-tools/schema'
import { getIntrospectionQuery, parse, type DocumentNode } from 'graphql'
import { describe, expect, it } from 'vitest'
import { createExecute } from '../../../src/engine/execute.ts'
import { SMALL_CONTEXT } from '../support/small-context.ts'
import { tell, tellBoth, type SmallQuestion } from '../support/told.ts'

const schema = makeExecutableSchema({
  typeDefs: /* GraphQL */ `
    type Query {
      box: Box
      empty: Box
      add(a: Int!, b: Int = 2, c: [Int!], d: Sizes): String
      box2: Box!
    }
    type Mutation {
      more: Int
    }
    input Sizes {
      w: Int!
      h: Int = 1
    }
    type Box {
      a: String
      b: String
      c: String
      box: Box
    }
  `,
  resolvers: {
    Query: {
      box: () => box,
      box2: () => box,
      empty: () => null,
      add: (_source, args: unknown) => JSON.stringify(args),
    },
    Mutation: { more: () => 1 },
  },
})
const box = { a: 'A', b: 'B', c: 'C', box: { a: 'AA', b: 'BB' } }

async function ask(query: string, question: Omit<SmallQuestion, 'query'> = {}) {
  const { ours, theirs } = await tellBoth(schema, { query, ...question })
  expect(ours).toEqual(theirs)
  return ours
}

describe('which fields there are', () => {
  it.each([
    '{ box { a ...F ... { b } ... on Box { box { a } } box { b } } } fragment F on Box { c box { ...G } } fragment G on Box { c a }',
    '{ box { a @skip(if: true) } }',
    '{ box { ... @include(if: false) { a } } empty { ... @skip(if: true) { a } } }',
    '{ box @include(if: false) { a } }',
    '{ box { a @include(if: true) @skip(if: true) b @include(if: true) @skip(if: false) } }',
    '{ box { ...F @skip(if: true) ...F } } fragment F on Box { a }',
    '{ box { ...F ...F @skip(if: true) } } fragment F on Box { a }',
    '{ box { b a ...F } } fragment F on Box { c b x: a }',
    '{ __proto__: box { constructor: a toString: b hasOwnProperty: c __proto__: box { a } valueOf: __typename } }',
    '{ box { ...__proto__ ...constructor } } fragment __proto__ on Box { a } fragment constructor on Box { b }',
    '{ __typename a: __typename box { __typename box { t: __typename } } }',
    `{ ${Array.from({ length: 30 }, (_, i) => `a${i}: box { b${i}: box { c${i}: a` + ' } }').join(' ')} }`,
    '{ box { box { box { box { a } } } } }',
    'mutation { more }',
  ])('%s', async (query) => {
    expect((await ask(query)).errors).toEqual([])
  })

  it('by conditions whose variables turn out otherwise each time', async () => {
    const query = `query ($a: Boolean!, $b: Boolean = true) {
      box { a @include(if: $a) ... @skip(if: $b) { b } ...F @include(if: $b) } } fragment F on Box { c @skip(if: $a) }`
    const run = createExecute(schema)
    const document = parse(query)
    for (const variables of [{ a: true }, { a: false }, { a: true, b: false }, { a: false, b: false }, { a: true }]) {
      const theirs = await ask(query, { variables })
      // By the plans that are kept of one document.
      expect(tell(await run({ document, variableValues: variables, contextValue: SMALL_CONTEXT }))).toEqual(theirs)
    }
  })

  it('not at all where a condition has no value: an error of the field above, if that is reached', async () => {
    const queries = [
      'query ($c: Boolean = true) { box { a @include(if: $c) } }',
      'query ($c: Boolean = true) { box2 { a @skip(if: $c) } }',
      'query ($c: Boolean = true) { empty { a @include(if: $c) } }',
      'query ($c: Boolean = true) { box @include(if: $c) { a } }',
    ]
    for (const query of queries) {
      const run = createExecute(schema)
      const document: DocumentNode = parse(query)
      for (const variables of [{ c: false }, { c: null }, { c: true }, {}, { c: null }]) {
        const theirs = await ask(query, { variables })
        expect(tell(await run({ document, variableValues: variables, contextValue: SMALL_CONTEXT }))).toEqual(theirs)
      }
    }
  })

  it('of the one operation that is named', async () => {
    const query = 'query A { box { a } } query B { box { ...F } } fragment F on Box { b }'
    for (const operationName of ['A', 'B', 'C', '', null, undefined]) {
      await ask(query, operationName === undefined ? {} : { operationName })
    }
    await ask('fragment F on Box { b }')
  })

  it('of the schema itself', async () => {
    const { data } = await ask(getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true }))
    expect(data).toContain('"Sizes"')
    await ask('{ __type(name: "Box") { fields { name type { name } } } none: __type(name: "No") { name } }')
  })
})

describe('arguments', () => {
  const query =
    'query ($a: Int!, $b: Int, $c: [Int!] = [1], $d: Sizes, $w: Int = 9) { add(a: $a, b: $b, c: $c, d: $d) x: add(a: 1, c: 5, d: { w: $w }) }'
  it.each<Record<string, unknown>>([
    { a: 1 },
    { a: 1, b: null, c: null, d: null },
    { a: 1, b: 5, c: [1, 2], d: { w: 1 } },
    { a: 1, c: 7, d: { w: 1, h: null } },
    { a: 1, w: null },
    { a: null },
    { a: 'text' },
    { a: 1, c: [null], d: { w: 1.5 } },
    { a: 1, d: { v: 1 } },
    {},
  ])('by the variables %o', async (variables) => {
    await ask(query, { variables })
  })

  it('that fail are an error of their field alone', async () => {
    const asked = 'query ($a: Int = 1) { add(a: $a) box { a } }'
    expect(await ask(asked, { variables: { a: null } })).toMatchObject({
      data: '{"add":null,"box":{"a":"A"}}',
      errors: [{ path: ['add'] }],
    })
  })
})
