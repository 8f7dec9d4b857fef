import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isEnumType,
  type GraphQLLeafType,
} from 'graphql'
import { NOT_PLANNED, type WriteLeaf } from './plan.ts'

/**
 * Writes the values of a type as JSON. What is of the usual kind is written at once; anything else goes through the type's own
 * `serialize`, which knows what may stand for what, and throws for the rest.
 */
export function leafWriterOf(type: GraphQLLeafType): WriteLeaf {
  const serialize: WriteLeaf = (value) => {
    const serialized: unknown = type.serialize(value)
    const text = serialized === null || serialized === undefined ? undefined : JSON.stringify(serialized)
    if (text !== undefined) return text
    throw NOT_PLANNED
  }
  if (isEnumType(type)) {
    const names = new Map<unknown, string>(type.getValues().map(({ value, name }) => [value, `"${name}"`]))
    return (value) => names.get(value) ?? serialize(value)
  }
  switch (type.name) {
    case GraphQLString.name:
    case GraphQLID.name:
      return (value) => (typeof value === 'string' ? quote(value) : serialize(value))
    case GraphQLInt.name:
      return (value) => (typeof value === 'number' && (value | 0) === value ? `${value}` : serialize(value))
    case GraphQLFloat.name:
      return (value) => (typeof value === 'number' && Number.isFinite(value) ? JSON.stringify(value) : serialize(value))
    case GraphQLBoolean.name:
      return (value) => (typeof value === 'boolean' ? `${value}` : serialize(value))
    default:
      return serialize
  }
}

/** Most texts of a cloud are names and ids, which need no escape. */
const PLAIN = /^[\w .:/+-]*$/

function quote(text: string): string {
  return text.length < 64 && PLAIN.test(text) ? `"${text}"` : JSON.stringify(text)
}
