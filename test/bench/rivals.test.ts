import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QUESTIONS } from '../../bench/questions/question.ts'
import { RIVALS, withLeanStatements } from '../../bench/rivals/rival.ts'
import { startContestant, type Contestant } from '../../bench/runner/contestant.ts'
import { createJury, VoidRun } from '../../bench/runner/equal-answers.ts'
import { cloudOf, startUpstream, type Upstream } from '../../bench/upstream/upstream.ts'

const STARTS_MS = 120_000

describe('the rivals of the benchmark', () => {
  let upstream: Upstream
  const contestants: Contestant[] = []

  beforeAll(async () => {
    upstream = await startUpstream(cloudOf(240))
    const lean = RIVALS.filter(({ name }) => name === 'yoga').map(withLeanStatements)
    for (const rival of [...RIVALS, ...lean]) {
      contestants.push(await startContestant(rival, upstream, { connections: 1, profileDirectory: null }))
    }
  }, STARTS_MS)

  afterAll(async () => {
    await Promise.all(contestants.map((contestant) => contestant.stop()))
    await upstream.stop()
  })

  it.each(QUESTIONS)('answer $name with the same bytes', { timeout: STARTS_MS }, async (question) => {
    const jury = createJury(question)
    for (const contestant of contestants) {
      if (contestant.rival.questions?.includes(question.name) === false) continue
      jury.examine(contestant, await contestant.ask(question))
    }
  })

  it('void the run with an answer of another size', async () => {
    const [page100] = QUESTIONS.filter(({ name }) => name === 'page100')
    const [first, second] = contestants
    if (page100 === undefined || first === undefined || second === undefined) throw new Error('Nobody is there to ask')
    const jury = createJury(page100)
    jury.examine(first, await first.ask(page100))
    const shorter = await second.ask({ ...page100, variables: () => ({ first: 99 }) })
    expect(() => jury.examine(second, shorter)).toThrow(VoidRun)
  })

  it('refuse a token that Keystone does not know', { timeout: STARTS_MS }, async () => {
    const [one] = QUESTIONS
    if (one === undefined) throw new Error('There is no question')
    for (const { rival } of contestants) {
      const stranger = { ...upstream, tokens: ['unknown'] }
      const contestant = await startContestant(rival, stranger, { connections: 1, profileDirectory: null })
      const { status } = await contestant.ask(one)
      await contestant.stop()
      expect(status, rival.name).toBe(401)
    }
  })
})
