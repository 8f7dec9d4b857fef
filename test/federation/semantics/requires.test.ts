import { describe, expect, it } from 'vitest'
import { representationsTo, useFederation, WAYS, type Subgraph } from './federation.ts'

type Parcel = { id: string; weight: number | null; size: { width: number; height: number }; content: Content | null }
type Content =
  | { __typename: 'Card'; label: string; ports: number; maker: { name: string } }
  | { __typename: 'Cable'; label: string; metres: number; maker: { name: string } }
  | { __typename: 'Manual'; pages: number }

const PARCELS: readonly Parcel[] = [
  {
    id: '1',
    weight: 4,
    size: { width: 2, height: 3 },
    content: { __typename: 'Card', label: 'nic', ports: 2, maker: { name: 'Acme' } },
  },
  {
    id: '2',
    weight: null,
    size: { width: 1, height: 1 },
    content: { __typename: 'Cable', label: 'dac', metres: 3, maker: { name: 'Bolt' } },
  },
  { id: '3', weight: 1, size: { width: 5, height: 1 }, content: { __typename: 'Manual', pages: 90 } },
  { id: '4', weight: 2, size: { width: 1, height: 2 }, content: null },
]

const TYPES = /* GraphQL */ `
  interface Labelled {
    label: String!
  }
  interface Electric implements Labelled {
    label: String!
    maker: Maker
  }
  type Maker {
    name: String!
  }
`

const warehouse: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      parcels: [Parcel!]!
      parcel(id: ID!): Parcel
    }
    type Parcel @key(fields: "id") {
      id: ID!
      weight: Int
      size: Size!
      price(currency: Currency!): Int!
      content: Content
      labelled: Labelled
    }
    type Size {
      width: Int!
      height: Int!
    }
    enum Currency {
      EUR
      USD
    }
    union Content = Card | Cable | Manual
    ${TYPES}
    type Card implements Labelled & Electric {
      label: String!
      maker: Maker
      ports: Int!
    }
    type Cable implements Labelled & Electric {
      label: String!
      maker: Maker
      metres: Int!
    }
    type Manual {
      pages: Int!
    }
  `,
  resolvers: {
    Query: {
      parcels: () => PARCELS,
      parcel: (_root, { id }: { id: string }) => parcelOf(id),
    },
    Parcel: {
      price: ({ id }: Parcel, { currency }: { currency: string }) => Number(id) * (currency === 'EUR' ? 100 : 110),
      labelled: ({ content }: Parcel) => (content?.__typename === 'Manual' ? null : content),
    },
  },
  entities: { Parcel: ({ id }) => parcelOf(id) },
}

const shipping: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      next: Parcel
    }
    type Parcel @key(fields: "id") {
      id: ID!
      weight: Int @external
      size: Size! @external
      price(currency: Currency!): Int! @external
      content: Content @external
      labelled: Labelled @external
      heavy: Boolean @requires(fields: "weight")
      area: Int! @requires(fields: "size { width height }")
      duty: Int! @requires(fields: "price(currency: EUR)")
      dutyAbroad: Int! @requires(fields: "price(currency: USD)")
      handling: String!
        @requires(
          fields: "content { __typename ... on Card { ports } ... on Cable { metres } ... on Manual { pages } }"
        )
      sticker: String! @requires(fields: "labelled { label ... on Electric { maker { name } } }")
      plain: String! @requires(fields: "labelled { ... { label } }")
    }
    type Size @external {
      width: Int!
      height: Int!
    }
    enum Currency {
      EUR
      USD
    }
    union Content = Card | Cable | Manual
    ${TYPES.replace('type Maker', 'type Maker @external')}
    type Card implements Labelled & Electric @external {
      label: String!
      maker: Maker
      ports: Int!
    }
    type Cable implements Labelled & Electric @external {
      label: String!
      maker: Maker
      metres: Int!
    }
    type Manual @external {
      pages: Int!
    }
  `,
  resolvers: {
    Query: { next: () => ({ id: '1' }) },
    Parcel: {
      heavy: ({ weight }: Parcel) => (weight === null ? null : weight > 3),
      area: ({ size }: Parcel) => size.width * size.height,
      duty: ({ price }: { price: number }) => price / 10,
      dutyAbroad: ({ price }: { price: number }) => price / 10,
      handling: ({ content }: Parcel) => JSON.stringify(content),
      sticker: ({ labelled }: { labelled: object | null }) => JSON.stringify(labelled),
      plain: ({ labelled }: { labelled: object | null }) => JSON.stringify(labelled),
    },
  },
  entities: { Parcel: (representation) => representation },
}

