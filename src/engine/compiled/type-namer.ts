import { GraphQLError, type GraphQLAbstractType, type GraphQLResolveInfo } from 'graphql'
import type { GraphContext } from '../../schema/builder.ts'
import type { FieldInfo } from './plan.ts'

/** Says of which type a value of an interface or a union is: by its `resolveType`, else by `__typename`. */
export function typeNamer(type: GraphQLAbstractType) {
  return (value: unknown, context: GraphContext, info: FieldInfo): string => {
    const name: unknown = type.resolveType
      ? type.resolveType(value, context, info as GraphQLResolveInfo, type)
      : (value as { readonly __typename?: unknown }).__typename
    if (typeof name === 'string') return name
    throw new GraphQLError(`${type.name} does not say of which type a value of ${info.fieldName} is.`)
  }
}
