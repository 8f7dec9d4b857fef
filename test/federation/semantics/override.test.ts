import { describe, expect, it } from 'vitest'
import { useFederation, WAYS, type Subgraph } from './federation.ts'

const old: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      bills: [Bill!]!
      total: Int!
    }
    type Bill @key(fields: "id") {
      id: ID!
      cents: Int!
      payer: String!
    }
  `,
  resolvers: { Query: { bills: () => [{ id: '1', cents: 5, payer: 'old' }], total: () => 5 } },
  entities: { Bill: ({ id }) => ({ id, cents: 5, payer: 'old' }) },
}

/** Has taken a field of an object and one of the root over. */
const next: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      total: Int! @override(from: "old")
      newest: Bill!
    }
    type Bill @key(fields: "id") {
      id: ID!
      cents: Int! @override(from: "old")
      euros: String! @requires(fields: "payer")
      payer: String! @external
    }
  `,
  resolvers: {
    Query: { total: () => 6, newest: () => ({ id: '2', cents: 6 }) },
    Bill: { euros: ({ payer }: { payer: string }) => `0.06 of ${payer}` },
  },
  entities: { Bill: (key) => ({ ...key, cents: 6 }) },
}

/** Overrides what nobody has. */
const beside: Subgraph = {
  sdl: /* GraphQL */ `
    type Bill @key(fields: "id") {
      id: ID!
      note: String! @override(from: "gone")
    }
  `,
  resolvers: {},
  entities: { Bill: ({ id }) => ({ id, note: 'ok' }) },
}

describe.each(WAYS)('@override, %s', (way) => {
  const federation = useFederation(way, { old, next, beside })

  it('asks the new subgraph for a field and the old one no more', async () => {
    expect(await federation.ask('{ total }')).toEqual({ data: { total: 6 }, errors: [], calls: { next: 1 } })
    expect(await federation.ask('{ newest { id cents } }')).toEqual({
      data: { newest: { id: '2', cents: 6 } },
      errors: [],
      calls: { next: 1 },
    })
  })

  it('goes from the old one to the new one for the field', async () => {
    expect(await federation.ask('{ bills { id cents payer } }')).toEqual({
      data: { bills: [{ id: '1', cents: 6, payer: 'old' }] },
      errors: [],
      calls: { old: 1, next: 1 },
    })
    expect(federation.sent[0]?.query).not.toContain('cents')
  })

  it('leaves the other fields where they were, for requirements too', async () => {
    expect(await federation.ask('{ newest { euros } }')).toEqual({
      data: { newest: { euros: '0.06 of old' } },
      errors: [],
      calls: { next: 2, old: 1 },
    })
  })

  it('may name a subgraph that there is not', async () => {
    expect(await federation.ask('{ bills { note } }')).toEqual({
      data: { bills: [{ note: 'ok' }] },
      errors: [],
      calls: { old: 1, beside: 1 },
    })
  })
})
