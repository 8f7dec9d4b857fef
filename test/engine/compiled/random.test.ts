import fc from 'fast-check'
import { execute, parse, validate } from 'graphql'
import { expect, it } from 'vitest'
import { createExecute } from '../../../src/engine/execute.ts'
import { seededRandom } from '../../support/arbitrary-documents.ts'
import { createChoices, HIGHEST_CHOICE, type Choices } from '../../tenants/choices.ts'
import { randomQuery } from '../support/random-query.ts'
import { randomSchema } from '../support/random-schema.ts'
import { deliver, randomTree, type Delivery } from '../support/random-tree.ts'
import { SMALL_CONTEXT } from '../support/small-context.ts'
import { tell } from '../support/told.ts'

const RUNS = Number(process.env.PCIGRAPH_TEST_TREES ?? 400)

/** A seed has no smaller form that fails as well; how much is made of it has. */
const SIZES = fc.record({ seed: fc.nat(), objects: fc.nat({ max: 60 }), fields: fc.nat({ max: 60 }) })

function choicesOf(seed: number): Choices {
  const random = seededRandom(seed)
  return createChoices(Array.from({ length: 4000 }, () => Math.floor(random() * HIGHEST_CHOICE)))
}

/**
 * Which of several errors below one null are told depends in graphql-js on who is first. When nobody has to be waited for, all is in the
 * order of the document; that is how our engine tells it, however the values come.
 */
it(
  'tells the same as graphql-js of any tree of any schema, at once or later',
  async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(fc.noBias(SIZES), async ({ seed, objects, fields }) => {
        let root: unknown
        const schema = randomSchema(choicesOf(seed), () => root)
        const tree = randomTree(schema, choicesOf(seed + 1), objects)
        const question = randomQuery(schema, choicesOf(seed + 2), fields)
        const document = parse(question.query)
        if (validate(schema, document).length > 0) return
        compared++
        const asked = {
          document,
          operationName: question.operationName,
          variableValues: question.variables,
          contextValue: SMALL_CONTEXT,
        }
        const run = createExecute(schema)
        const ours = async (delivery: Delivery) => {
          root = deliver(tree, delivery)
          return tell(await run(asked))
        }
        const reference = async () => {
          root = deliver(tree, 'at once')
          return tell(await execute({ schema, ...asked, rootValue: {} }))
        }

        const expected = await reference()
        expect(await ours('at once')).toEqual(expected)
        // By the plan that was kept.
        expect(await ours('at once')).toEqual(expected)
        expect(await ours('later')).toEqual(expected)
      }),
      { numRuns: RUNS },
    )
    expect(compared).toBeGreaterThan(RUNS / 2)
  },
  20_000 + RUNS * 50,
)
