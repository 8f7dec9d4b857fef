import { describe, expect, it } from 'vitest'
import { useFederation, WAYS, type Subgraph } from './federation.ts'

const NAMES: Readonly<Record<string, string>> = { p1: 'card', p2: 'cable' }

const catalog: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      products: [Product!]!
    }
    type Product @key(fields: "sku") {
      sku: ID!
      name: String! @shareable
      maker: Maker! @shareable
    }
    type Maker @key(fields: "id") {
      id: ID!
      city: String! @shareable
    }
    interface Media {
      id: ID!
      title: String!
    }
    type Book implements Media @key(fields: "id") {
      id: ID!
      title: String! @shareable
    }
    type Film implements Media @key(fields: "id") {
      id: ID!
      title: String! @shareable
    }
  `,
  resolvers: { Query: { products: () => Object.keys(NAMES).map(productOf) } },
  entities: {
    Product: ({ sku }) => productOf(String(sku)),
    Maker: ({ id }) => ({ id, city: 'Ulm' }),
    Book: ({ id }) => ({ id, title: 'from the catalog' }),
    Film: ({ id }) => ({ id, title: 'from the catalog' }),
  },
}

/** Knows some fields of others' things on some ways, and not on all. */
const reviews: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      latest: Review!
      best: Product! @provides(fields: "name")
      deep: Review!
      media: [Media!]! @provides(fields: "... on Book { title }")
      found: Found @provides(fields: "... on Film { title }")
    }
    type Review {
      stars: Int!
      product: Product!
      named: Product! @provides(fields: "name maker { city }")
    }
    type Product @key(fields: "sku") {
      sku: ID!
      name: String! @external
      maker: Maker! @external
    }
    type Maker @key(fields: "id") {
      id: ID!
      city: String! @external
    }
    interface Media {
      id: ID!
      title: String!
    }
    type Book implements Media @key(fields: "id") {
      id: ID!
      title: String! @external
    }
    type Film implements Media @key(fields: "id") {
      id: ID!
      title: String! @external
    }
    union Found = Book | Film
  `,
  resolvers: {
    Query: {
      latest: () => REVIEW,
      deep: () => REVIEW,
      best: () => ({ sku: 'p2', name: 'provided' }),
      media: () => [
        { __typename: 'Book', id: 'b', title: 'provided' },
        { __typename: 'Film', id: 'f' },
      ],
      found: () => ({ __typename: 'Film', id: 'f', title: 'provided' }),
    },
  },
  entities: { Product: (key) => key, Maker: (key) => key, Book: (key) => key, Film: (key) => key },
}

const REVIEW = {
  stars: 4,
  product: { sku: 'p1' },
  named: { sku: 'p1', name: 'provided', maker: { id: 'm1', city: 'provided' } },
}

function productOf(sku: string) {
  return { sku, name: NAMES[sku], maker: { id: 'm1', city: 'Ulm' } }
}

describe.each(WAYS)('@provides, %s', (way) => {
  const federation = useFederation(way, { catalog, reviews })

  it('saves the call to the owner on the way that provides', async () => {
    expect(await federation.ask('{ best { sku name } }')).toEqual({
      data: { best: { sku: 'p2', name: 'provided' } },
      errors: [],
      calls: { reviews: 1 },
    })
  })

  it('saves it for objects inside too', async () => {
    expect(await federation.ask('{ latest { named { name maker { city } } } }')).toEqual({
      data: { latest: { named: { name: 'provided', maker: { city: 'provided' } } } },
      errors: [],
      calls: { reviews: 1 },
    })
  })

  it('saves nothing on the ways beside it', async () => {
    expect(await federation.ask('{ latest { stars product { name } } }')).toEqual({
      data: { latest: { stars: 4, product: { name: 'card' } } },
      errors: [],
      calls: { reviews: 1, catalog: 1 },
    })
  })

  it('holds for the one type of an interface that it names', async () => {
    expect(await federation.ask('{ media { ... on Book { title } } }')).toEqual({
      data: { media: [{ title: 'provided' }, {}] },
      errors: [],
      calls: { reviews: 1 },
    })
    const { data, calls } = await federation.ask('{ media { id ... on Film { title } } }')
    expect(data).toEqual({ media: [{ id: 'b' }, { id: 'f', title: 'from the catalog' }] })
    expect(calls).toEqual({ reviews: 1, catalog: 1 })
  })

  it('holds for the one member of a union that it names', async () => {
    expect(await federation.ask('{ found { ... on Film { title } } }')).toEqual({
      data: { found: { title: 'provided' } },
      errors: [],
      calls: { reviews: 1 },
    })
  })
})
