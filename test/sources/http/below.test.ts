import { expect, it } from 'vitest'
import { below } from '../../../src/sources/http/below.ts'

const root = new URL('http://host/identity/v3/')

it.each([
  ['auth', '/identity/v3/projects/auth'],
  ['a/b?c#d', '/identity/v3/projects/a%2Fb%3Fc%23d'],
  ['...', '/identity/v3/projects/...'],
])('makes %j one segment', (id, path) => {
  expect(below(root, 'projects', id).href).toBe(`http://host${path}`)
})

it.each(['', '.', '..', '\ud800'])('refuses %j, which would lead elsewhere', (id) => {
  expect(() => below(root, 'projects', id)).toThrow(/cannot be part/)
})
