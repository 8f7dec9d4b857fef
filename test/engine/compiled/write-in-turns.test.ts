import fc from 'fast-check'
import { getOperationAST, parse, validate } from 'graphql'
import { expect, it } from 'vitest'
import { gather } from '../../../src/engine/compiled/gather.ts'
import { createLevel } from '../../../src/engine/compiled/level.ts'
import { NOT_PLANNED, type FieldPlan, type ObjectPlan } from '../../../src/engine/compiled/plan.ts'
import { fieldAt } from '../../../src/engine/compiled/compile.ts'
import { createPlans } from '../../../src/engine/compiled/plans.ts'
import { startRun } from '../../../src/engine/compiled/run.ts'
import { writeInTurns } from '../../../src/engine/compiled/write-in-turns.ts'
import { WrittenPage } from '../../../src/engine/written-data.ts'
import { seededRandom } from '../../support/arbitrary-documents.ts'
import { createChoices, HIGHEST_CHOICE, type Choices } from '../../tenants/choices.ts'
import { randomQuery } from '../support/random-query.ts'
import { randomSchema } from '../support/random-schema.ts'
import { deliver, randomTree } from '../support/random-tree.ts'
import { SMALL_CONTEXT } from '../support/small-context.ts'

const RUNS = Number(process.env.PCIGRAPH_TEST_TREES ?? 300)
const SIZES = fc.record({ seed: fc.nat(), objects: fc.nat({ max: 60 }), fields: fc.nat({ max: 60 }) })

function choicesOf(seed: number): Choices {
  const random = seededRandom(seed)
  return createChoices(Array.from({ length: 4000 }, () => Math.floor(random() * HIGHEST_CHOICE)))
}

it('writes in parts, and the items of a list apart, what it writes at once, errors and nulls included', async () => {
  let [compared, apart] = [0, 0]
  await fc.assert(
    fc.asyncProperty(fc.noBias(SIZES), async ({ seed, objects, fields }) => {
      const schema = randomSchema(choicesOf(seed), () => root)
      const root = deliver(randomTree(schema, choicesOf(seed + 1), objects), 'at once')
      const { query, operationName, variables = {} } = randomQuery(schema, choicesOf(seed + 2), fields)
      const document = parse(query)
      const operation = getOperationAST(document, operationName)
      if (!operation || validate(schema, document).length > 0) return
      const plan = createPlans(schema)(document, operation, variables)
      if (plan === null) return
      const write = async (few: number, list: FieldPlan | null = null) => {
        const run = startRun(SMALL_CONTEXT, variables, list)
        const level = createLevel(plan.root, [{}], { isShared: false })
        try {
          await gather(run, level)
          const text = await writeInTurns(run, level, few)
          return { text, errors: run.errors.map((error) => error.toJSON()), path: run.path, items: run.apart?.items }
        } catch (error) {
          if (error === NOT_PLANNED) return 'not planned'
          throw error
        }
      }

      const whole = await write(Infinity)
      if (whole !== 'not planned') compared++
      expect(await write(0)).toEqual(whole)
      expect(await write(3)).toEqual(whole)

      const path = pathToList(plan.root)
      if (path === null || whole === 'not planned' || whole.text === null) return
      for (const few of [Infinity, 0]) {
        const written = await write(few, fieldAt(plan, path))
        if (written === 'not planned' || written.text === null) throw new Error('It was written before')
        const { text: rest, items = [], errors } = written
        expect(errors).toEqual(whole.errors)
        expect(new WrittenPage({ rest, items, path }).toJSON()).toEqual(JSON.parse(whole.text))
        apart += items.length
      }
    }),
    { numRuns: RUNS },
  )
  expect(compared).toBeGreaterThan(RUNS / 3)
  expect(apart).toBeGreaterThan(RUNS / 10)
}, 120_000)

/** Response keys to a list that no list is above. */
function pathToList({ fields }: ObjectPlan): string[] | null {
  for (const { responseKey, value } of fields) {
    if (value.kind === 'list') return [responseKey]
    const below = value.kind === 'object' ? pathToList(value.plan) : null
    if (below !== null) return [responseKey, ...below]
  }
  return null
}
