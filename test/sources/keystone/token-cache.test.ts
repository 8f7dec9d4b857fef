import { expect, it } from 'vitest'
import { createTokenCache } from '../../../src/sources/keystone/token-cache.ts'
import { startCall } from '../../support/upstream/call.ts'

function callerWith(token: string) {
  return startCall({ token }).call.caller
}

it('keeps ten thousand tokens, and of more the last', () => {
  const cache = createTokenCache(Date.now)
  for (let index = 0; index <= 10_000; index++) cache.keep(callerWith(`token-${index}`), cache.ask())
  expect(cache.find('token-0')).toBeNull()
  expect(cache.find('token-1')?.token).toBe('token-1')
  expect(cache.find('token-10000')?.token).toBe('token-10000')
})

it('keeps longest what was asked for last', () => {
  const cache = createTokenCache(Date.now)
  for (let index = 0; index < 10_000; index++) cache.keep(callerWith(`token-${index}`), cache.ask())
  cache.keep(callerWith('token-0'), cache.ask())
  cache.keep(callerWith('one more'), cache.ask())
  expect(cache.find('token-0')?.token).toBe('token-0')
  expect(cache.find('token-1')).toBeNull()
})

it('finds nothing under a token that was forgotten, and nothing else less', () => {
  const cache = createTokenCache(Date.now)
  cache.keep(callerWith('a'), cache.ask())
  cache.keep(callerWith('b'), cache.ask())
  cache.forget('a')
  expect([cache.find('a'), cache.find('b')?.token]).toEqual([null, 'b'])
})
