import { getEventListeners, once } from 'node:events'
import { expect, it } from 'vitest'
import { withinTime } from '../../src/rest/within-time.ts'

/** Never answers by itself. */
async function untilAborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort')
  throw signal.reason
}

it('gives the answer, and leaves nothing on the signal that it was given', async () => {
  const { signal } = new AbortController()
  expect(await withinTime(signal, 1000, () => Promise.resolve('answer'))).toBe('answer')
  await expect(withinTime(signal, 1000, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

it('says that the time was up', async () => {
  const { signal } = new AbortController()
  await expect(withinTime(signal, 20, untilAborted)).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' })
})

it('ends when the client is gone, or was gone before, for the reason that it went', async () => {
  const client = new AbortController()
  const asked = withinTime(client.signal, 1000, untilAborted)
  const reason = new Error('gone')
  client.abort(reason)
  await expect(asked).rejects.toBe(reason)
  await expect(withinTime(client.signal, 1000, untilAborted)).rejects.toBe(reason)
})
