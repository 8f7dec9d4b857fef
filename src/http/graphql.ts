import type { IncomingMessage, ServerResponse } from 'node:http'
import { GraphQLError, type GraphQLSchema, parse } from 'graphql'
import { createYoga, isAsyncIterable, type Plugin, type YogaServerInstance } from 'graphql-yoga'
import { checkDocumentLimits, type DocumentLimits } from '../engine/document-limits.ts'
import { LimitExceeded } from '../errors.ts'
import { createLoaders, type Sources } from '../loaders/index.ts'
import type { Call } from '../model/call.ts'
import type { Log } from '../model/log.ts'
import { createDecide } from '../policy/rules.ts'
import type { CloudInfo, GraphContext } from '../schema/builder.ts'
import { callerOf, type AnonymousToken, type Authenticate } from './auth.ts'
import { collapseErrors } from './collapse-errors.ts'
import { createMaskError } from './mask-error.ts'
import { createReceipt, type ReceiptSummary } from './receipt.ts'

export type GraphqlOptions = {
  readonly schema: GraphQLSchema
  readonly sources: Sources
  readonly cloud: CloudInfo
  readonly authenticate: Authenticate
  /** For requests that bear no token and come from this very machine. Null: there is no such thing. */
  readonly anonymous: AnonymousToken | null
  readonly limits: DocumentLimits & {
    readonly maxBodyBytes: number
    readonly maxTokens: number
    readonly requestTimeoutMs: number
  }
  /** The page for browsers; null: none. */
  readonly graphiql: (() => Promise<string>) | null
  readonly log: Log
}

export type ServerContext = { readonly req: IncomingMessage; readonly res: ServerResponse }

/** The one GraphQL server: `/graphql` with everything that happens to a question on its way in and out, in order. */
export function createGraphql(options: GraphqlOptions): YogaServerInstance<ServerContext, GraphContext> {
  const { schema, limits, log, graphiql } = options
  const requests = new WeakMap<Request, RequestState>()
  return createYoga<ServerContext, GraphContext>({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    cors: false,
    multipart: false,
    logging: false,
    maxRequestBodySize: limits.maxBodyBytes,
    maskedErrors: { maskError: createMaskError(log) },
    graphiql: graphiql !== null,
    renderGraphiQL: () => graphiql?.() ?? '',
    context: ({ request }) => contextOf(requests.get(request), options),
    plugins: [useSignIn(options, requests), useDocumentLimits(options), useCollapsedErrors(), useReceipt(requests)],
  })
}

type RequestState = { readonly call: Call; readonly summary: () => ReceiptSummary; readonly startedAt: number }

function contextOf(state: RequestState | undefined, { sources, cloud }: GraphqlOptions): GraphContext {
  if (state === undefined) throw new Error('A request reached the graph that nobody signed in')
  const decide = createDecide(state.call.caller)
  return { call: state.call, decide, cloud, loaders: createLoaders(sources, state.call, decide) }
}

/** Before the body is read: a stranger's document is not even parsed. */
function useSignIn(
  { authenticate, anonymous, limits, log }: GraphqlOptions,
  requests: WeakMap<Request, RequestState>,
): Plugin<object, ServerContext> {
  return {
    async onRequestParse({ request, serverContext }) {
      const startedAt = performance.now()
      const receipt = createReceipt()
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(limits.requestTimeoutMs)])
      const isLocal = isLoopback(serverContext.req?.socket.remoteAddress)
      const caller = await callerOf(request.headers, authenticate, isLocal ? anonymous : null, { signal, receipt })
      requests.set(request, { call: { caller, signal, receipt, log }, summary: () => receipt.summary(), startedAt })
    },
  }
}

function isLoopback(address: string | undefined): boolean {
  // Undefined: called in the process, without a socket.
  return address === undefined || address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')
}

/** Before validation, whose own rules can be made to work hard. */
function useDocumentLimits({ limits }: GraphqlOptions): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string, parseOptions?: object) => {
        try {
          return parse(source, { ...parseOptions, maxTokens: limits.maxTokens })
        } catch (error) {
          if (!(error instanceof GraphQLError) || !error.message.includes(`more than ${limits.maxTokens} tokens`))
            throw error
          throw asGraphQLError(
            new LimitExceeded(`The document has more than ${limits.maxTokens} tokens (names, braces, values).`, {
              limit: 'tokens',
              max: limits.maxTokens,
            }),
          )
        }
      })
    },
    onValidate({ params, setResult }) {
      try {
        checkDocumentLimits(params.documentAST, limits)
      } catch (error) {
        if (!(error instanceof LimitExceeded)) throw error
        setResult([asGraphQLError(error)])
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

function useCollapsedErrors(): Plugin {
  return {
    onExecute: () => ({
      onExecuteDone({ result, setResult }) {
        if (isAsyncIterable(result) || result.errors === undefined) return
        setResult({ ...result, errors: collapseErrors(result.errors) })
      },
    }),
  }
}

/** `extensions.upstream`, for who asks with `x-pcigraph-receipt: 1`. */
function useReceipt(requests: WeakMap<Request, RequestState>): Plugin {
  return {
    onExecutionResult({ request, result, setResult }) {
      if (request.headers.get('x-pcigraph-receipt') !== '1' || result === undefined || isAsyncIterable(result)) return
      const upstream = requests.get(request)?.summary()
      if (upstream !== undefined) setResult({ ...result, extensions: { ...result.extensions, upstream } })
    },
  }
}
