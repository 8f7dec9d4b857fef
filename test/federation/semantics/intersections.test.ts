import { describe, expect, it } from 'vitest'
import { useFederation, WAYS, type Subgraph } from './federation.ts'

/** What goes in is only what all subgraphs understand; what comes out is all that any may send. */
const left: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      filtered(filter: Filter): String!
      ordered(by: Order!): String!
      leftMood: Mood!
      echo(value: Int, extra: Int): String! @shareable
    }
    input Filter {
      name: String
      least: Int
      onlyLeft: Boolean
    }
    enum Order {
      NAME
      AGE
      LEFT_HAND
    }
    enum Mood {
      GLAD
      SAD
    }
  `,
  resolvers: {
    Query: {
      filtered: (_root, { filter }: { filter: object }) => JSON.stringify(filter),
      ordered: (_root, { by }: { by: string }) => by,
      leftMood: () => 'SAD',
      echo: (_root, { value }: { value: number }) => String(value),
    },
  },
}

const right: Subgraph = {
  sdl: /* GraphQL */ `
    type Query {
      alsoFiltered(filter: Filter): String!
      alsoOrdered(by: Order!): String!
      rightMood: Mood!
      echo(value: Int): String! @shareable
    }
    input Filter {
      name: String!
      least: Int
      onlyRight: Boolean
    }
    enum Order {
      NAME
      AGE
    }
    enum Mood {
      GLAD
      CROSS
    }
  `,
  resolvers: {
    Query: {
      alsoFiltered: (_root, { filter }: { filter: object }) => JSON.stringify(filter),
      alsoOrdered: (_root, { by }: { by: string }) => by,
      rightMood: () => 'CROSS',
      echo: (_root, { value }: { value: number }) => String(value),
    },
  },
}

describe.each(WAYS)('intersections, %s', (way) => {
  const federation = useFederation(way, { left, right })

  it('of inputs have the fields that all have, required where one requires them', async () => {
    const { data } = await federation.ask('{ __type(name: "Filter") { inputFields { name type { kind } } } }')
    const { __type } = data as { __type: { inputFields: { name: string }[] } }
    expect(__type.inputFields.toSorted((one, other) => one.name.localeCompare(other.name))).toEqual([
      { name: 'least', type: { kind: 'SCALAR' } },
      { name: 'name', type: { kind: 'NON_NULL' } },
    ])
  })

  it('pass what all know, inline and by variables, to each its own', async () => {
    expect(
      await federation.ask(
        'query ($filter: Filter, $name: String!) { filtered(filter: $filter) alsoFiltered(filter: { name: $name, least: 2 }) }',
        { filter: { name: 'a', least: 1 }, name: 'b' },
      ),
    ).toEqual({
      data: { filtered: '{"name":"a","least":1}', alsoFiltered: '{"name":"b","least":2}' },
      errors: [],
      calls: { left: 1, right: 1 },
    })
  })

  it.each([
    ['{ filtered(filter: { name: "a", onlyLeft: true }) }', undefined],
    ['query ($filter: Filter) { filtered(filter: $filter) }', { filter: { name: 'a', onlyLeft: true } }],
    ['query ($filter: Filter) { filtered(filter: $filter) }', { filter: { least: 1 } }],
    ['{ ordered(by: LEFT_HAND) }', undefined],
    ['query ($by: Order!) { ordered(by: $by) }', { by: 'LEFT_HAND' }],
    ['{ echo(value: 1, extra: 2) }', undefined],
  ])('refuse what one of them does not know, and ask nobody: %s %o', async (query, variables) => {
    const { errors, calls } = await federation.ask(query, variables)
    expect(errors).not.toEqual([])
    expect(calls).toEqual({})
  })

  it('of enums take what all know; an enum that only comes out has the values of all', async () => {
    expect(await federation.ask('{ ordered(by: AGE) alsoOrdered(by: NAME) leftMood rightMood }')).toEqual({
      data: { ordered: 'AGE', alsoOrdered: 'NAME', leftMood: 'SAD', rightMood: 'CROSS' },
      errors: [],
      calls: { left: 1, right: 1 },
    })
  })
})
