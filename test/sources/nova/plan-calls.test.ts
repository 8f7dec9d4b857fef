import fc from 'fast-check'
import { expect, it } from 'vitest'
import { planCalls, type ListingSize } from '../../../src/sources/nova/plan-calls.ts'

const pageSize = 1000
const few = 8

/** Plays a whole search: every page holds as many of the wanted keys as `found` says. */
function callsOf(keys: number, size: ListingSize, total: number, found: (page: number) => number): number {
  const pages = Math.max(1, Math.ceil(total / pageSize))
  let wanted = keys
  let pagesTurned = 0
  while (planCalls({ keys: wanted, size, pageSize, few, pagesTurned }) === 'next page') {
    wanted -= Math.min(wanted, found(pagesTurned))
    pagesTurned++
    if (pagesTurned === pages) return pagesTurned
  }
  return pagesTurned + wanted
}

it('asks for one key alone, whatever the size of the listing', () => {
  for (const size of [{ total: 0 }, { total: 5 }, { total: 100_000 }, { atLeast: 0 }]) {
    expect(planCalls({ keys: 1, size, pageSize, few, pagesTurned: 0 })).toBe('single GETs')
  }
})

it('takes single GETs at a tie: their answers are smaller', () => {
  expect(planCalls({ keys: 2, size: { total: 1500 }, pageSize, few, pagesTurned: 0 })).toBe('single GETs')
  expect(planCalls({ keys: 3, size: { total: 1500 }, pageSize, few, pagesTurned: 0 })).toBe('next page')
})

it('never makes more calls than keys or pages, where the size is known', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 0, max: 60_000 }),
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 60, maxLength: 60 }),
      (keys, total, found) => {
        const calls = callsOf(keys, { total }, total, (page) => found[page] ?? 0)
        expect(calls).toBeLessThanOrEqual(Math.min(keys, Math.max(1, Math.ceil(total / pageSize))))
      },
    ),
  )
})

it('asks for few keys singly where the size is unknown, in a large cloud too', () => {
  expect(callsOf(2, { atLeast: 0 }, 10_000, () => 0)).toBe(2)
  expect(callsOf(5, { atLeast: 0 }, 10_000, () => 0)).toBe(5)
  expect(planCalls({ keys: 8, size: { atLeast: 0 }, pageSize, few, pagesTurned: 0 })).toBe('single GETs')
  expect(planCalls({ keys: 9, size: { atLeast: 0 }, pageSize, few, pagesTurned: 0 })).toBe('next page')
})

it('never makes more than twice the calls of the best plan and a few, where the size is unknown', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 0, max: 60_000 }),
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 60, maxLength: 60 }),
      (keys, total, found) => {
        const calls = callsOf(keys, { atLeast: 0 }, total, (page) => found[page] ?? 0)
        expect(calls).toBeLessThanOrEqual(2 * Math.min(keys, Math.max(1, Math.ceil(total / pageSize))) + few)
      },
    ),
  )
})

it('asks for each key where the listing is known to be longer than the keys are many', () => {
  expect(planCalls({ keys: 3, size: { atLeast: 2001 }, pageSize, few, pagesTurned: 0 })).toBe('single GETs')
})
