import { GraphQLError, Kind, type ASTVisitor, type ExecutionResult, type ValidationContext } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'

export type Discovery = {
  /** Whether a document may ask for the schema. */
  readonly introspection: boolean
  /** Whether an error says which name may have been meant. */
  readonly suggestions: boolean
}

/** For graphs that are not to be explored: the schema is not told, neither as a whole nor name by name. */
export function useDiscovery({ introspection, suggestions }: Discovery): Plugin {
  return {
    onValidate({ addValidationRule }) {
      if (!introspection) addValidationRule(refuseIntrospection)
      return ({ valid, result, setResult }) => {
        if (valid || suggestions) return
        // Validation's result is left untyped by envelop; it is graphql-js's own.
        setResult((result as readonly GraphQLError[]).map(withoutSuggestion))
      }
    },
    onExecute: () => ({
      // Variables are looked at no sooner.
      onExecuteDone({ result, setResult }) {
        if (suggestions || isAsyncIterable(result)) return
        const { errors }: ExecutionResult = result
        if (errors !== undefined) setResult({ ...result, errors: errors.map(withoutSuggestion) })
      },
    }),
  }
}

/** `_service` too, which routers ask for: they can be given the SDL as a file. */
const TELL_THE_SCHEMA = new Set(['__schema', '__type', '_service'])

function refuseIntrospection(context: ValidationContext): ASTVisitor {
  return {
    [Kind.FIELD](field) {
      const { value: name } = field.name
      if (!TELL_THE_SCHEMA.has(name)) return
      context.reportError(
        new GraphQLError('This gateway does not tell its schema: introspection is switched off.', {
          nodes: field,
          extensions: { code: 'INTROSPECTION_DISABLED', http: { status: 400, spec: true } },
        }),
      )
    },
  }
}

function withoutSuggestion(error: GraphQLError): GraphQLError {
  const message = error.message.replace(/ ?Did you mean [^?]*\?/, '')
  if (message === error.message) return error
  return new GraphQLError(message, {
    ...(error.nodes && { nodes: error.nodes }),
    ...(error.path && { path: error.path }),
    ...(error.originalError && { originalError: error.originalError }),
    extensions: error.extensions,
  })
}
