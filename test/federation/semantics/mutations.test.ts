import { beforeEach, describe, expect, it } from 'vitest'
import { useFederation, WAYS, type Subgraph } from './federation.ts'

const done: string[] = []
const note = (what: string, ms: number) => async () => {
  await new Promise((resolve) => setTimeout(resolve, ms))
  done.push(what)
  return done.length
}

const orders: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      orders: Int!
    }
    type Mutation {
      order(item: String!): Int!
      confirm: Order!
      fail: Int!
      failSoftly: Int
    }
    type Order @key(fields: "id") {
      id: ID!
    }
  `,
  resolvers: {
    Query: { orders: () => done.length },
    Mutation: {
      order: (_root, { item }: { item: string }) => note(`order ${item}`, 30)(),
      confirm: async () => ({ id: String(await note('confirm', 1)()) }),
      fail: () => {
        throw new Error('no')
      },
      failSoftly: () => {
        throw new Error('no')
      },
    },
  },
  entities: { Order: (key) => key },
}

const payments: Subgraph = {
  sdl: /* GraphQL */ `
    type Mutation {
      pay: Int!
    }
    type Order @key(fields: "id") {
      id: ID!
      paid: Boolean!
    }
  `,
  resolvers: { Mutation: { pay: note('pay', 1) } },
  entities: {
    Order: async ({ id }) => {
      // Long enough for a mutation that does not wait for it.
      await new Promise((resolve) => setTimeout(resolve, 50))
      return { id, paid: done.includes('pay') }
    },
  },
}

describe.each(WAYS)('mutations, %s', (way) => {
  const federation = useFederation(way, { orders, payments })
  beforeEach(() => {
    done.length = 0
  })

  it('are made one after the other, from subgraph to subgraph and back', async () => {
    const { data, errors, calls } = await federation.ask(
      'mutation { first: order(item: "a") pay second: order(item: "b") again: pay }',
    )
    expect({ data, errors }).toEqual({ data: { first: 1, pay: 2, second: 3, again: 4 }, errors: [] })
    expect(done).toEqual(['order a', 'pay', 'order b', 'pay'])
    expect(calls).toEqual({ orders: 2, payments: 2 })
  })

  it('of one subgraph in a row are one call, and still in order', async () => {
    expect(await federation.ask('mutation { one: order(item: "a") two: order(item: "b") pay }')).toEqual({
      data: { one: 1, two: 2, pay: 3 },
      errors: [],
      calls: { orders: 1, payments: 1 },
    })
  })

  it('have what they return joined before the next one is made', async () => {
    expect(await federation.ask('mutation { confirm { id paid } pay }')).toEqual({
      data: { confirm: { id: '1', paid: false }, pay: 2 },
      errors: [],
      calls: { orders: 1, payments: 2 },
    })
  })

  it('that fail softly do not keep the later ones from being made', async () => {
    const { data, errors } = await federation.ask('mutation { failSoftly pay }')
    expect(data).toEqual({ failSoftly: null, pay: 1 })
    expect(errors).toMatchObject([{ path: ['failSoftly'] }])
  })
})
