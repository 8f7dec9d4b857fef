import { describe, expect, it } from 'vitest'
import { representationsTo, useFederation, WAYS, type Subgraph } from './federation.ts'

const PRODUCTS = [
  { sku: 'p1', name: 'card', region: 'eu', zone: 'a' },
  { sku: 'p2', name: 'cable', region: 'eu', zone: null },
  { sku: 'p3', name: 'rail', region: null, zone: null },
]

/** Knows products by one key, slots by a key of two fields of which one is an object, people by either of two. */
const catalog: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      products: [Product!]!
      product(sku: ID!): Product
      slots: [Slot!]!
      shelves: [Shelf!]!
    }
    type Product @key(fields: "sku") {
      sku: ID!
      name: String!
      depot: Depot
    }
    type Slot @key(fields: "host { name } address") {
      host: Host
      address: String!
      width: Int!
    }
    type Host @shareable {
      name: String!
    }
    type Depot @key(fields: "region zone") {
      region: String
      zone: String
    }
    type Shelf @key(fields: "id") {
      id: ID!
    }
  `,
  resolvers: {
    Query: {
      products: () => PRODUCTS,
      product: (_root, { sku }: { sku: string }) => PRODUCTS.find((product) => product.sku === sku),
      slots: () => [
        { host: { name: 'h1' }, address: '00:1', width: 16 },
        { host: null, address: '00:2', width: 8 },
        { host: { name: 'h2' }, address: '00:1', width: 4 },
      ],
      shelves: () => [{ id: 's1' }, { id: 'gone' }, { id: 's2' }],
    },
    Product: { depot: ({ region, zone }: (typeof PRODUCTS)[number]) => ({ region, zone }) },
  },
  entities: {
    Product: ({ sku }) => PRODUCTS.find((product) => product.sku === sku),
    Slot: (key) => key,
    Depot: (key) => key,
    Shelf: (key) => key,
  },
}

const stock: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      scarce: [Product!]!
    }
    type Product @key(fields: "sku") {
      sku: ID!
      inStock: Int
    }
    type Slot @key(fields: "host { name } address") {
      host: Host
      address: String!
      taken: Boolean
    }
    type Host @shareable {
      name: String!
    }
    type Depot @key(fields: "region zone") {
      region: String
      zone: String
      keeper: String
    }
    type Shelf @key(fields: "id") {
      id: ID!
      load: Int
      limit: Int!
    }
  `,
  resolvers: { Query: { scarce: () => [{ sku: 'p3', inStock: 0 }] } },
  entities: {
    Product: ({ sku }) => ({ sku, inStock: sku === 'p1' ? 5 : 0 }),
    Slot: (key) => ({ ...key, taken: JSON.stringify(key).includes('h1') }),
    // Careless, as some are: what a router leaves out it does not miss.
    Depot: ({ region, zone }) => ({ region, zone, keeper: `keeper of ${String(region)} ${String(zone)}` }),
    Shelf: ({ id }) => (id === 'gone' ? null : { id, load: 3, limit: 9 }),
  },
}

