import { expect, it } from 'vitest'
import { createBoundedCache } from '../../src/model/bounded-cache.ts'

const create = () => createBoundedCache<string, number>({ entries: 3, weight: 100, weigh: (key) => key.length })

it('drops what was used longest ago when there are too many', () => {
  const cache = create()
  for (const [i, key] of ['a', 'b', 'c'].entries()) cache.set(key, i)
  cache.get('a')
  cache.set('d', 3)
  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual([0, undefined, 2, 3])
})

it('drops as many as it takes when together they weigh too much', () => {
  const cache = createBoundedCache<string, number>({ entries: 100, weight: 20, weigh: () => 2 })
  const keys = Array.from({ length: 12 }, (_, i) => `k${i}`)
  for (const [i, key] of keys.entries()) cache.set(key, i)
  expect(keys.filter((key) => cache.get(key) !== undefined)).toEqual(keys.slice(2))
})

it('counts once what is set again', () => {
  const cache = createBoundedCache<string, number>({ entries: 100, weight: 20, weigh: () => 2 })
  for (let i = 0; i < 50; i++) cache.set('same', i)
  for (let i = 0; i < 9; i++) cache.set(`k${i}`, i)
  expect(cache.get('same')).toBe(49)
})

it('keeps nothing that would drive all others out', () => {
  const cache = create()
  cache.set('a', 1)
  cache.set('x'.repeat(11), 2)
  expect([cache.get('a'), cache.get('x'.repeat(11))]).toEqual([1, undefined])
})
