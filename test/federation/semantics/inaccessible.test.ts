import { describe, expect, it } from 'vitest'
import { useFederation, WAYS, type Subgraph } from './federation.ts'

const catalog: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      products(internal: Boolean @inaccessible): [Product!]!
      things: [Thing!]!
      secret: String @inaccessible
      kind: Kind!
    }
    type Product @key(fields: "sku") {
      sku: ID! @inaccessible
      name: String!
      cost: Int @inaccessible
    }
    union Thing = Product | Hidden
    type Hidden @inaccessible {
      why: String
    }
    enum Kind {
      OPEN
      CLOSED @inaccessible
    }
  `,
  resolvers: {
    Query: {
      products: () => [{ sku: 'p1', name: 'card', cost: 3 }],
      things: () => [{ __typename: 'Product', sku: 'p1', name: 'card' }],
      kind: () => 'OPEN',
    },
  },
  entities: { Product: ({ sku }) => ({ sku, name: 'card', cost: 3 }) },
}

const shop: Subgraph = {
  sdl: /* GraphQL */ `
    type Product @key(fields: "sku") {
      sku: ID!
      cost: Int @external
      price: Int @requires(fields: "cost")
    }
  `,
  resolvers: { Product: { price: ({ cost }: { cost: number }) => cost * 2 } },
  entities: { Product: (key) => key },
}

describe.each(WAYS)('@inaccessible, %s', (way) => {
  const federation = useFederation(way, { catalog, shop })

  it('serves the router as key and as requirement', async () => {
    expect(await federation.ask('{ products { name price } }')).toEqual({
      data: { products: [{ name: 'card', price: 6 }] },
      errors: [],
      calls: { catalog: 1, shop: 1 },
    })
  })

  it.each([
    ['{ products { sku } }', 'sku'],
    ['{ products { cost } }', 'cost'],
    ['{ products(internal: true) { name } }', 'internal'],
    ['{ secret }', 'secret'],
    ['{ things { ... on Hidden { why } } }', 'Hidden'],
  ])('is to clients as if it were not there: %s', async (query, name) => {
    const { errors, calls } = await federation.ask(query)
    expect(errors).not.toEqual([])
    expect(errors[0]?.message).toContain(name)
    expect(calls).toEqual({})
  })

  it('is not in what introspection tells', async () => {
    const { data } = await federation.ask(
      '{ __schema { types { name fields { name args { name } } enumValues { name } possibleTypes { name } } } }',
    )
    expect(JSON.stringify(data)).not.toMatch(/"(sku|cost|secret|Hidden|CLOSED|internal)"/)
  })
})
