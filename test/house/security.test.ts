import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8')
const [, promised = ''] = /## What is promised\n(.*?)\n## /s.exec(page) ?? []
const promises = promised.split('\n').filter((line) => line.startsWith('| ') && !/^\| (Promise|-)/.test(line))

it('has a test behind each promise of docs/security.md', () => {
  expect(promises.length).toBeGreaterThan(15)
  for (const line of promises) expect(line, line).toMatch(/`test\//)
})

it('names no test there that does not exist', () => {
  const named = [...page.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path ?? '')
  expect(named.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([])
})
