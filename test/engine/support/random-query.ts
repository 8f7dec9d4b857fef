import {
  getNamedType,
  isCompositeType,
  isObjectType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql'
import type { Choices } from '../../tenants/choices.ts'
import type { SmallQuestion } from './told.ts'

const DEEPEST = 6

/**
 * A question with everything that decides which fields there are: fragments with and without names inside each other, the same field
 * several times, conditions by constants and variables, names that only an object without a prototype can have.
 */
export function randomQuery(schema: GraphQLSchema, choices: Choices, mostFields: number): SmallQuestion {
  const variables = new Map<string, { readonly type: string; readonly value: unknown }>()
  const fragments: string[] = []
  let left = mostFields
  const query = schema.getQueryType()
  if (!query) throw new Error('a schema without queries')
  const selections = selectionOf(query, 0)
  const declared = [...variables].map(([name, { type }]) => `$${name}: ${type}`).join(', ')
  const given = [...variables].filter(([, { value }]) => value !== undefined)
  return {
    query: [`query Asked${declared === '' ? '' : `(${declared})`} ${selections}`, OTHER, ...fragments].join('\n'),
    operationName: 'Asked',
    variables: Object.fromEntries(given.map(([name, { value }]) => [name, value])),
  }

  function selectionOf(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = []
    for (let wanted = (depth < 2 ? 4 : 1) + choices.int(6); wanted > 0; wanted--) {
      if (left-- <= 0 || depth > DEEPEST) break
      parts.push(choices.chance(25) ? fragmentOf(type, depth) : fieldOf(type, depth))
    }
    return parts.length === 0 ? '{ __typename }' : `{ ${parts.join(' ')} }`
  }

  function fieldOf(type: GraphQLCompositeType, depth: number): string {
    const fields = isUnionType(type) ? [] : Object.values(type.getFields())
    if (fields.length === 0 || choices.chance(10)) return `${choices.chance(30) ? 'of: ' : ''}__typename${condition()}`
    return write(choices.pick(fields), depth)
  }

  /** Of equal arguments they have equal names, so that what is asked twice can be merged. */
  function write(field: GraphQLField<unknown, unknown>, depth: number): string {
    const named = getNamedType(field.type)
    const inner = isCompositeType(named) ? ` ${selectionOf(named, depth + 1)}` : ''
    if (field.args.length === 0) {
      const alias = choices.chance(15) ? `${choices.pick(ALIASES)}_${field.name}: ` : ''
      return `${alias}${field.name}${condition()}${inner}`
    }
    const [name, value] = choices.pick(ARGUMENTS)
    if (value.startsWith('$')) variables.set(value.slice(1), VARIABLES[value.slice(1)] ?? { type: 'Int!', value: 1 })
    return `${name}_${field.name}: ${field.name}(wanted: ${value})${condition()}${inner}`
  }

  function fragmentOf(type: GraphQLCompositeType, depth: number): string {
    const possible = isObjectType(type) ? [type] : schema.getPossibleTypes(type)
    const on = choices.pick([type, ...possible, ...(isObjectType(type) ? type.getInterfaces() : [])])
    if (choices.chance(60)) {
      const { name } = on
      const isPlain = on === type && choices.chance(50)
      return `...${isPlain ? '' : ` on ${name}`}${condition()} ${selectionOf(on, depth)}`
    }
    const name = `F${fragments.length}`
    const at = fragments.push('') - 1
    fragments[at] = `fragment ${name} on ${on.name} ${selectionOf(on, depth)}`
    return `...${name}${condition()}${choices.chance(20) ? ` ...${name}` : ''}`
  }

  function condition(): string {
    if (!choices.chance(12)) return ''
    const by = choices.pick(['true', 'false', '$yes', '$no', '$byDefault'])
    if (by.startsWith('$')) variables.set(by.slice(1), VARIABLES[by.slice(1)] ?? { type: 'Boolean!', value: true })
    return ` ${choices.pick(['@include', '@skip'])}(if: ${by})`
  }
}

/** There is more than one operation, of which nothing may be seen. */
const OTHER = 'query Other { __typename other: __typename }'

const ALIASES = ['a', '__proto__', 'constructor', 'toString', 'then']

const ARGUMENTS: readonly (readonly [name: string, value: string])[] = [
  ['one', '1'],
  ['given', '$given'],
  ['default', '$default'],
  ['one', '1'],
  ['given', '$given'],
  ['none', '$none'],
]

/** Without a value: not given at all. */
const VARIABLES: Readonly<Record<string, { readonly type: string; readonly value: unknown }>> = {
  yes: { type: 'Boolean!', value: true },
  no: { type: 'Boolean!', value: false },
  byDefault: { type: 'Boolean = false', value: undefined },
  given: { type: 'Int!', value: 7 },
  default: { type: 'Int! = 5', value: undefined },
  none: { type: 'Int = 3', value: null },
}