/** Needs of shipping what shipping itself needs of the warehouse. */
const customs: Subgraph = {
  sdl: /* GraphQL */ `
    type Parcel @key(fields: "id") {
      id: ID!
      area: Int! @external
      heavy: Boolean @external
      fee: String! @requires(fields: "area heavy")
    }
  `,
  resolvers: {
    Parcel: { fee: ({ area, heavy }: { area: number; heavy: boolean | null }) => `${area} ${String(heavy)}` },
  },
  entities: { Parcel: (representation) => representation },
}

function parcelOf(id: unknown): Parcel | undefined {
  return PARCELS.find((parcel) => parcel.id === id)
}

describe.each(WAYS)('@requires, %s', (way) => {
  const federation = useFederation(way, { warehouse, shipping, customs })

  it('fetches a field that nobody asked for, and does not show it', async () => {
    expect(await federation.ask('{ parcels { id heavy } }')).toEqual({
      data: {
        parcels: [
          { id: '1', heavy: true },
          { id: '2', heavy: null },
          { id: '3', heavy: false },
          { id: '4', heavy: false },
        ],
      },
      errors: [],
      calls: { warehouse: 1, shipping: 1 },
    })
  })

  it('sends a field that is null as null', async () => {
    await federation.ask('{ parcel(id: "2") { heavy } }')
    expect(representationsTo(federation, 'shipping')).toEqual([[{ __typename: 'Parcel', id: '2', weight: null }]])
  })

  it('fetches from elsewhere before it comes back to where the question began', async () => {
    expect(await federation.ask('{ next { id area } }')).toEqual({
      data: { next: { id: '1', area: 6 } },
      errors: [],
      calls: { shipping: 2, warehouse: 1 },
    })
  })

  it('takes fields inside an object, and several requirements by one call', async () => {
    const { data, calls } = await federation.ask('{ parcels { area heavy duty } }')
    expect(data).toEqual({
      parcels: [
        { area: 6, heavy: true, duty: 10 },
        { area: 1, heavy: null, duty: 20 },
        { area: 5, heavy: false, duty: 30 },
        { area: 2, heavy: false, duty: 40 },
      ],
    })
    expect(calls).toEqual({ warehouse: 1, shipping: 1 })
  })

  it('passes arguments, whatever the client passes to the same field', async () => {
    const { data, errors } = await federation.ask(
      '{ parcel(id: "1") { price(currency: USD) euros: price(currency: EUR) duty } }',
    )
    expect({ data, errors }).toEqual({ data: { parcel: { price: 110, euros: 100, duty: 10 } }, errors: [] })
  })

  it('keeps two requirements of one field with different arguments apart', async () => {
    const { data, errors } = await federation.ask('{ parcels { duty dutyAbroad } }')
    expect(errors).toEqual([])
    expect(data).toEqual({
      parcels: [
        { duty: 10, dutyAbroad: 11 },
        { duty: 20, dutyAbroad: 22 },
        { duty: 30, dutyAbroad: 33 },
        { duty: 40, dutyAbroad: 44 },
      ],
    })
  })

  it('takes of each member of a union its own fields', async () => {
    const { data, errors, calls } = await federation.ask('{ parcels { handling } }')
    expect(errors).toEqual([])
    expect(handlingsOf(data)).toEqual([
      { __typename: 'Card', ports: 2 },
      { __typename: 'Cable', metres: 3 },
      { __typename: 'Manual', pages: 90 },
      null,
    ])
    expect(calls).toEqual({ warehouse: 1, shipping: 1 })
  })

  it('takes a fragment on an interface inside another interface, and one that names no type', async () => {
    const { data, errors, calls } = await federation.ask('{ parcels { sticker plain } }')
    expect(errors).toEqual([])
    const { parcels } = data as { parcels: { sticker: string; plain: string }[] }
    expect(parcels.map(({ sticker }) => JSON.parse(sticker) as unknown)).toMatchObject(
      [{ label: 'nic', maker: { name: 'Acme' } }, { label: 'dac', maker: { name: 'Bolt' } }, {}, {}].map(
        (each, index) => (index < 2 ? each : null) as object,
      ),
    )
    expect(parcels.map(({ plain }) => JSON.parse(plain) as unknown)).toMatchObject([
      { label: 'nic' },
      { label: 'dac' },
      null as unknown as object,
      null as unknown as object,
    ])
    expect(calls).toEqual({ warehouse: 1, shipping: 1 })
  })

  it('of what requires in turn goes through all of them, step by step', async () => {
    expect(await federation.ask('{ parcels { fee } }')).toEqual({
      data: { parcels: [{ fee: '6 true' }, { fee: '1 null' }, { fee: '5 false' }, { fee: '2 false' }] },
      errors: [],
      calls: { warehouse: 1, shipping: 1, customs: 1 },
    })
  })
})

function handlingsOf(data: unknown): readonly unknown[] {
  return (data as { parcels: { handling: string }[] }).parcels.map(({ handling }) => JSON.parse(handling) as unknown)
}
