import type { GraphQLAbstractType, GraphQLResolveInfo } from 'graphql'
import type { GraphContext } from '../../schema/builder.ts'
import type { FieldInfo } from './plan.ts'

/** Says of which type a value of an interface or a union is: by its `resolveType`, else by `__typename`. */
export function typeNamer(type: GraphQLAbstractType) {
  return (value: unknown, context: GraphContext, info: FieldInfo): unknown => {
    if (type.resolveType) return type.resolveType(value, context, info as GraphQLResolveInfo, type)
    return typeof value === 'object' ? (value as { readonly __typename?: unknown } | null)?.__typename : undefined
  }
}
