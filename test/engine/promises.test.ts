import { createHook } from 'node:async_hooks'
import { getOperationAST, parse, type GraphQLSchema } from 'graphql'
import { beforeAll, afterAll, describe, expect, it } from 'vitest'
import { PAGE_OF_SERVERS } from '../../bench/questions/page-of-servers.ts'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { createPlans } from '../../src/engine/compiled/plans.ts'
import { createExecute } from '../../src/engine/execute.ts'
import { WrittenData } from '../../src/engine/written-data.ts'
import type { GraphContext } from '../../src/schema/builder.ts'
import { createSchema } from '../../src/schema/index.ts'
import { openTwoExecutors, type TwoExecutors } from './support/two-executors.ts'

const document = parse(PAGE_OF_SERVERS)

describe('once everything has arrived that a page shows', () => {
  let demo: DemoCloud
  let executors: TwoExecutors
  beforeAll(async () => {
    demo = await startDemoCloud({ servers: 520, hypervisors: 40 })
    executors = openTwoExecutors(demo)
  })
  afterAll(async () => {
    await executors[Symbol.asyncDispose]()
    await demo.close()
  })

  it('ten servers and a hundred take the same number of promises, with all of their devices and hosts', async () => {
    const [ten, hundred] = [await promisesOf(10), await promisesOf(100)]
    expect(hundred.count).toBe(ten.count)
    expect(ten.count).toBeLessThanOrEqual(MOST_PROMISES)
    expect(hundred.text.length).toBeGreaterThan(7 * ten.text.length)
  })

  it('five hundred take as many, and the few by which a long answer is written in turns', async () => {
    const { count, text } = await promisesOf(500)
    expect(text.length).toBeGreaterThan(50_000)
    expect(count).toBeLessThanOrEqual(MOST_PROMISES + 20)
  })

  /** What is made while a page is asked again with the same context, when its loaders have everything already. */
  async function promisesOf(first: number) {
    const schema = keepingPages(createSchema())
    const contextValue: GraphContext = await executors.contextFor('admin', document)
    const run = createExecute(schema)
    const ask = () => run({ document, variableValues: { first }, contextValue })
    await ask()
    // Since then it is known how many hypervisors there are, and what can be foreseen of them is fetched once.
    await ask()
    let count = 0
    const hook = createHook({
      init(_id, type) {
        if (type === 'PROMISE') count++
      },
    })
    hook.enable()
    const { data, errors } = await ask()
    hook.disable()
    expect(errors).toBeUndefined()
    if (!(data instanceof WrittenData)) throw new Error('It was left to the reference executor')
    return { count, text: data.text }
  }
})

/** Of the functions from the question to the text that are async, each called once; the levels take none. */
const MOST_PROMISES = 8

/** What the root brings is kept too, which loaders do not keep. */
function keepingPages(schema: GraphQLSchema): GraphQLSchema {
  const field = schema.getQueryType()?.getFields().servers
  const resolve = field?.resolve
  if (!field || !resolve) throw new Error('no servers')
  let page: unknown
  field.resolve = (...asked) => {
    if (page !== undefined) return page
    return Promise.resolve(resolve(...asked)).then((arrived) => (page = arrived))
  }
  return schema
}

it('a question is planned once, however often it is asked', () => {
  const findPlan = createPlans(createSchema())
  const operation = getOperationAST(document)
  if (!operation) throw new Error('no operation')
  const plan = findPlan(document, operation, { first: 10 })
  expect(plan).not.toBeNull()
  expect(findPlan(document, operation, { first: 500 })).toBe(plan)
})
