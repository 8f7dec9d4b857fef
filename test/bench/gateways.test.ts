import { expect, it } from 'vitest'
import { withContestants } from '../../bench/parts/contestants.ts'
import { withGateways } from '../../bench/parts/federation.ts'
import { JOINED_QUESTIONS } from '../../bench/questions/question.ts'
import { JOINED_RIVALS } from '../../bench/rivals/joined/joined-rival.ts'
import { createJury } from '../../bench/runner/equal-answers.ts'
import { cloudOf } from '../../bench/upstream/upstream.ts'

const SIZE = cloudOf(240)
const ALL_MS = 180_000

it(
  'the gateways of the benchmark answer with the same bytes, from as many calls, and hand the token on',
  { timeout: ALL_MS },
  async () => {
    await withContestants({ profileDirectory: null }, async (start) => {
      const upstream = await start.upstream(SIZE)
      await withGateways(JOINED_RIVALS, upstream, { start, size: SIZE }, async (contestants) => {
        for (const question of JOINED_QUESTIONS) {
          const jury = createJury(question)
          for (const contestant of contestants) {
            const { rival, subgraphs } = contestant
            if (rival.questions?.includes(question.name) === false) continue
            for (const subgraph of subgraphs) await subgraph.usage()
            const answer = await contestant.ask(question)
            jury.examine(contestant, answer)
            const calls = await Promise.all(subgraphs.map(async (subgraph) => (await subgraph.usage()).calls))
            const asked = question.name.startsWith('joined') ? [1, 1] : [1, 0]
            expect(calls, `${rival.name}, ${question.name}`).toEqual(asked.slice(asked.length - subgraphs.length))
            const text = Buffer.concat(answer.bodies).toString()
            expect(text).not.toContain('"errors"')
            if (question.name.startsWith('joined')) expect(text).toContain('"asset":{"tag":"C-')
          }
        }
      })
    })
  },
)
