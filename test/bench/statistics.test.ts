import { describe, expect, it } from 'vitest'
import { excessOf, medianOf, percentile, perRequest, ratioOf } from '../../bench/runner/statistics.ts'

const block = (cpuMs: number, requests: number) => ({ cpuMs, requests })
const cpu = ({ cpuMs }: { readonly cpuMs: number }) => cpuMs

describe('the statistics of the benchmark', () => {
  it('weighs each request the same, whatever block it was in', () => {
    expect(perRequest([block(10, 10), block(30, 10)], cpu)).toBe(2)
    expect(perRequest([block(10, 10), block(90, 30)], cpu)).toBe(2.5)
  })

  it('gives a ratio that no round contradicts an interval without width', () => {
    const rounds = [1, 2, 5].map((slow) => ({ ours: block(2 * slow, 1), theirs: block(slow, 1) }))
    expect(ratioOf(rounds, cpu)).toEqual({ value: 2, low: 2, high: 2 })
  })

  it('gives a ratio that rounds disagree about an interval around it', () => {
    const rounds = [1, 2, 3, 4, 5].map((ours) => ({ ours: block(ours, 1), theirs: block(1, 1) }))
    const { value, low, high } = ratioOf(rounds, cpu)
    expect(value).toBe(3)
    expect(low).toBeGreaterThanOrEqual(1)
    expect(low).toBeLessThan(2.5)
    expect(high).toBeGreaterThan(3.5)
    expect(high).toBeLessThanOrEqual(5)
  })

  it('tells what one costs more than another by what a third costs', () => {
    const rounds = [1, 2, 5].map((slow) => ({
      ours: block(5 * slow, 1),
      without: block(4 * slow, 1),
      theirs: block(8 * slow, 1),
    }))
    const { value, low, high } = excessOf(rounds, cpu)
    for (const found of [value, low, high]) expect(found).toBeCloseTo(0.125)
  })

  it('measures the same twice as the same', () => {
    const rounds = [3, 1, 2].map((ours) => ({ ours: block(ours, 1), theirs: block(1, 1) }))
    expect(ratioOf(rounds, cpu)).toEqual(ratioOf(rounds, cpu))
  })

  it('reads percentiles between the samples', () => {
    expect(percentile([1, 2, 3, 4], 50)).toBe(2.5)
    expect(medianOf([5, 1, 3])).toMatchObject({ value: 3, low: 1, high: 5 })
  })
})
