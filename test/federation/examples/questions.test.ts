import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoModel } from '../../../examples/subgraph/demo-model.ts'
import { questionsOf } from '../questions/questions.ts'
import { startApolloGateway } from '../stock/apollo-gateway.ts'
import { startHiveGateway } from '../stock/hive-gateway.ts'
import type { Router, RouterError } from '../stock/router.ts'
import { startJoinedCloud, type JoinedCloud } from './joined-cloud.ts'
import { startJoinedGateway, startSupergraphGateway } from './joined-gateway.ts'

const model = demoModel()
const own = questionsOf('own', model)
const joined = questionsOf('joined', model)

const ROUTERS = {
  'pcigraph gateway, joined to the examples': startJoinedGateway,
  'pcigraph gateway of the supergraph': startSupergraphGateway,
  'stock Hive Gateway': (cloud: JoinedCloud) => startHiveGateway(cloud.supergraph),
  'stock Apollo Gateway': (cloud: JoinedCloud) => startApolloGateway(cloud.supergraph),
} as const
const NAMES = [
  'pcigraph gateway, joined to the examples',
  'pcigraph gateway of the supergraph',
  'stock Hive Gateway',
  'stock Apollo Gateway',
] as const

it('are thirty', () => {
  expect(new Set([...own, ...joined].map(({ name }) => name)).size).toBe(30)
})

describe.each(['admin', 'alice'] as const)('questions of %s', (user) => {
  let cloud: JoinedCloud
  let token: string
  const routers = new Map<string, Router>()
  beforeAll(async () => {
    cloud = await startJoinedCloud()
    token = await cloud.own.token(user)
    for (const name of NAMES) routers.set(name, await ROUTERS[name](cloud))
  })
  afterAll(async () => {
    for (const router of routers.values()) await router[Symbol.asyncDispose]()
    await cloud[Symbol.asyncDispose]()
  })

  describe.each(NAMES)('through %s', (name) => {
    it.each(own)('$name has the answer that it has directly', async ({ query, variables }) => {
      const direct = await cloud.own.ask(query, { as: user, variables })
      const answer = await routers.get(name)?.ask(query, { variables, token })
      expect(answer?.data).toEqual(direct.data)
      expect(tellErrors(answer?.errors)).toEqual(tellErrors(direct.errors))
    })
  })

  it.each(joined)('$name has one answer through all of them', async ({ query, variables }) => {
    const [first, ...others] = await Promise.all(
      [...routers.values()].map((router) => router.ask(query, { variables, token })),
    )
    expect(first?.data).not.toBeNull()
    for (const other of others) {
      expect(other.data).toEqual(first?.data)
      expect(tellErrors(other.errors)).toEqual(tellErrors(first?.errors))
    }
  })
})

/** Where and why, in no order: what a client acts upon. */
function tellErrors(errors: readonly RouterError[] = []): readonly string[] {
  return errors.map(({ path, extensions }) => `${path?.join('.')}: ${String(extensions?.code)}`).sort()
}
