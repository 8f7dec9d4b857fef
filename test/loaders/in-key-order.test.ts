import { expect, it } from 'vitest'
import { PciStoreUnavailable } from '../../src/errors.ts'
import { inKeyOrder, inKeyOrderFromCells } from '../../src/loaders/in-key-order.ts'

const items = [{ id: 'b' }, { id: 'a' }]
const idOf = ({ id }: { id: string }) => id

it('answers in key order, null for none, twice for a key that is named twice', () => {
  expect(inKeyOrder(['a', 'x', 'b', 'a'], items, idOf)).toEqual([{ id: 'a' }, null, { id: 'b' }, { id: 'a' }])
})

it('tells keys by the name that they are given', () => {
  expect(inKeyOrder(['A'], items, idOf, (key) => key.toLowerCase())).toEqual([{ id: 'a' }])
})

it('does not call unknown what a dead cell may hold', () => {
  const down = new PciStoreUnavailable('cell2 does not answer', { cell: 'cell2' })
  expect(inKeyOrderFromCells(['a', 'x'], { items, unavailable: [] }, idOf)).toEqual([{ id: 'a' }, null])
  expect(inKeyOrderFromCells(['a', 'x'], { items, unavailable: [down] }, idOf)).toEqual([{ id: 'a' }, down])
})
