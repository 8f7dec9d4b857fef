import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, OperationTypeNode, parse, visit } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { checkDocumentLimits, type DocumentLimits } from '../engine/document-limits.ts'
import { checkVariableLimits } from '../engine/variable-limits.ts'
import { LimitExceeded } from '../errors.ts'
import { createTurns } from './turns.ts'

/**
 * What a document is refused for before validation, whose own rules can be made to work hard.
 * @param noWrites what is said where there are no mutations, or no subscriptions
 */
export function useDocumentLimits(
  limits: DocumentLimits & { readonly maxTokens: number },
  noWrites: NoWrites = OF_OWN_GRAPH,
): Plugin {
  // Yoga hands out the same document for the same text.
  const passed = new WeakSet<DocumentNode>()
  const ownTurn = createTurns()
  return {
    async onParams({ params }) {
      checkVariableLimits(params.variables)
      await ownTurn()
    },
    onParse({ setParseFn }) {
      setParseFn((source: string, options?: object) => parseWithin(limits.maxTokens, source, options))
    },
    onValidate({ params, setResult }) {
      // Envelop's types leave it open; Yoga passes on what `parse` made.
      const document = params.documentAST as DocumentNode
      const { schema } = params as { schema: GraphQLSchema }
      if (passed.has(document)) return
      const refusal =
        refuseWrites(document, schema, noWrites) ?? refuseParts(document) ?? refuseTooLarge(document, limits)
      if (refusal === null) passed.add(document)
      else setResult([refusal])
    },
  }
}

function parseWithin(maxTokens: number, source: string, options?: object): DocumentNode {
  try {
    return withoutTokens(parse(source, { ...options, maxTokens }))
  } catch (error) {
    // graphql-js has no code for it, and its wording is "more that".
    if (!(error instanceof GraphQLError) || !/contains more tha[nt] \d+ tokens/.test(error.message)) throw error
    throw asGraphQLError(
      new LimitExceeded(
        `The document has more than ${maxTokens} tokens (names, braces, values). Send values as variables, or ask in several questions.`,
        { limit: 'tokens', max: maxTokens },
      ),
    )
  }
}

/**
 * A document that is kept, and each error that points at a part of it, would keep all its tokens, half of what it takes: they are
 * a chain. Errors need the places, and nobody the tokens between them.
 */
function withoutTokens(document: DocumentNode): DocumentNode {
  let token = document.loc?.startToken ?? null
  while (token !== null) {
    const { next } = token
    Object.assign(token, { prev: null, next: null })
    token = next
  }
  return document
}

function refuseTooLarge(document: DocumentNode, limits: DocumentLimits): GraphQLError | null {
  try {
    checkDocumentLimits(document, limits)
    return null
  } catch (error) {
    if (error instanceof LimitExceeded) return asGraphQLError(error)
    throw error
  }
}

type NoWrites = Readonly<Record<'mutation' | 'subscription', string>>

const OF_OWN_GRAPH: NoWrites = {
  mutation: 'There are no mutations: Nova owns the state, and this graph only shows it. Change it by the API of Nova.',
  subscription: 'There are no subscriptions: ask with a query, again when you want to know again.',
}

/** Where the graphs are all of others. */
export const OF_NO_SUBGRAPH: NoWrites = {
  mutation: 'There are no mutations: no graph that is joined here has any.',
  subscription: 'There are no subscriptions: no graph that is joined here has any. Ask with a query.',
}

/** graphql-js would say that the schema is not configured for it, as if that were a mistake. */
function refuseWrites({ definitions }: DocumentNode, schema: GraphQLSchema, noWrites: NoWrites): GraphQLError | null {
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation === OperationTypeNode.QUERY) continue
    // Graphs that are joined to this one may have them.
    if (schema.getRootType(definition.operation)) continue
    const message = noWrites[definition.operation]
    const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400, spec: true } }
    return new GraphQLError(message, { nodes: definition, extensions })
  }
  return null
}

/** graphql-js would call them unknown, as if that were a slip of the pen. */
function refuseParts(document: DocumentNode): GraphQLError | null {
  let refusal: GraphQLError | null = null
  visit(document, {
    Directive(directive) {
      const { value: name } = directive.name
      if (refusal !== null || (name !== 'defer' && name !== 'stream')) return
      refusal = new GraphQLError(`Answers come in one piece here: @${name} is not supported. Ask in two questions.`, {
        nodes: directive,
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400, spec: true } },
      })
    },
  })
  return refusal
}

function asGraphQLError(error: LimitExceeded): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { code: error.code, ...error.details, http: { status: 400, spec: true } },
  })
}
