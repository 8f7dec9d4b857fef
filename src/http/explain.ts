import { getOperationAST, getVariableValues, GraphQLError, type DocumentNode, type ExecutionArgs } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { explain } from '../engine/explain.ts'
import type { Federation } from '../federation/gateway/open-federation.ts'
import type { GraphContext } from '../schema/builder.ts'
import { isPlanned } from './federated.ts'

/**
 * A question with `x-pcigraph-explain: 1` is answered with what running it would do, and not run. It has come as far as any other:
 * signed in, valid, within the limits. Beside null data GraphQL wants an error, and so no client takes the answer for data.
 */
export function useExplain({
  limits: { maxCost },
  federation = null,
}: {
  readonly limits: { readonly maxCost: number }
  readonly federation?: Federation | null
}): Plugin<GraphContext> {
  return {
    onExecute({ args, context, setExecuteFn }) {
      if (args.contextValue.request.headers.get('x-pcigraph-explain') !== '1') return
      // What others would do for it nobody here can tell; the plan says whom it would ask.
      if (isPlanned(federation, args)) {
        setExecuteFn(() => ({ data: null, errors: [NOT_EXPLAINED] }))
        return
      }
      const { schema, operationName, variableValues } = args as ExecutionArgs
      // Envelop leaves it untyped.
      const document = args.document as DocumentNode
      const operation = getOperationAST(document, operationName)
      if (!operation) return
      const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {})
      // What is wrong with them the executor tells before it begins.
      if (!coerced) return
      const { access, cloud } = context
      const explanation = explain({
        document,
        operation,
        variables: coerced,
        schema,
        access,
        maxPageSize: cloud.maxPageSize,
        maxCost,
        cells: cloud.cells.length,
      })
      setExecuteFn(() => ({
        data: null,
        errors: [new GraphQLError('Explained, not run.', { extensions: { code: 'EXPLAINED' } })],
        extensions: { explain: explanation },
      }))
    },
  }
}

const NOT_EXPLAINED = new GraphQLError(
  'This question goes to other graphs, and what they do for it is theirs to tell. With x-pcigraph-plan: 1 a gateway in development shows whom it asks.',
  { extensions: { code: 'BAD_USER_INPUT', http: { status: 400, spec: true } } },
)
