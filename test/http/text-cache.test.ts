import { expect, it } from 'vitest'
import { createTextCache } from '../../src/http/text-cache.ts'

const create = () => createTextCache<number>({ entries: 3, characters: 100, sizeOf: (key) => key.length })

it('drops what was used longest ago when there are too many', () => {
  const cache = create()
  for (const [i, key] of ['a', 'b', 'c'].entries()) cache.set(key, i)
  cache.get('a')
  cache.set('d', 3)
  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual([0, undefined, 2, 3])
})

it('drops as many as it takes when their texts are too long together', () => {
  const cache = createTextCache<number>({ entries: 100, characters: 20, sizeOf: () => 2 })
  const keys = Array.from({ length: 12 }, (_, i) => `k${i}`)
  for (const [i, key] of keys.entries()) cache.set(key, i)
  expect(keys.filter((key) => cache.get(key) !== undefined)).toEqual(keys.slice(2))
})

it('counts a text that is set again once', () => {
  const cache = createTextCache<number>({ entries: 100, characters: 20, sizeOf: () => 2 })
  for (let i = 0; i < 50; i++) cache.set('same', i)
  for (let i = 0; i < 9; i++) cache.set(`k${i}`, i)
  expect(cache.get('same')).toBe(49)
})

it('keeps no text that would drive all others out', () => {
  const cache = create()
  cache.set('a', 1)
  cache.set('x'.repeat(11), 2)
  expect([cache.get('a'), cache.get('x'.repeat(11))]).toEqual([1, undefined])
})
