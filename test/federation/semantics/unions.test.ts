import { describe, expect, it } from 'vitest'
import { useFederation, WAYS, type Subgraph } from './federation.ts'

const BOOK = { __typename: 'Book', id: 'b1', title: 'Dune' }
const SONG = { __typename: 'Song', id: 's1', title: 'Help' }
const MOVIE = { __typename: 'Movie', id: 'm1', title: 'Alien' }

/** Has books and songs; of the one thing that both subgraphs have, it knows that it is a book. */
const library: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      newest: Media @shareable
      present: Book @shareable
      presents: [Book!]! @shareable
      heard: [Media!]!
    }
    union Media = Book | Song
    type Book @key(fields: "id") {
      id: ID!
      title: String! @shareable
      shelf: String!
    }
    type Song @key(fields: "id") {
      id: ID!
      title: String!
    }
  `,
  resolvers: {
    Query: {
      newest: () => BOOK,
      present: () => BOOK,
      presents: () => [BOOK],
      heard: () => [SONG, BOOK],
    },
    Book: { shelf: () => 'A3' },
  },
  entities: { Book: () => BOOK, Song: () => SONG },
}

/** Has books and movies. */
const cinema: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      newest: Media @shareable
      present: Media @shareable
      presents: [Media!] @shareable
      seen: [Media!]!
    }
    union Media = Book | Movie
    type Book @key(fields: "id") {
      id: ID!
      title: String! @shareable
      filmed: Boolean!
    }
    type Movie @key(fields: "id") {
      id: ID!
      title: String!
    }
  `,
  resolvers: {
    Query: { newest: () => BOOK, present: () => BOOK, presents: () => [BOOK], seen: () => [MOVIE, BOOK] },
    Book: { filmed: () => true },
  },
  entities: { Book: () => BOOK, Movie: () => MOVIE },
}

describe.each(WAYS)('unions, %s', (way) => {
  const federation = useFederation(way, { library, cinema })

  it('have the members of all subgraphs', async () => {
    const { data } = await federation.ask('{ __type(name: "Media") { possibleTypes { name } } }')
    expect(data).toEqual({
      __type: { possibleTypes: expect.toSatisfy((types: object[]) => types.length === 3) as unknown },
    })
  })

  it('are not asked for members that a subgraph does not know', async () => {
    const members = '... on Book { title } ... on Song { title } ... on Movie { title }'
    expect(await federation.ask(`{ heard { __typename ${members} } seen { __typename ${members} } }`)).toEqual({
      data: {
        heard: [
          { __typename: 'Song', title: 'Help' },
          { __typename: 'Book', title: 'Dune' },
        ],
        seen: [
          { __typename: 'Movie', title: 'Alien' },
          { __typename: 'Book', title: 'Dune' },
        ],
      },
      errors: [],
      calls: { library: 1, cinema: 1 },
    })
  })

  it('lead on from a member to what another subgraph has of it', async () => {
    expect(await federation.ask('{ heard { ... on Book { shelf filmed } } }')).toEqual({
      data: { heard: [{}, { shelf: 'A3', filmed: true }] },
      errors: [],
      calls: { library: 1, cinema: 1 },
    })
  })

  it('are answered by either subgraph that has the field', async () => {
    const { data, errors } = await federation.ask('{ newest { ... on Book { title } } }')
    expect({ data, errors }).toEqual({ data: { newest: { title: 'Dune' } }, errors: [] })
  })

  it('are the type of a field that is a member of them in one subgraph', async () => {
    const typeOf = (field: string) =>
      federation
        .ask(`{ __type(name: "Query") { fields { name type { kind name ofType { kind name ofType { name } } } } } }`)
        .then(({ data }) => {
          const { __type } = data as { __type: { fields: { name: string; type: { name: string } }[] } }
          return __type.fields.find(({ name }) => name === field)?.type
        })
    expect(await typeOf('present')).toMatchObject({ kind: 'UNION', name: 'Media' })
    // Null where it may be null in one of them.
    expect(await typeOf('presents')).toMatchObject({
      kind: 'LIST',
      ofType: { kind: 'NON_NULL', ofType: { name: 'Media' } },
    })
    const { data, errors } = await federation.ask(
      '{ present { __typename ... on Book { title } ... on Movie { title } } presents { ... on Book { title filmed shelf } } }',
    )
    expect({ data, errors }).toEqual({
      data: {
        present: { __typename: 'Book', title: 'Dune' },
        presents: [{ title: 'Dune', filmed: true, shelf: 'A3' }],
      },
      errors: [],
    })
  })
})
