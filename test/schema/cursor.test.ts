import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeCursor, encodeCursor } from '../../src/schema/cursor.ts'

it('gives back the position for the same list, in whatever order its filter is written', () => {
  const cursor = encodeCursor({ filter: { a: 1, b: [{ c: 2, d: 3 }] }, orderBy: null }, ['cell1', 7])
  expect(decodeCursor({ orderBy: null, filter: { b: [{ d: 3, c: 2 }], a: 1 } }, cursor)).toEqual(['cell1', 7])
})

it('refuses a cursor of another filter or order', () => {
  const cursor = encodeCursor({ filter: { a: 1 } }, 'x')
  expect(() => decodeCursor({ filter: { a: 2 } }, cursor)).toThrow(/cursor of another list/)
  expect(() => decodeCursor({ filter: { a: 1 }, orderBy: 'NAME' }, cursor)).toThrow(/cursor of another list/)
})

it('refuses every text that is no cursor, and never fails otherwise', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => decodeCursor({}, text)).toThrow(/after is/)
    }),
  )
})
