import { describe, expect, it } from 'vitest'
import { useFederation, WAYS, type Subgraph } from './federation.ts'

/** Both have the same root, and each has fields of it that the other has not: a value, without a key to go over by. */
const left: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      status: Status! @shareable
      version: String! @shareable
      one: Int!
      two: Int!
      three: Int!
    }
    type Status {
      id: ID! @shareable
      left: String!
      both: Both! @shareable
    }
    type Both {
      id: ID! @shareable
      ofLeft: Int!
    }
  `,
  resolvers: {
    Query: {
      status: () => ({ id: 's', left: 'L', both: { id: 'b', ofLeft: 1 } }),
      version: () => '1',
      one: () => 1,
      two: () => 2,
      three: () => 3,
    },
  },
}

const right: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      status: Status! @shareable
      version: String! @shareable
    }
    type Status {
      id: ID! @shareable
      right: String!
      both: Both! @shareable
    }
    type Both {
      id: ID! @shareable
      ofRight: Int!
    }
  `,
  resolvers: {
    Query: { status: () => ({ id: 's', right: 'R', both: { id: 'b', ofRight: 2 } }), version: () => '1' },
  },
}

describe.each(WAYS)('shared roots, %s', (way) => {
  const federation = useFederation(way, { left, right })

  it('are asked once where one subgraph has everything', async () => {
    const { data, errors, calls } = await federation.ask('{ version status { id } }')
    expect({ data, errors }).toEqual({ data: { version: '1', status: { id: 's' } }, errors: [] })
    expect(Object.values(calls)).toEqual([1])
  })

  it('are asked in both where each has something, and are one answer', async () => {
    expect(await federation.ask('{ status { left right both { id ofLeft ofRight } } }')).toEqual({
      data: { status: { left: 'L', right: 'R', both: { id: 'b', ofLeft: 1, ofRight: 2 } } },
      errors: [],
      calls: { left: 1, right: 1 },
    })
  })

  it('are fields of one call: three of one subgraph, and aliases of one of them', async () => {
    expect(await federation.ask('{ one two three again: one }')).toEqual({
      data: { one: 1, two: 2, three: 3, again: 1 },
      errors: [],
      calls: { left: 1 },
    })
  })
})
