import { expect, it } from 'vitest'
import { pageOfWhole, readMarker } from '../../src/schema/whole-list.ts'

const list = { filter: {} }

function page(all: readonly string[], first: number, after?: string) {
  const found = pageOfWhole(all, { list, first, marker: readMarker(list, after), nameOf: (name) => name })
  return { names: found.nodes, end: found.nodes.length === 0 ? undefined : found.cursorAt(found.nodes.length - 1) }
}

it('goes on after the item that a cursor names, whatever came or went before it', () => {
  const { end } = page(['b', 'd', 'f', 'h'], 2)
  expect(page(['a', 'b', 'c', 'd', 'f', 'h'], 2, end).names).toEqual(['f', 'h'])
})

it('goes on where that item stood, when it is gone itself', () => {
  const { end } = page(['b', 'd', 'f', 'h'], 2)
  expect(page(['b', 'f', 'h'], 2, end).names).toEqual(['f', 'h'])
})

it('refuses a cursor that names nothing', () => {
  expect(() => readMarker(list, 'bm90IGpzb24')).toThrow(/after is/)
})
