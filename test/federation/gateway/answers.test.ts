import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPureGateway, yamlOf, type RunningGateway } from './graphs.ts'
import { startShop, type Shop } from './shop.ts'

let shop: Shop
let gateway: RunningGateway

beforeAll(async () => {
  shop = await startShop()
  gateway = await startPureGateway(yamlOf([shop.orders, shop.catalog]))
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await shop.close()
})

const dataOf = async (query: string, variables?: Readonly<Record<string, unknown>>) => {
  const { data, errors } = await gateway.ask(query, { ...(variables && { variables }) })
  expect(errors).toEqual([])
  return data
}

describe('what the schema is asked', () => {
  const query = { queryType: { name: 'Query' } }

  it('stands beside what subgraphs are asked, before and after it', async () => {
    const expected = { __schema: query, count: 4 }
    expect(await dataOf('{ __schema { queryType { name } } count }')).toEqual(expected)
    expect(await dataOf('{ count __schema { queryType { name } } }')).toEqual(expected)
    expect(await dataOf('{ ...F count } fragment F on Query { __schema { queryType { name } } }')).toEqual(expected)
  })

  it('may be called otherwise, and be asked twice', async () => {
    expect(
      await dataOf(
        'query($t: String!) { count: __type(name: $t) { name } s: __schema { queryType { name } } s: __schema { queryType { kind } } n: count }',
        {
          t: 'Order',
        },
      ),
    ).toEqual({ count: { name: 'Order' }, s: { queryType: { name: 'Query', kind: 'OBJECT' } }, n: 4 })
  })

  it('of what type the root is, too', async () => {
    expect(await dataOf('{ t: __typename count __typename }')).toEqual({ t: 'Query', count: 4, __typename: 'Query' })
    expect(await dataOf('{ __typename }')).toEqual({ __typename: 'Query' })
  })

  it('tells of nothing that is between gateway and subgraphs', async () => {
    const { text } = await gateway.ask('{ __schema { types { name } directives { name } } }')
    expect(text).not.toMatch(/join__|link__|_Entity|_Any|_Service|"key"/)
  })
})

describe('a field that is named twice', () => {
  it('is one, with what both ask of it', async () => {
    expect(await dataOf('{ orders { id } orders { product { sku } } }')).toEqual({
      orders: [0, 1, 2, 3].map((index) => ({ id: String(index), product: { sku: `p${index % 2}` } })),
    })
  })

  it('in a fragment and beside it', async () => {
    expect(await dataOf('{ ...F orders { id } } fragment F on Query { orders { product { sku } } }')).toEqual({
      orders: [0, 1, 2, 3].map((index) => ({ product: { sku: `p${index % 2}` }, id: String(index) })),
    })
  })

  it('has its keys in the order of the document', async () => {
    const { text } = await gateway.ask(
      '{ count ...F a: count } fragment F on Query { order(id: 1) { product { price sku } id } }',
    )
    expect(text).toContain('{"count":4,"order":{"product":{"price":200,"sku":"p1"},"id":"1"},"a":4}')
  })
})

describe('an alias', () => {
  it('by the name of a key is not sent for the key', async () => {
    expect(await dataOf('{ order(id: 0) { product { sku: name maker: price id: sku } } }')).toEqual({
      order: { product: { sku: 'p0 of m0', maker: 200, id: 'p0' } },
    })
    const call = shop.catalog.calls.at(-1)
    expect(Object.values(call?.variables ?? {})).toEqual([[{ __typename: 'Product', sku: 'p0', maker: { id: 'm0' } }]])
  })
})

describe('@skip and @include', () => {
  it('leave out calls, too', async () => {
    const query = 'query($deep: Boolean = false) { order(id: 0) { id product @include(if: $deep) { name } } }'
    const before = shop.catalog.calls.length
    expect(await dataOf(query)).toEqual({ order: { id: '0' } })
    expect(shop.catalog.calls).toHaveLength(before)
    expect(await dataOf(query, { deep: true })).toEqual({ order: { id: '0', product: { name: 'p0 of m0' } } })
  })

  it('may leave nothing', async () => {
    expect(await dataOf('{ order(id: 0) @skip(if: true) { id } }')).toEqual({})
    expect(await dataOf('{ order(id: 0) { id @skip(if: true) } }')).toEqual({ order: {} })
  })
})

describe('is refused', () => {
  it.each([
    ['@defer', '{ orders { id ... @defer { product { name } } } }', '@defer is not supported'],
    ['@stream', '{ orders @stream { id } }', '@stream is not supported'],
    ['what is in no graph', '{ nothing }', 'Cannot query field "nothing"'],
    ['what is between gateway and subgraphs', '{ _entities(representations: []) { __typename } }', '_entities'],
  ])('%s', async (_what, query, message) => {
    const { status, errors, data } = await gateway.ask(query)
    expect({ status, data }).toEqual({ status: 400, data: undefined })
    expect(errors[0]?.message).toContain(message)
    expect(errors[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED')
  })

  it('a value that is none of the variable', async () => {
    const { status, errors } = await gateway.ask('query($id: ID!) { order(id: $id) { id } }')
    expect({ status, code: errors[0]?.extensions?.code }).toEqual({ status: 400, code: 'BAD_USER_INPUT' })
  })

  it.each([
    ['tokens', `{ ${'count '.repeat(2000)} }`],
    ['expandedFields', doubling(14)],
    ['depth', `{ order(id: 0) { product { ${'maker { '.repeat(16)} id ${'} '.repeat(16)} } } }`],
    ['aliases', `{ ${Array.from({ length: 60 }, (_, index) => `a${index}: count`).join(' ')} }`],
  ])('what is above the limit of %s', async (limit, query) => {
    const { status, errors } = await gateway.ask(query)
    expect({ status, limit: errors[0]?.extensions?.limit }).toEqual({ status: 400, limit })
  })
})

it('answers mutations one after the other', async () => {
  expect(await dataOf('mutation { a: place(sku: "p1") { id } b: place(sku: "p2") { id } }')).toEqual({
    a: { id: '7' },
    b: { id: '7' },
  })
})

/** A few lines that mean thousands of fields. */
function doubling(levels: number): string {
  const fragments = Array.from(
    { length: levels },
    (_, level) => `fragment F${level} on Query { ${level === 0 ? 'count' : `...F${level - 1} ...F${level - 1}`} }`,
  )
  return `{ ...F${levels - 1} } ${fragments.join(' ')}`
}
