import { describe, expect, it } from 'vitest'
import { useFederation, WAYS, type Subgraph } from './federation.ts'

const MEDIA = [
  { __typename: 'Book', id: 'b1', title: 'Dune', pages: 412 },
  { __typename: 'Film', id: 'f1', title: 'Alien', minutes: 117 },
]

const catalog: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      media: [Media!]!
      book: Book
    }
    interface Media @key(fields: "id") {
      id: ID!
      title: String!
    }
    type Book implements Media @key(fields: "id") {
      id: ID!
      title: String!
      pages: Int!
    }
    type Film implements Media @key(fields: "id") {
      id: ID!
      title: String!
      minutes: Int!
    }
  `,
  resolvers: { Query: { media: () => MEDIA, book: () => MEDIA[0] } },
  entities: {
    Media: ({ id }) => MEDIA.find((medium) => medium.id === id),
    Book: ({ id }) => MEDIA.find((medium) => medium.id === id),
    Film: ({ id }) => MEDIA.find((medium) => medium.id === id),
  },
}

/** Adds fields to every medium, and knows of none whether it is a book. */
const ratings: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      top: [Media!]!
    }
    type Media @key(fields: "id") @interfaceObject {
      id: ID!
      title: String! @external
      stars: Int!
      verdict: String! @requires(fields: "title")
    }
  `,
  resolvers: {
    Query: { top: () => [{ id: 'f1', stars: 5 }] },
    Media: { verdict: ({ title }: { title: string }) => `${title} is good` },
  },
  entities: { Media: (key) => ({ ...key, stars: key.id === 'f1' ? 5 : 3 }) },
}

describe.each(WAYS)('interface objects, %s', (way) => {
  const federation = useFederation(way, { catalog, ratings })

  it('add a field to the interface', async () => {
    expect(await federation.ask('{ media { id stars } }')).toEqual({
      data: {
        media: [
          { id: 'b1', stars: 3 },
          { id: 'f1', stars: 5 },
        ],
      },
      errors: [],
      calls: { catalog: 1, ratings: 1 },
    })
  })

  it('add it to each of its types', async () => {
    expect(await federation.ask('{ book { pages stars } media { ... on Film { minutes stars } } }')).toEqual({
      data: { book: { pages: 412, stars: 3 }, media: [{}, { minutes: 117, stars: 5 }] },
      errors: [],
      calls: { catalog: 1, ratings: expect.toBeOneOf([1, 2]) as number },
    })
  })

  it('are asked alone for what they know', async () => {
    expect(await federation.ask('{ top { id stars } }')).toEqual({
      data: { top: [{ id: 'f1', stars: 5 }] },
      errors: [],
      calls: { ratings: 1 },
    })
  })

  it('learn from the interface what they are', async () => {
    expect(await federation.ask('{ top { __typename stars title ... on Film { minutes } } }')).toEqual({
      data: { top: [{ __typename: 'Film', stars: 5, title: 'Alien', minutes: 117 }] },
      errors: [],
      calls: { ratings: 1, catalog: 1 },
    })
  })

  it('require fields of the interface', async () => {
    expect(await federation.ask('{ media { verdict } }')).toEqual({
      data: { media: [{ verdict: 'Dune is good' }, { verdict: 'Alien is good' }] },
      errors: [],
      calls: { catalog: 1, ratings: 1 },
    })
  })
})
