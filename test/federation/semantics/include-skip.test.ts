import { describe, expect, it } from 'vitest'
import { useFederation, WAYS, type Subgraph } from './federation.ts'

const catalog: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      product: Product!
    }
    type Product @key(fields: "sku") {
      sku: ID!
      name: String!
      weight: Int!
    }
  `,
  resolvers: { Query: { product: () => CARD } },
  entities: { Product: () => CARD },
}
const CARD = { sku: 'p1', name: 'card', weight: 4 }

const shop: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      open: Boolean!
    }
    type Product @key(fields: "sku") {
      sku: ID!
      weight: Int! @external
      price: Int!
      postage: Int! @requires(fields: "weight")
    }
  `,
  resolvers: {
    Query: { open: () => true },
    Product: { postage: ({ weight }: { weight: number }) => weight * 2 },
  },
  entities: { Product: (key) => ({ ...key, price: 9 }) },
}

describe.each(WAYS)('@include and @skip, %s', (way) => {
  const federation = useFederation(way, { catalog, shop })
  const QUERY = 'query ($yes: Boolean = true, $no: Boolean!)'

  it('with variables decide what is asked for; a subgraph of which nothing is wanted is not called', async () => {
    expect(
      await federation.ask(`${QUERY} { product { name @include(if: $yes) price @include(if: $no) } }`, { no: false }),
    ).toEqual({ data: { product: { name: 'card' } }, errors: [], calls: { catalog: 1 } })
    expect(
      await federation.ask(`${QUERY} { product { name @skip(if: $yes) price @skip(if: $no) } }`, { no: false }),
    ).toEqual({ data: { product: { price: 9 } }, errors: [], calls: { catalog: 1, shop: 1 } })
  })

  it('on roots leave a whole subgraph out', async () => {
    expect(
      await federation.ask('query ($no: Boolean!) { product { name } open @include(if: $no) }', { no: false }),
    ).toEqual({
      data: { product: { name: 'card' } },
      errors: [],
      calls: { catalog: 1 },
    })
  })

  it('on fragments and on objects hold for all that is inside', async () => {
    const query = `${QUERY} {
      product {
        ... @include(if: $no) { price postage }
        ...Named @skip(if: $no)
      }
      hidden: product @skip(if: $yes) { name price }
    }
    fragment Named on Product { name }`
    expect(await federation.ask(query, { no: false })).toEqual({
      data: { product: { name: 'card' } },
      errors: [],
      calls: { catalog: 1 },
    })
    expect(await federation.ask(query, { no: true, yes: false })).toEqual({
      data: { product: { price: 9, postage: 8 }, hidden: { name: 'card', price: 9 } },
      errors: [],
      calls: { catalog: 1, shop: 1 },
    })
  })

  it('both on one field show it only where both allow it', async () => {
    const query = 'query ($in: Boolean!, $out: Boolean!) { product { sku price @include(if: $in) @skip(if: $out) } }'
    for (const [include, skip] of [
      [true, false],
      [true, true],
      [false, false],
      [false, true],
    ] as const) {
      const shown = include && !skip
      expect(await federation.ask(query, { in: include, out: skip })).toEqual({
        data: { product: { sku: 'p1', ...(shown && { price: 9 }) } },
        errors: [],
        calls: { catalog: 1, ...(shown && { shop: 1 }) },
      })
    }
  })

  it('hide what is required elsewhere without taking it away', async () => {
    expect(
      await federation.ask('query ($no: Boolean!) { product { weight @include(if: $no) postage } }', { no: false }),
    ).toEqual({ data: { product: { postage: 8 } }, errors: [], calls: { catalog: 1, shop: 1 } })
  })

  it('with constants are decided at once', async () => {
    expect(await federation.ask('{ product { name price @include(if: false) } open @skip(if: true) }')).toEqual({
      data: { product: { name: 'card' } },
      errors: [],
      calls: { catalog: 1 },
    })
  })
})
