import { makeExecutableSchema } from '@graphql-tools/schema'
import { expect, it } from 'vitest'
import { tellBoth } from '../support/told.ts'

const typeDefs = /* GraphQL */ `
  type Query {
    servers: [Server!]!
  }
  type Server {
    id: ID!
    host: Host
    sure: Host!
  }
  type Host {
    name: String
    zone: Zone
    broken: String
    load: Int!
  }
  type Zone {
    name: String
    broken: String
  }
`
const zone = { name: 'z' }
const host = { name: 'h', zone, load: 1 }

async function ask(query: string, servers: readonly object[], broken: () => unknown) {
  let calls = 0
  const count = () => {
    calls++
    return broken()
  }
  const schema = makeExecutableSchema({
    typeDefs,
    resolvers: { Query: { servers: () => servers }, Host: { broken: count }, Zone: { broken: count } },
  })
  const { ours, theirs } = await tellBoth(schema, { query })
  expect(ours).toEqual(theirs)
  return { ...ours, calls }
}

const servers = ['a', 'b', 'c'].map((id) => ({ id, host, sure: host }))
const fail = () => {
  throw new Error('broken')
}

it('an object that several have is asked once, and written at each', async () => {
  const { data, calls } = await ask('{ servers { host { name zone { name } broken } } }', servers, () => 'whole')
  expect(data).toBe(
    `{"servers":[${Array.from({ length: 3 }, () => '{"host":{"name":"h","zone":{"name":"z"},"broken":"whole"}}').join(',')}]}`,
  )
  // Three times by graphql-js, once by ours.
  expect(calls).toBe(3 + 1)
})

it.each(['{ servers { host { broken name } } }', '{ servers { host { name zone { broken } } } }'])(
  'what fails of it is told at each: %s',
  async (query) => {
    for (const broken of [fail, () => Promise.reject(new Error('broken')), () => new Error('broken')]) {
      const { errors } = await ask(query, servers, broken)
      expect(errors.map(({ path }) => path?.[1])).toEqual([0, 1, 2])
    }
  },
)

it('where it cannot be, it is null for each that can be without it', async () => {
  const empty = { name: 'h' }
  const without = ['a', 'b'].map((id) => ({ id, host: empty, sure: empty }))
  const { data, errors } = await ask('{ servers { id host { name load } } }', without, fail)
  expect(data).toBe('{"servers":[{"id":"a","host":null},{"id":"b","host":null}]}')
  expect(errors).toHaveLength(2)
  const { data: nothing } = await ask('{ servers { id sure { name load } } }', without, fail)
  expect(nothing).toBe('null')
})

it('is another where it is asked other things', async () => {
  const { data } = await ask('{ servers { host { name } sure { load } again: host { zone { name } } } }', servers, fail)
  expect(data).toContain('{"host":{"name":"h"},"sure":{"load":1},"again":{"zone":{"name":"z"}}}')
})
