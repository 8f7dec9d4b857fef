import { describe, expect, it } from 'vitest'
import { useFederation, WAYS, type Subgraph } from './federation.ts'

const catalog: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      media: [Media!]!
      node(id: ID!): Node
    }
    interface Node {
      id: ID!
    }
    interface Media implements Node {
      id: ID!
      title: String!
      copies: Int
    }
    type Book implements Media & Node @key(fields: "id") {
      id: ID!
      title: String!
      copies: Int
      author: Author!
    }
    type Film implements Media & Node @key(fields: "id") {
      id: ID!
      title: String!
      copies: Int @external
    }
    type Author @key(fields: "name") {
      name: String!
    }
  `,
  resolvers: { Query: { media: () => MEDIA, node: (_root, { id }: { id: string }) => mediumOf(id) } },
  entities: { Book: ({ id }) => mediumOf(id), Film: ({ id }) => mediumOf(id), Author: (key) => key },
}

const MEDIA = [
  { __typename: 'Book', id: 'b1', title: 'Dune', copies: 3, author: { name: 'Herbert' } },
  { __typename: 'Film', id: 'f1', title: 'Alien' },
  { __typename: 'Book', id: 'b2', title: 'Emma', copies: 1, author: { name: 'Austen' } },
]

function mediumOf(id: unknown) {
  return MEDIA.find((medium) => medium.id === id)
}

/** Has of films what the catalog has of books alone, and an interface of its own over types of both. */
const archive: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      loans: [Lendable!]!
    }
    interface Lendable {
      lender: String!
    }
    type Book implements Lendable @key(fields: "id") {
      id: ID!
      lender: String!
    }
    type Film implements Lendable @key(fields: "id") {
      id: ID!
      lender: String!
      copies: Int
    }
    type Author @key(fields: "name") {
      name: String!
      born: Int
    }
  `,
  resolvers: {
    Query: {
      loans: () => [
        { __typename: 'Film', id: 'f1', lender: 'Ann', copies: 7 },
        { __typename: 'Book', id: 'b2', lender: 'Bob' },
      ],
    },
  },
  entities: {
    Book: ({ id }) => ({ id, lender: 'Bob' }),
    Film: ({ id }) => ({ id, lender: 'Ann', copies: 7 }),
    Author: ({ name }) => ({ name, born: name === 'Austen' ? 1775 : 1920 }),
  },
}

describe.each(WAYS)('interfaces, %s', (way) => {
  const federation = useFederation(way, { catalog, archive })

  it('are answered by one call where one subgraph has the fields of all types', async () => {
    expect(await federation.ask('{ media { __typename id title } }')).toEqual({
      data: { media: MEDIA.map(({ __typename, id, title }) => ({ __typename, id, title })) },
      errors: [],
      calls: { catalog: 1 },
    })
  })

  it('have a field of which each type is known elsewhere', async () => {
    expect(await federation.ask('{ media { title copies } }')).toEqual({
      data: {
        media: [
          { title: 'Dune', copies: 3 },
          { title: 'Alien', copies: 7 },
          { title: 'Emma', copies: 1 },
        ],
      },
      errors: [],
      calls: { catalog: 1, archive: 1 },
    })
  })

  it('lead by fragments to fields of the types, and on to other things', async () => {
    expect(
      await federation.ask('{ media { ... on Book { author { name born } lender } ... on Film { lender } } }'),
    ).toEqual({
      data: {
        media: [
          { author: { name: 'Herbert', born: 1920 }, lender: 'Bob' },
          { lender: 'Ann' },
          { author: { name: 'Austen', born: 1775 }, lender: 'Bob' },
        ],
      },
      errors: [],
      // Films, books and the authors of the books are in one list.
      calls: { catalog: 1, archive: expect.toBeOneOf([1, 2]) as number },
    })
  })

  it('of one subgraph are asked on in another that does not know them', async () => {
    expect(await federation.ask('{ loans { lender ... on Media { title } ... on Node { id } } }')).toEqual({
      data: {
        loans: [
          { lender: 'Ann', title: 'Alien', id: 'f1' },
          { lender: 'Bob', title: 'Emma', id: 'b2' },
        ],
      },
      errors: [],
      calls: { archive: 1, catalog: 1 },
    })
  })

  it('stand in one another', async () => {
    expect(await federation.ask('{ node(id: "f1") { id ... on Media { title ... on Lendable { lender } } } }')).toEqual(
      {
        data: { node: { id: 'f1', title: 'Alien', lender: 'Ann' } },
        errors: [],
        calls: { catalog: 1, archive: 1 },
      },
    )
  })
})
