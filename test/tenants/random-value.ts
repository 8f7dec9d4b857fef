import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql'
import type { Choices } from './choices.ts'
import { anyId, type Pool } from './pool.ts'

/** What an argument is for: the names that lead to it, which say what kind of words it takes. */
export type Purpose = {
  /** Of the argument, or of the input's field. */
  readonly name: string
  /** The input type that it is a field of, or the type of what its field shows. */
  readonly of: string
  readonly depth: number
  /** Coordinate of an input's field or of an enum's value that must be in it, where it can. */
  readonly wanted: string | null
}

const DEEPEST = 3

/** A value that the type takes, as JSON has it. */
export function randomValue(type: GraphQLInputType, purpose: Purpose, pool: Pool, choices: Choices): unknown {
  if (isNonNullType(type)) return randomValue(type.ofType, purpose, pool, choices)
  if (isListType(type)) {
    const lengths = purpose.name === 'representations' ? [4, 2, 1, 8, 0] : [1, 2, 0, 3]
    const length = leadsTo(type, purpose.wanted) ? 1 : choices.pick(lengths)
    return Array.from({ length }, () => randomValue(type.ofType, purpose, pool, choices))
  }
  if (isInputObjectType(type)) return randomInput(type, purpose, pool, choices)
  if (isEnumType(type)) {
    const names = type.getValues().map(({ name }) => name)
    const wanted = names.find((name) => `${type.name}.${name}` === purpose.wanted)
    return wanted ?? choices.pick(names)
  }
  switch (getNamedType(type).name) {
    case 'Int':
    case 'Float':
      return purpose.name === 'first' ? choices.pick([10, 5, 3, 2, 1, 0]) : choices.pick(pool.numbers)
    case 'Boolean':
      return choices.int(2) === 1
    case 'ID':
      return anyId(pool, typeOfId(purpose), choices)
    case 'DateTime':
      return choices.pick(pool.times)
    case '_Any':
    case 'federation___Any':
      return randomRepresentation(pool, choices)
    default:
      return randomText(purpose, pool, choices)
  }
}

function randomInput(type: GraphQLInputObjectType, purpose: Purpose, pool: Pool, choices: Choices): object {
  const fields = Object.values(type.getFields())
  // Filters are made of filters: deep down, of plain conditions alone.
  const shallow = purpose.depth < DEEPEST ? fields : fields.filter((field) => getNamedType(field.type) !== type)
  const wanted = fields.find(
    (field) => `${type.name}.${field.name}` === purpose.wanted || leadsOn(type, field, purpose.wanted, DEEPEST),
  )
  const picked = new Set([
    ...fields.filter((field) => isNonNullType(field.type) && field.defaultValue === undefined),
    ...(wanted ? [wanted] : []),
    ...(wanted && !choices.chance(30) ? [] : choices.some(shallow, choices.pick([1, 1, 2, 3, 0]))),
  ])
  return Object.fromEntries(
    [...picked].map((field) => {
      const inner = {
        ...named(type, field.name, purpose),
        depth: purpose.depth + 1,
        wanted: `${type.name}.${field.name}` === purpose.wanted ? null : purpose.wanted,
      }
      // Refused with a word of its own, wherever it stands.
      const isNull = !isNonNullType(field.type) && field !== wanted && choices.chance(2)
      return [field.name, isNull ? null : randomValue(field.type, inner, pool, choices)]
    }),
  )
}

/** The operators of a condition are about what the condition is about. */
function named(type: GraphQLInputObjectType, field: string, purpose: Purpose): Pick<Purpose, 'name' | 'of'> {
  return OPERATORS.includes(field) ? { name: purpose.name, of: purpose.of } : { name: field, of: type.name }
}

const OPERATORS = ['eq', 'ne', 'in', 'notIn', 'contains', 'startsWith', 'lt', 'lte', 'gt', 'gte']

/** `serverId` is an id of a Server; `id` is one of what its filter or its field is about. */
function typeOfId({ name, of }: Purpose): string | undefined {
  const of_ = /^(\w+)Id$/.exec(name)?.[1]
  return of_ === undefined ? of.replace(/Filter$/, '') : `${of_.charAt(0).toUpperCase()}${of_.slice(1)}`
}

function randomText({ name }: Purpose, pool: Pool, choices: Choices): string {
  const kinds = Object.keys(pool.words)
  const asked = kinds.find((kind) => name.toLowerCase().includes(kind))
  const words = pool.words[asked !== undefined && !choices.chance(10) ? asked : choices.pick(kinds)] ?? []
  return choices.pick(words)
}

const ENTITIES = ['PciDevice', 'Server', 'PciDevice', 'Server', 'Flavor', 'Project', 'Hypervisor']

function randomRepresentation(pool: Pool, choices: Choices): object {
  const type = choices.chance(3) ? 'Query' : choices.pick(ENTITIES)
  if (type === 'PciDevice' && choices.chance(15)) return { __typename: type, slot: choices.pick(pool.slots) }
  return { __typename: type, id: anyId(pool, type, choices) }
}

/** Whether a value of this type can hold what is wanted. */
export function leadsTo(type: GraphQLInputType, wanted: string | null, depth = DEEPEST): boolean {
  if (wanted === null) return false
  const named = getNamedType(type)
  if (isEnumType(named)) return named.getValues().some(({ name }) => `${named.name}.${name}` === wanted)
  if (!isInputObjectType(named)) return false
  return Object.values(named.getFields()).some(
    (field) => `${named.name}.${field.name}` === wanted || (depth > 0 && leadsOn(named, field, wanted, depth - 1)),
  )
}

/** A filter inside a filter leads nowhere that the outer one does not. */
function leadsOn(
  type: GraphQLInputObjectType,
  field: GraphQLInputField,
  wanted: string | null,
  depth: number,
): boolean {
  return getNamedType(field.type) !== type && leadsTo(field.type, wanted, depth)
}

/** The same as it stands in a document. */
export function literal(value: unknown, type: GraphQLInputType): string {
  if (value === null || value === undefined) return 'null'
  if (isNonNullType(type)) return literal(value, type.ofType)
  if (isListType(type)) return `[${(value as unknown[]).map((item) => literal(item, type.ofType)).join(', ')}]`
  if (isInputObjectType(type)) {
    const fields = Object.entries(value).map(([name, inner]) => {
      const field = type.getFields()[name]
      return field === undefined ? '' : `${name}: ${literal(inner, field.type)}`
    })
    return `{ ${fields.join(', ')} }`
  }
  return isEnumType(type) ? (value as string) : objectLiteral(value)
}

/** Of scalars, which may hold objects. */
function objectLiteral(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(objectLiteral).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([name, inner]) => `${name}: ${objectLiteral(inner)}`)
    return `{ ${fields.join(', ')} }`
  }
  return JSON.stringify(value)
}
