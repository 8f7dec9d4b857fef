import { GraphQLObjectType, GraphQLSchema, GraphQLString, isCompositeType, getNamedType } from 'graphql'
import { expect, it } from 'vitest'
import { isList, listSizeOf } from '../../src/schema/cost.ts'
import { fetches, fetchOf, FETCHES, upstreamOf } from '../../src/schema/fetch.ts'
import { createSchema } from '../../src/schema/index.ts'
import { objectTypesOf } from '../../src/schema/rule.ts'

const fieldsOf = (schema: GraphQLSchema) =>
  objectTypesOf(schema).flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })),
  )

/** Fields whose resolver, as it is written, is given what fetches, and that do not say that they have something fetched. */
function undeclared(schema: GraphQLSchema): string[] {
  return fieldsOf(schema).flatMap(({ name, field }) => {
    // The resolver as the file has it, without the guard around it.
    const written: unknown = field.extensions.pothosOriginalResolve ?? field.resolve
    const isGiven = typeof written === 'function' && /\b(loaders|context|call)\b/.test(written.toString())
    return isGiven && fetchOf(field) === null ? [name] : []
  })
}

it('every field with a loader says what it has fetched, for explain to tell', () => {
  expect(undeclared(createSchema())).toEqual([])
})

it('such a field is found', () => {
  const resolve = (_root: unknown, _args: unknown, { loaders }: { loaders: { name(): string } }) => loaders.name()
  const schemaOf = (extensions: Record<string, unknown>) =>
    new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: { name: { type: GraphQLString, resolve, extensions } } }),
    })
  expect(undeclared(schemaOf({}))).toEqual(['Query.name'])
  expect(undeclared(schemaOf(fetches('nova', 'flavors')))).toEqual([])
})

it('every fetch that can be declared is declared by a field', () => {
  const declared = new Set(fieldsOf(createSchema()).flatMap(({ field }) => fetchOf(field)?.what ?? []))
  const all = Object.values(FETCHES).flatMap((whats) => Object.keys(whats))
  // The same field of a connection, whatever it is a connection of.
  expect(all.filter((what) => !declared.has(what as never))).toEqual(['count of devices of hypervisors'])
  for (const what of declared) expect(Object.keys(FETCHES)).toContain(upstreamOf(what))
})

it('every list of objects says how long it is held to be', () => {
  const schema = createSchema()
  const sized = new Set(
    fieldsOf(schema).flatMap(({ field }) => {
      const inner = listSizeOf(field)?.sizedFields ?? []
      return inner.map((name) => `${getNamedType(field.type).name}.${name}`)
    }),
  )
  const unknown = fieldsOf(schema).filter(
    ({ name, field }) =>
      isList(field.type) &&
      isCompositeType(getNamedType(field.type)) &&
      listSizeOf(field)?.assumedSize === undefined &&
      !sized.has(name),
  )
  expect(unknown.map(({ name }) => name)).toEqual([])
})
