import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { LimitExceeded } from '../errors.ts'
import { dearestField, estimateCost } from './cost.ts'
import type { Variables } from './cost-arguments.ts'

/**
 * The estimate of an operation that may run.
 * @throws LimitExceeded for one that would cost too much, with the field that does, and what to do.
 */
export function checkCost(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
  schema: GraphQLSchema,
  { maxCost, maxPageSize }: { readonly maxCost: number; readonly maxPageSize: number },
): number {
  const estimate = estimateCost(document, operation, variables, schema, { maxPageSize })
  if (estimate <= maxCost) return estimate
  const name = operation.name === undefined ? 'The operation' : `The operation ${operation.name.value}`
  const dearest = dearestField(document, operation, variables, schema, { maxPageSize }).join('.')
  const field = dearest === '' ? '' : ` Most of it is ${dearest}.`
  throw new LimitExceeded(
    `${name} is estimated to cost ${estimate}; ${maxCost} is allowed.${field} Ask for smaller pages with first, go on with ` +
      'after, and leave out lists inside of lists.',
    { limit: 'cost', max: maxCost, actual: estimate },
  )
}
