import { describe, expect, it } from 'vitest'
import { createQuestionMaker, findDifference, type Difference } from '../engine/support/differences.ts'
import { FAULTS, openFaultyCloud, USERS } from '../engine/support/faulty-cloud.ts'

/** In all. */
const QUESTIONS = Number(process.env.PCIGRAPH_TEST_DOCUMENTS ?? 10_000)
/** The next ones, for who has asked these: each seed is another question. */
const SEED = Number(process.env.PCIGRAPH_TEST_SEED ?? 1_000_000)

// A refusal is an error with a stack, and there are a hundred thousand of them: making stacks would take a sixth of the time.
Error.stackTraceLimit = 0

const settings = FAULTS.flatMap((fault) => USERS.map((user) => ({ fault, user })))
const each = Math.ceil(QUESTIONS / settings.length)

describe('our engine and graphql-js tell the same of random questions', () => {
  it.each(settings)(
    `to $user, with faults: $fault, of ${each} questions`,
    async ({ fault, user }) => {
      await using cloud = await openFaultyCloud(fault)
      const make = createQuestionMaker(cloud.schema, cloud.pool)
      const differences: (Difference & { readonly seed: number })[] = []
      const first = SEED + settings.findIndex((setting) => setting.fault === fault && setting.user === user) * each
      for (let seed = first; seed < first + each && differences.length < MOST_TOLD; seed++) {
        const difference = await findDifference(cloud, user, make(seed))
        if (difference) differences.push({ seed, ...difference })
      }
      expect(differences).toEqual([])
    },
    1_800_000,
  )
})

const MOST_TOLD = 5
