import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { experiment, settingOf } from './experiment.ts'
import { openHouse } from './house.ts'
import type { CounterExample } from './search.ts'

const CASES = new URL('cases/', import.meta.url)

// What random documents have found before, and what whoever finds more puts beside it.
it.each(readdirSync(CASES))('tells alice the same as before: %s', async (name) => {
  const file = readFileSync(new URL(name, CASES), 'utf8')
  const { policy, document, mutations } = JSON.parse(file) as CounterExample
  await using house = await openHouse(policy)
  const { differences } = await experiment(settingOf(house, mutations), [document])
  expect(differences).toEqual([])
})
