import { describe, expect, it } from 'vitest'
import { representationsTo, useFederation, WAYS, type Subgraph } from './federation.ts'

const SKUS = Array.from({ length: 10 }, (_, index) => `p${index}`)

const orders: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      orders: [Order!]!
      first: Order!
      second: Order!
      count: Int!
    }
    type Order {
      id: ID!
      product: Product!
      instead: Product!
    }
    type Product @key(fields: "sku") {
      sku: ID!
    }
  `,
  resolvers: {
    Query: {
      orders: () => Array.from({ length: 50 }, (_, index) => orderOf(index)),
      first: () => orderOf(1),
      second: () => orderOf(2),
      count: () => 50,
    },
  },
  entities: { Product: (key) => key },
}

function orderOf(index: number) {
  return { id: String(index), product: { sku: `p${index % 10}` }, instead: { sku: `p${(index + 1) % 10}` } }
}

const catalog: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      cheapest: Product!
      dearest: Product!
      newest: Product!
    }
    type Product @key(fields: "sku") {
      sku: ID!
      name: String!
    }
  `,
  resolvers: {
    Query: { cheapest: () => productOf('p1'), dearest: () => productOf('p2'), newest: () => productOf('p3') },
  },
  entities: { Product: ({ sku }) => productOf(String(sku)) },
}

function productOf(sku: string) {
  return { sku, name: `product ${sku}` }
}

describe.each(WAYS)('calls, %s', (way) => {
  const federation = useFederation(way, { orders, catalog })

  it('are one for fifty orders of ten products, with ten representations', async () => {
    const { data, errors, calls } = await federation.ask('{ orders { id product { name } } }')
    expect(errors).toEqual([])
    expect(data).toEqual({
      orders: Array.from({ length: 50 }, (_, index) => ({
        id: String(index),
        product: { name: `product p${index % 10}` },
      })),
    })
    expect(calls).toEqual({ orders: 1, catalog: 1 })
    expect(representationsTo(federation, 'catalog')).toEqual([SKUS.map((sku) => ({ __typename: 'Product', sku }))])
  })

  it('are one for three root fields of one subgraph', async () => {
    expect(await federation.ask('{ cheapest { name } dearest { name } newest { sku } }')).toEqual({
      data: { cheapest: { name: 'product p1' }, dearest: { name: 'product p2' }, newest: { sku: 'p3' } },
      errors: [],
      calls: { catalog: 1 },
    })
  })

  it('are one for the same step at several places', async () => {
    const { data, errors, calls } = await federation.ask(
      '{ first { product { name } instead { name } } second { product { name } } }',
    )
    expect({ data, errors }).toEqual({
      data: {
        first: { product: { name: 'product p1' }, instead: { name: 'product p2' } },
        second: { product: { name: 'product p2' } },
      },
      errors: [],
    })
    expect(calls).toEqual({ orders: 1, catalog: 1 })
  })

  it('go to nobody for what the gateway knows itself', async () => {
    expect(await federation.ask('{ __typename __schema { queryType { name } } }')).toEqual({
      data: { __typename: 'Query', __schema: { queryType: { name: 'Query' } } },
      errors: [],
      calls: {},
    })
  })

  it('and introspection stand beside one another', async () => {
    expect(await federation.ask('{ __schema { queryType { name } } count }')).toEqual({
      data: { __schema: { queryType: { name: 'Query' } }, count: 50 },
      errors: [],
      calls: { orders: 1 },
    })
  })
})
