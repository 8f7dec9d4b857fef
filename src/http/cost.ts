import { getOperationAST, GraphQLError, type DocumentNode, type ExecutionArgs } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import { countCost } from '../engine/cost-actual.ts'
import { checkCost } from '../engine/cost-limit.ts'
import { readData } from '../engine/written-data.ts'
import { LimitExceeded } from '../errors.ts'

/** What an operation may cost, checked before it runs; `extensions.cost` for who asks with `x-pcigraph-cost: 1`. */
export function useCost(limits: { readonly maxCost: number; readonly maxPageSize: number }): Plugin {
  return {
    onExecute({ args, context, setResultAndStopExecution }) {
      const { schema, operationName, variableValues } = args as ExecutionArgs
      // Envelop leaves it untyped.
      const document = args.document as DocumentNode
      const operation = getOperationAST(document, operationName)
      if (!operation) return
      let estimate: number
      try {
        estimate = checkCost(document, operation, variableValues ?? {}, schema, limits)
      } catch (error) {
        if (!(error instanceof LimitExceeded)) throw error
        setResultAndStopExecution({ errors: [asGraphQLError(error)] })
        return
      }
      if (context.request.headers.get('x-pcigraph-cost') !== '1') return
      return {
        onExecuteDone({ result, setResult }) {
          if (isAsyncIterable(result)) return
          const actual = countCost(document, operation, schema, readData(result.data))
          setResult({
            ...result,
            extensions: { ...result.extensions, cost: { estimate, actual, max: limits.maxCost } },
          })
        },
      }
    },
  }
}

function asGraphQLError(error: LimitExceeded): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { code: error.code, ...error.details, http: { status: 400, spec: true } },
  })
}
