import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startPureGateway, startSubgraph, yamlOf, type RunningGateway, type RunningSubgraph } from './graphs.ts'

type Row = Record<string, unknown>
const entity = (row: Row) => row
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

let started: RunningSubgraph[]
let gateway: RunningGateway

async function start(...subgraphs: readonly RunningSubgraph[]) {
  started = [...subgraphs]
  gateway = await startPureGateway(yamlOf(subgraphs))
}
beforeEach(() => {
  started = []
})
afterEach(async () => {
  await gateway[Symbol.asyncDispose]()
  await Promise.all(started.map((subgraph) => subgraph.close()))
})

describe('a field that requires what could not be had', () => {
  let prices: RunningSubgraph
  let shop: RunningSubgraph
  beforeEach(async () => {
    prices = await startSubgraph(
      'prices',
      'type Item @key(fields: "id") { id: ID! price: Int! discount: Int } type Query { none: Int }',
      {
        Item: {
          price: () => 100,
          discount: ({ id }: Row) => {
            if (id === '2') throw new Error('out of order')
            return id === '3' ? null : 20
          },
        },
      },
      { Item: (row) => (row.id === '4' ? null : entity(row)) },
    )
    shop = await startSubgraph(
      'shop',
      `type Query { items: [Item] }
       type Item @key(fields: "id") {
         id: ID! price: Int! @external discount: Int @external toPay: Int @requires(fields: "price discount")
       }`,
      {
        Query: { items: () => ['1', '2', '3', '4'].map((id) => ({ id })) },
        Item: { toPay: ({ price, discount }: Row) => Number(price) - Number(discount ?? 0) },
      },
      { Item: entity },
    )
    await start(prices, shop)
  })

  it('is null where it failed, or belongs to nothing that is known, and is computed where it is null', async () => {
    const { data, errors } = await gateway.ask('{ items { id toPay } }')
    expect(data).toEqual({
      items: [
        { id: '1', toPay: 80 },
        { id: '2', toPay: null },
        { id: '3', toPay: 100 },
        { id: '4', toPay: null },
      ],
    })
    expect(errors).toMatchObject([
      { path: ['items', 1, 'toPay'], extensions: { code: 'SUBGRAPH_ERROR', upstream: 'prices' } },
    ])
    expect(shop.calls.at(-1)?.variables).toMatchObject({ representations: [{ id: '1' }, { id: '3' }] })
  })

  it('is null, and asked of nobody, where its subgraph is dead', async () => {
    await prices.close()
    const { data, errors } = await gateway.ask('{ items { toPay } }')
    expect(data).toEqual({ items: Array.from({ length: 4 }, () => ({ toPay: null })) })
    expect(errors).toMatchObject([{ path: ['items', 0, 'toPay'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }])
    expect(shop.calls).toHaveLength(1)
  })
})

describe('a root that several subgraphs share', () => {
  it.each([
    ['first', 0, 150],
    ['last', 150, 0],
  ])(
    'loses what one of them could not say, who answers %s, and nothing else',
    async (_when, failsAfter, answersAfter) => {
      const me = (fields: object, ms: number) => ({
        Query: {
          me: async () => {
            await pause(ms)
            return fields
          },
        },
      })
      const sdl = (field: string) => `type Query { me: Me @shareable } type Me { ${field}: Int }`
      const failing = {
        Query: {
          me: async () => {
            await pause(failsAfter)
            throw new Error('boom')
          },
        },
      }
      await start(
        await startSubgraph('a', sdl('a'), failing),
        await startSubgraph('b', sdl('b'), me({ b: 2 }, answersAfter)),
      )
      const { data, errors } = await gateway.ask('{ me { a b } }')
      expect(data).toEqual({ me: { a: null, b: 2 } })
      expect(errors).toMatchObject([{ path: ['me'], extensions: { code: 'SUBGRAPH_ERROR', upstream: 'a' } }])
    },
  )
})
