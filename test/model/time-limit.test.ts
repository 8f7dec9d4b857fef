import { expect, it } from 'vitest'
import { startTimeLimit } from '../../src/model/time-limit.ts'

const late = () => new Error('late')

it('ends when the time is up, and says so', async () => {
  const time = startTimeLimit(new AbortController().signal, 5, late)
  await expect.poll(() => time.signal.aborted).toBe(true)
  expect([time.isUp(), time.signal.reason]).toEqual([true, new Error('late')])
})

it('ends with what it was given, for the same reason', () => {
  const given = new AbortController()
  const time = startTimeLimit(given.signal, 1000, late)
  given.abort(new Error('gone'))
  expect([time.signal.aborted, time.isUp(), time.signal.reason]).toEqual([true, false, new Error('gone')])
  expect(startTimeLimit(AbortSignal.abort('before'), 1000, late).signal.reason).toBe('before')
})

it('leaves no timer and no listener behind', () => {
  const given = new AbortController()
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const time = startTimeLimit(given.signal, 60_000, late)
  time.stop()
  given.abort()
  expect([time.signal.aborted, timers()]).toEqual([false, before])
})
