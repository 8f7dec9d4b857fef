import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.union([z.string(), z.unknown()]).optional(),
      resolved: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
    }),
  ),
})

const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')
const packages = Object.entries(Lock.parse(JSON.parse(text)).packages)
const FREE =
  /^\(?(MIT|MIT-0|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|ISC|0BSD|BlueOak-1\.0\.0|Unlicense|CC0-1\.0|Python-2\.0)( (AND|OR) [A-Z0-9.-]+)*\)?$/i

it('ships nothing but what is under MIT, Apache, BSD, ISC or the like', () => {
  const others = packages
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .filter(([, { license }]) => typeof license !== 'string' || !FREE.test(license))
    .map(([path, { license }]) => `${path}: ${String(license)}`)
  expect(others).toEqual([])
})

it('has one copy of graphql', () => {
  expect(packages.filter(([path]) => /(^|\/)node_modules\/graphql$/.test(path)).map(([path]) => path)).toEqual([
    'node_modules/graphql',
  ])
})

it('names no registry in its lock file', () => {
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
})
