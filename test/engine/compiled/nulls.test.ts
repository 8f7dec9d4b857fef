import { makeExecutableSchema } from '@graphql-tools/schema'
import { describe, expect, it } from 'vitest'
import { tellBoth } from '../support/told.ts'

/** An object that has what a test says, in a field of any shape, inside one that can be null. */
async function askFor(type: string, value: () => unknown) {
  const schema = makeExecutableSchema({
    typeDefs: `type Query { box: Box } type Box { before: String things: ${type} after: String } type Thing { sure: Int! maybe: Int }`,
    resolvers: { Query: { box: () => ({ before: 'b', after: 'a' }) }, Box: { things: value } },
  })
  const question = { query: '{ box { before things { sure maybe } after } }' }
  const { ours, theirs } = await tellBoth(schema, question)
  expect(ours).toEqual(theirs)
  const oneByOne = await tellBoth(schema, question, ['box', 'things'])
  expect(oneByOne.ours).toEqual(theirs)
  return {
    data: JSON.parse(ours.data ?? 'null') as unknown,
    errors: ours.errors.map(({ message, path }) => ({ message, path })),
  }
}

const sound = { sure: 1, maybe: 2 }
const noValue = (path: string) => `Cannot return null for non-nullable field ${path}.`
const inBox = (things: unknown) => ({ box: { before: 'b', things, after: 'a' } })
const NO_BOX = { box: null }

describe('a null where none can be goes up to what can be null', () => {
  it.each([
    ['[Thing]', inBox([sound, null])],
    ['[Thing!]', inBox(null)],
    ['[Thing]!', inBox([sound, null])],
    ['[Thing!]!', NO_BOX],
  ])('from a value of an item of %s', async (type, data) => {
    const told = await askFor(type, () => [sound, { sure: null }])
    expect(told).toEqual({
      data,
      errors: [{ message: noValue('Thing.sure'), path: ['box', 'things', 1, 'sure'] }],
    })
  })

  it.each([
    ['[Thing]', inBox([sound, null]), []],
    ['[Thing!]', inBox(null), [{ message: noValue('Box.things'), path: ['box', 'things', 1] }]],
    ['[Thing]!', inBox([sound, null]), []],
    ['[Thing!]!', NO_BOX, [{ message: noValue('Box.things'), path: ['box', 'things', 1] }]],
  ])('from an item of %s', async (type, data, errors) => {
    for (const none of [null, undefined, Promise.resolve(null)]) {
      expect(await askFor(type, () => [sound, none])).toEqual({ data, errors })
    }
  })

  it.each([
    ['[Thing]', inBox(null), []],
    ['[Thing!]', inBox(null), []],
    ['[Thing]!', NO_BOX, [{ message: noValue('Box.things'), path: ['box', 'things'] }]],
    ['[Thing!]!', NO_BOX, [{ message: noValue('Box.things'), path: ['box', 'things'] }]],
    ['Thing', inBox(null), []],
    ['Thing!', NO_BOX, [{ message: noValue('Box.things'), path: ['box', 'things'] }]],
  ])('from a field of %s', async (type, data, errors) => {
    for (const none of [null, undefined, Promise.resolve(undefined)]) {
      expect(await askFor(type, () => none)).toEqual({ data, errors })
    }
  })

  it.each([
    ['[Thing]', inBox([sound, null]), 1],
    ['[Thing!]', inBox(null), 1],
    ['[Thing]!', inBox([sound, null]), 1],
    ['[Thing!]!', NO_BOX, 1],
  ])('from an item of %s that is an error, or fails later', async (type, data, index) => {
    const error = new Error('out of stock')
    for (const failing of [() => error, () => Promise.reject(error), () => Promise.resolve(error)]) {
      expect(await askFor(type, () => [sound, failing()])).toEqual({
        data,
        errors: [{ message: 'out of stock', path: ['box', 'things', index] }],
      })
    }
  })

  it.each([
    ['[Thing]', inBox(null)],
    ['[Thing!]!', NO_BOX],
    ['Thing', inBox(null)],
    ['Thing!', NO_BOX],
  ])('from a resolver of %s that throws, rejects, or returns an error', async (type, data) => {
    const error = new Error('out of stock')
    const ways = [
      () => {
        throw error
      },
      () => Promise.reject(error),
      () => error,
      () => Promise.resolve(error),
    ]
    for (const way of ways) {
      expect(await askFor(type, way)).toEqual({ data, errors: [{ message: 'out of stock', path: ['box', 'things'] }] })
    }
  })

  it('up to the root, where there is no data then', async () => {
    const schema = makeExecutableSchema({
      typeDefs: 'type Query { a: String b: Box! } type Box { box: Box! sure: Int! }',
      resolvers: { Query: { a: () => 'a', b: () => ({ box: { box: {}, sure: 1 } }) } },
    })
    const { ours, theirs } = await tellBoth(schema, { query: '{ a b { box { sure box { sure } } } }' })
    expect(ours).toEqual(theirs)
    expect(ours).toMatchObject({ data: 'null', errors: [{ path: ['b', 'box', 'box', 'sure'] }] })
  })

  it('once for each of several fields, and of one null one error is told', async () => {
    const schema = makeExecutableSchema({
      typeDefs: 'type Query { boxes: [Box] } type Box { a: Int! b: Int! c: Int }',
      resolvers: { Query: { boxes: () => [{ a: 1 }, {}, { b: 1, c: 'x' }] } },
    })
    const { ours, theirs } = await tellBoth(schema, { query: '{ boxes { c a b } }' })
    expect(ours).toEqual(theirs)
    expect(ours.errors.map(({ path }) => path?.join('.'))).toEqual(['boxes.0.b', 'boxes.1.a', 'boxes.2.c', 'boxes.2.a'])
  })
})
