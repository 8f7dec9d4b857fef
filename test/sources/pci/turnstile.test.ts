import { expect, it } from 'vitest'
import { createTurnstile } from '../../../src/sources/pci/turnstile.ts'

const { signal } = new AbortController()
const settled = () => new Promise((resolve) => setImmediate(resolve))

it('hands a place on to who waits, and not also to who comes at that moment', async () => {
  const turnstile = createTurnstile(1)
  const inside = new Set<string>()
  const enter = async (name: string) => {
    const leave = await turnstile.enter(signal)
    inside.add(name)
    return () => {
      inside.delete(name)
      leave()
    }
  }
  const leaveFirst = await enter('first')
  const second = enter('second')
  leaveFirst()
  const third = enter('third')
  await settled()
  expect([...inside]).toEqual(['second'])
  const leaveSecond = await second
  leaveSecond()
  const leaveThird = await third
  expect([...inside]).toEqual(['third'])
  leaveThird()
  const leaveFourth = await enter('fourth')
  const fifth = enter('fifth')
  await settled()
  expect([...inside]).toEqual(['fourth'])
  leaveFourth()
  await fifth
})

it('passes over who gave up waiting', async () => {
  const turnstile = createTurnstile(1)
  const leave = await turnstile.enter(signal)
  const abort = new AbortController()
  const gone = turnstile.enter(abort.signal)
  const next = turnstile.enter(signal)
  abort.abort(new Error('gone'))
  await expect(gone).rejects.toThrow('gone')
  leave()
  expect(await next).toBeTypeOf('function')
})