describe.each(WAYS)('keys, %s', (way) => {
  const federation = useFederation(way, { catalog, stock })

  it('of one field join a list by one call', async () => {
    const answer = await federation.ask('{ products { name inStock } }')
    expect(answer).toEqual({
      data: {
        products: [
          { name: 'card', inStock: 5 },
          { name: 'cable', inStock: 0 },
          { name: 'rail', inStock: 0 },
        ],
      },
      errors: [],
      calls: { catalog: 1, stock: 1 },
    })
  })

  it('are not asked for what the subgraph of the root knows itself', async () => {
    expect(await federation.ask('{ product(sku: "p2") { sku name } }')).toEqual({
      data: { product: { sku: 'p2', name: 'cable' } },
      errors: [],
      calls: { catalog: 1 },
    })
    expect(await federation.ask('{ scarce { sku inStock } }')).toEqual({
      data: { scarce: [{ sku: 'p3', inStock: 0 }] },
      errors: [],
      calls: { stock: 1 },
    })
  })

  it('join the other way round too', async () => {
    expect(await federation.ask('{ scarce { name inStock } }')).toEqual({
      data: { scarce: [{ name: 'rail', inStock: 0 }] },
      errors: [],
      calls: { stock: 1, catalog: 1 },
    })
  })

  it('of several fields, one of them an object, are sent whole; without the object none is sent', async () => {
    const answer = await federation.ask('{ slots { address width taken } }')
    expect(answer).toEqual({
      data: {
        slots: [
          { address: '00:1', width: 16, taken: true },
          { address: '00:2', width: 8, taken: null },
          { address: '00:1', width: 4, taken: false },
        ],
      },
      errors: [],
      calls: { catalog: 1, stock: 1 },
    })
    expect(representationsTo(federation, 'stock')).toEqual([
      [
        { __typename: 'Slot', host: { name: 'h1' }, address: '00:1' },
        { __typename: 'Slot', host: { name: 'h2' }, address: '00:1' },
      ],
    ])
  })

  it('of which a part is null are no keys: another thing might match what is left of them', async () => {
    const answer = await federation.ask('{ products { sku depot { region zone keeper } } }')
    expect(answer).toEqual({
      data: {
        products: [
          { sku: 'p1', depot: { region: 'eu', zone: 'a', keeper: 'keeper of eu a' } },
          { sku: 'p2', depot: { region: 'eu', zone: null, keeper: null } },
          { sku: 'p3', depot: { region: null, zone: null, keeper: null } },
        ],
      },
      errors: [],
      calls: { catalog: 1, stock: 1 },
    })
  })

  it('that lead to nothing make the fields from there null, and the object where one may not be', async () => {
    expect(await federation.ask('{ shelves { id load } }')).toEqual({
      data: {
        shelves: [
          { id: 's1', load: 3 },
          { id: 'gone', load: null },
          { id: 's2', load: 3 },
        ],
      },
      errors: [],
      calls: { catalog: 1, stock: 1 },
    })
    const { data, errors } = await federation.ask('{ shelves { id limit } }')
    expect(data).toBeNull()
    expect(errors).not.toEqual([])
  })
})

/** Three subgraphs that have no one key in common: who goes from one end to the other changes keys in the middle. */
const people: Readonly<Record<string, Subgraph>> = {
  hr: {
    sdl: /* GraphQL */ `
      type Query {
        staff: [Person!]!
      }
      type Person @key(fields: "id") {
        id: ID!
        desk: String
      }
    `,
    resolvers: {
      Query: {
        staff: () => [
          { id: '1', desk: 'A1' },
          { id: '2', desk: 'B2' },
        ],
      },
    },
    entities: { Person: ({ id }) => ({ id, desk: 'C3' }) },
  },
  accounts: {
    sdl: /* GraphQL */ `
      type Query {
        me: Person
      }
      type Person @key(fields: "id") @key(fields: "email") {
        id: ID!
        email: String!
        login: String!
      }
    `,
    resolvers: { Query: { me: () => personOf('1') } },
    entities: {
      Person: ({ id, email }) => personOf(typeof id === 'string' ? id : String(email).charAt(0)),
    },
  },
  crm: {
    sdl: /* GraphQL */ `
      type Query {
        callers: [Person!]!
      }
      type Person @key(fields: "email") {
        email: String!
        tier: String
      }
    `,
    resolvers: { Query: { callers: () => [{ email: '2@example.net', tier: 'gold' }] } },
    entities: { Person: ({ email }) => ({ email, tier: email === '1@example.net' ? 'silver' : 'gold' }) },
  },
}

function personOf(id: string) {
  return { id, email: `${id}@example.net`, login: `user${id}` }
}

describe.each(WAYS)('several keys of one entity, %s', (way) => {
  const federation = useFederation(way, people)

  it('lead on from the key that is known to the key that is wanted', async () => {
    expect(await federation.ask('{ staff { desk tier } }')).toEqual({
      data: {
        staff: [
          { desk: 'A1', tier: 'silver' },
          { desk: 'B2', tier: 'gold' },
        ],
      },
      errors: [],
      calls: { hr: 1, accounts: 1, crm: 1 },
    })
    expect(await federation.ask('{ callers { tier desk } }')).toEqual({
      data: { callers: [{ tier: 'gold', desk: 'C3' }] },
      errors: [],
      calls: { crm: 1, accounts: 1, hr: 1 },
    })
  })

  it('each lead straight to who knows them', async () => {
    expect(await federation.ask('{ me { login desk tier } }')).toEqual({
      data: { me: { login: 'user1', desk: 'C3', tier: 'silver' } },
      errors: [],
      calls: { accounts: 1, hr: 1, crm: 1 },
    })
  })
})
