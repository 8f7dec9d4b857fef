import { makeExecutableSchema } from '@graphql-tools/schema'
import { GraphQLScalarType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { tellBoth, type SmallQuestion } from '../support/told.ts'

const typeDefs = /* GraphQL */ `
  scalar Moment
  enum Colour {
    RED
    GREEN
  }
  type Query {
    of: Values
  }
  type Values {
    text: String
    id: ID
    int: Int
    float: Float
    boolean: Boolean
    colour: Colour
    moment: Moment
    texts: [String]
    ints: [Int!]
    lists: [[Int]]
    self: Values
    with(n: Int = 3): String
  }
`
const Moment = new GraphQLScalarType({
  name: 'Moment',
  serialize(value) {
    if (value instanceof Date) return value.toISOString()
    return value === 'nothing' ? null : { said: value }
  },
})

/** Fields as an object has them, without a resolver. */
async function ask(values: unknown, query: string, question: Partial<SmallQuestion> = {}) {
  const schema = makeExecutableSchema({
    typeDefs,
    resolvers: { Moment, Colour: { GREEN: 'the green one' }, Query: { of: () => values } },
  })
  const { ours, theirs } = await tellBoth(schema, { query, ...question })
  expect(ours).toEqual(theirs)
  return ours
}

describe('a value is written as graphql-js would have it serialized', () => {
  const texts = [
    '',
    'plain',
    '"',
    '\\',
    '\u0000\u001f\u007f',
    '\n\r\t',
    '\ud800',
    '\udc00\ud800',
    '\u{1f600}',
    '\u2028\u2029',
  ]
  it.each([...texts, 'ä'.repeat(100), 'x'.repeat(64), '</script>', 'a/b:c+d-e.f g_h', 'end\n'])(
    'the text %j',
    async (text) => {
      const { data } = await ask({ text, id: text, texts: [text, text] }, '{ of { text id texts } }')
      expect(JSON.parse(data ?? '')).toEqual({ of: { text, id: text, texts: [text, text] } })
    },
  )

  const numbers = [0, -0, 1, 1.5, -1.5e-7, 1e21, 2147483647, 2147483648, -2147483648, -2147483649, NaN, Infinity]
  const others = ['', '1', '1.5', 'RED', 'the green one', 'GREEN', true, false, [], ['1'], {}, Symbol('sign')]
  const objects: readonly object[] = [
    new Date(0),
    new Date(NaN),
    { valueOf: () => 5 },
    { toJSON: () => 'json' },
    new Number(4),
  ]
  const values: readonly unknown[] = [...numbers, ...others, ...objects, 'nothing', 10n]
  it.each(values.map((value) => ({ value })))('$value, whatever the type', async ({ value }) => {
    const fields = ['text', 'id', 'int', 'float', 'boolean', 'colour']
    // Of a big number JSON knows nothing.
    if (typeof value !== 'bigint') fields.push('moment')
    for (const field of fields) {
      await ask({ [field]: value }, `{ of { ${field} } }`)
      await ask({ [field]: () => value }, `{ of { ${field} } }`)
    }
    await ask({ texts: [value, 'a'], ints: [1, value] }, '{ of { texts ints } }')
  })

  it('a date of an own scalar', async () => {
    const { data } = await ask({ moment: new Date('2026-02-03T04:05:06.007Z') }, '{ of { moment } }')
    expect(data).toBe('{"of":{"moment":"2026-02-03T04:05:06.007Z"}}')
  })
})

describe('what a property can be', () => {
  it('a method, with arguments and the object as this', async () => {
    const of = {
      id: 'me',
      with({ n }: { n: number }) {
        return `${this.id} ${n}`
      },
      text: () => 'called',
    }
    const query = 'query ($n: Int) { of { text with a: with(n: 5) b: with(n: $n) } }'
    expect(await ask(of, query)).toMatchObject({ data: '{"of":{"text":"called","with":"me 3","a":"me 5","b":"me 3"}}' })
  })

  it('a method that throws, an error, and a getter that throws', async () => {
    const of = {
      text() {
        throw new Error('by method')
      },
      id: new Error('as value'),
      get int() {
        throw new Error('by getter')
      },
      texts: [new Error('in a list'), 'a'],
      ints: [1, new Error('in a sure list')],
    }
    const { data, errors } = await ask(of, '{ of { text id int texts ints } }')
    expect(data).toBe('{"of":{"text":null,"id":null,"int":null,"texts":[null,"a"],"ints":null}}')
    expect(errors.map(({ message }) => message).sort()).toEqual([
      ...['as value', 'by getter', 'by method', 'in a list', 'in a sure list'],
    ])
  })

  it('a promise, of which the reference executor takes care', async () => {
    const of = { text: Promise.resolve('a'), id: () => Promise.resolve('b'), texts: [Promise.resolve('c'), 'd'] }
    const { data } = await ask(of, '{ of { text id texts self { text } } }')
    expect(data).toBe('{"of":{"text":"a","id":"b","texts":["c","d"],"self":null}}')
    await ask({ int: Promise.resolve('no number') }, '{ of { int } }')
    await ask({ moment: Promise.resolve(new Date(0)) }, '{ of { moment } }')
    await ask({ text: () => Promise.reject(new Error('not this time')) }, '{ of { text } }')
  })

  it('of a function as well as of an object; of a primitive there is none', async () => {
    const source = Object.assign(() => 'not called', { text: 'of a function' })
    await ask(
      { self: { self: Object.assign(Object.create(null) as object, { text: 'bare' }) } },
      '{ of { self { self { text } } } }',
    )
    for (const primitive of ['text', 5, true, false, 0, '', 10n, Symbol('sign')]) {
      await ask({ self: primitive }, '{ of { self { text __typename } } }')
    }
    await ask({ self: { self: () => source } }, '{ of { self { self { text __typename } } } }')
  })
})

describe('what a list can be', () => {
  it.each<[string, () => unknown]>([
    ['an array', () => ['a', 'b']],
    ['an array with holes', () => Object.assign(new Array<string>(3), { 1: 'b' })],
    ['a set', () => new Set(['a', 'b'])],
    ['the keys of a map', () => new Map([['a', 1]]).keys()],
    [
      'a generator',
      function* () {
        yield 'a'
        yield Promise.resolve('b')
      },
    ],
    [
      'a generator that fails',
      function* () {
        yield 'a'
        throw new Error('no more')
      },
    ],
    ['promises', () => [Promise.resolve('a'), Promise.reject(new Error('b')), 'c']],
    ['a promise of promises', () => Promise.resolve([Promise.resolve('a')])],
    ['a text', () => 'text'],
    ['an object', () => ({ length: 1, 0: 'a' })],
    ['a number', () => 7],
    ['no function', () => ({ [Symbol.iterator]: 'a' })],
    [
      'of what comes in time',
      () => ({
        async *[Symbol.asyncIterator]() {
          yield await Promise.resolve('a')
        },
      }),
    ],
  ])('%s', async (_name, list) => {
    await ask({ texts: list }, '{ of { texts } }')
    // By the reference executor, to which lists of lists are left.
    await ask({ lists: () => [[1], null, [null, 2]], texts: list }, '{ of { lists texts } }')
  })
})
