import type { GraphQLSchema } from 'graphql'
import { listSizeOf } from './cost.ts'
import { addDirective } from './directives.ts'
import { objectTypesOf } from './rule.ts'
import { tagForProjects } from './tags.ts'

/** Puts into directives, for the printed schema, what its fields declare: their cost, the size of their lists, and for whom they are. */
export function annotate(schema: GraphQLSchema): GraphQLSchema {
  for (const type of objectTypesOf(schema)) {
    for (const field of Object.values(type.getFields())) {
      const { cost } = field.extensions
      if (typeof cost === 'number') addDirective(field, 'cost', { weight: cost })
      const size = listSizeOf(field)
      if (size !== null) addDirective(field, 'listSize', size)
    }
  }
  tagForProjects(schema)
  return schema
}
