import { expect, it } from 'vitest'
import { createTurns } from '../../src/http/turns.ts'

it('lets one go on in each turn of the event loop, in order', async () => {
  const ownTurn = createTurns()
  const seen: string[] = []
  const turns = Array.from({ length: 3 }, async (_, i) => {
    await ownTurn()
    seen.push(`${i}`)
  })
  // Immediates of one turn run together.
  const between = async (left: number): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    seen.push('other')
    if (left > 1) await between(left - 1)
  }
  await Promise.all([...turns, between(3)])
  expect(seen.filter((each) => each !== 'other')).toEqual(['0', '1', '2'])
  expect(seen.join()).not.toMatch(/0,1|1,2/)
})
