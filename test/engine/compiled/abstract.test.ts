import { makeExecutableSchema } from '@graphql-tools/schema'
import type { GraphQLResolveInfo } from 'graphql'
import { describe, expect, it } from 'vitest'
import { tellBoth } from '../support/told.ts'

const typeDefs = /* GraphQL */ `
  interface Named {
    name: String!
    friend: Named
  }
  type Cat implements Named {
    name: String!
    friend: Named
    lives: Int
  }
  type Dog implements Named {
    name: String!
    friend: Named
    tricks: [String!]
  }
  type Fish {
    depth: Int!
  }
  union Pet = Cat | Dog | Fish
  type Query {
    pets: [Pet]
    sure: [Pet!]
    named: Named
    pet: Pet!
  }
`
type Pet = { readonly is?: unknown; readonly __typename?: unknown }
type NameOf = (value: Pet, context: unknown, info: GraphQLResolveInfo) => unknown

/** Every kind of value that a union can hold, and some that it cannot. */
async function ask(values: readonly unknown[], nameOf?: NameOf) {
  const [first] = values
  const resolveType = nameOf && { __resolveType: nameOf }
  const schema = makeExecutableSchema({
    typeDefs,
    resolvers: {
      Query: { pets: () => values, sure: () => values, named: () => first, pet: () => first },
      ...(resolveType && { Pet: resolveType, Named: resolveType }),
    },
    resolverValidationOptions: { requireResolversForResolveType: 'ignore' },
  })
  const fields = '__typename ... on Named { name friend { name ... on Dog { tricks } } } ... on Cat { lives } ...F'
  const fragment = 'fragment F on Fish { of: __typename depth }'
  const asked = []
  for (const root of ['pets', 'sure', 'named', 'pet']) {
    const query = `{ ${root} { ${root === 'named' ? '__typename name ... on Cat { lives }' : fields} } }`
    const { ours, theirs } = await tellBoth(schema, { query: root === 'named' ? query : `${query} ${fragment}` })
    expect(ours).toEqual(theirs)
    asked.push(ours)
  }
  return asked
}

const cat = {
  __typename: 'Cat',
  is: 'Cat',
  name: 'Tom',
  lives: 9,
  friend: { __typename: 'Dog', is: 'Dog', name: 'Rex', tricks: ['sit'] },
}
const fish = { __typename: 'Fish', is: 'Fish', depth: 3 }
const byIs: NameOf = ({ is }) => is

describe('values of several types', () => {
  it.each<[string, NameOf | undefined]>([
    ['__typename', undefined],
    ['resolveType', byIs],
    ['resolveType, later', (pet) => Promise.resolve(pet.is)],
  ])('are told apart by %s', async (_by, nameOf) => {
    const [pets] = await ask([cat, fish, cat.friend, cat, null], nameOf)
    expect(JSON.parse(pets?.data ?? '')).toMatchObject({
      pets: [
        { name: 'Tom', lives: 9, friend: { tricks: ['sit'] } },
        { of: 'Fish', depth: 3 },
        { name: 'Rex' },
        {},
        null,
      ],
    })
  })

  it('may be missing, fail, and come later', async () => {
    const values = [cat, Promise.resolve(fish), new Error('no pet'), undefined, Promise.reject(new Error('gone'))]
    const [pets, sure] = await ask(values, byIs)
    expect(pets?.errors.map(({ path }) => path)).toEqual([
      ['pets', 2],
      ['pets', 4],
    ])
    expect(sure?.data).toBe('{"sure":null}')
    await ask([fish, { __typename: 'Fish', is: 'Fish' }, { __typename: 'Cat', is: 'Cat' }], byIs)
  })

  it.each<[string, unknown]>([
    ['nobody knows', 'Bird'],
    ['is no object', 'Named'],
    ['is not one of them', 'Query'],
    ['is no name', 7],
    ['is not told', undefined],
    ['is null', null],
    ['only an object without a prototype would lack', 'constructor'],
  ])('fail one by one where their type %s', async (_why, type) => {
    await ask([cat, { is: type, __typename: type, name: 'x' }, fish], byIs)
    await ask([{ is: type, __typename: type, name: 'x' }, cat], byIs)
    await ask([cat, { is: type, __typename: type, name: 'x' }, fish])
  })

  it('fail where whoever says it throws', async () => {
    const [pets] = await ask([cat, fish], (pet) => {
      if (pet.is === 'Fish') throw new Error('slippery')
      return pet.is
    })
    expect(pets).toMatchObject({ errors: [{ message: 'slippery', path: ['pets', 1] }] })
    await ask([cat, fish], (pet) => (pet.is === 'Fish' ? Promise.reject(new Error('slippery')) : pet.is))
  })

  it('can be primitives, where somebody says what they are', async () => {
    await ask(['Cat', 5, true], (value) => ((value as unknown) === 'Cat' ? 'Cat' : 'Dog'))
    await ask(['Cat', 5])
  })
})
