import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Forbidden, UpstreamError } from '../../../src/errors.ts'
import { sideBySide } from '../../../src/sources/http/side-by-side.ts'

const signal = new AbortController().signal
const numbers = Array.from({ length: 30 }, (_, index) => index)

it('answers in the order of the items, with at most eight at work', async () => {
  let working = 0
  let most = 0
  const doubled = await sideBySide(numbers, signal, async (number) => {
    most = Math.max(most, ++working)
    await sleep(number % 3)
    working--
    return number * 2
  })
  expect(doubled).toEqual(numbers.map((number) => number * 2))
  expect(most).toBe(8)
})

it('keeps the failure of one item to that item', async () => {
  const refused = new Forbidden('no')
  const results = await sideBySide([1, 2, 3], signal, (number) =>
    number === 2 ? Promise.reject(refused) : Promise.resolve(number),
  )
  expect(results).toEqual([1, refused, 3])
})

it('goes on after one item is forbidden, unless the caller says that it is the same for all', async () => {
  for (const [options, expected] of [
    [{}, 30],
    [{ isForbiddenForAll: true }, 8],
  ] as const) {
    let asked = 0
    const forbid = () => {
      asked++
      return Promise.reject(new Forbidden('no'))
    }
    await sideBySide(numbers, signal, forbid, options)
    expect(asked).toBe(expected)
  }
})

it('does not go on asking an upstream that is down', async () => {
  let asked = 0
  const results = await sideBySide(numbers, signal, () => {
    asked++
    return Promise.reject(new UpstreamError('UPSTREAM_TIMEOUT', 'Nova did not answer.', { upstream: 'nova' }))
  })
  expect(asked).toBe(8)
  expect(results.every((result) => result instanceof UpstreamError)).toBe(true)
  expect(results).toHaveLength(30)
})

it('throws when the request is over', async () => {
  const over = new AbortController()
  const work = sideBySide(numbers, over.signal, async () => {
    over.abort(new Error('over'))
    await sleep(1)
    throw new Error('aborted')
  })
  await expect(work).rejects.toThrow('over')
})
