import { expect, it } from 'vitest'
import { nextTurnIfLong } from '../../src/model/long-turn.ts'

it('lets long work go on for a while, and has it wait for the next turn then', async () => {
  let turns = 0
  const count = () => {
    turns++
    timer = setImmediate(count)
  }
  let timer = setImmediate(count)
  const endAt = performance.now() + 300
  let waited = 0
  while (performance.now() < endAt) {
    const turn = nextTurnIfLong()
    if (turn === undefined) continue
    waited++
    await turn
  }
  clearImmediate(timer)
  // Twelve of 25 ms; of a machine that is busy with other things, fewer.
  expect(waited).toBeGreaterThan(0)
  expect(waited).toBeLessThanOrEqual(12)
  expect(turns).toBeGreaterThanOrEqual(waited)
})

it('does not hold up work that is short', async () => {
  for (let i = 0; i < 20; i++) {
    await new Promise((resolve) => setImmediate(resolve))
    expect(nextTurnIfLong()).toBeUndefined()
  }
})
