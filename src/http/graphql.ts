import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql'
import { createYoga, isAsyncIterable, type Plugin, type YogaServerInstance, type YogaServerOptions } from 'graphql-yoga'
import { createBoundedCache } from '../model/bounded-cache.ts'
import type { CreateContext } from '../engine/context.ts'
import type { DocumentLimits } from '../engine/document-limits.ts'
import { tellErrors, tellMissing } from '../engine/tell-errors.ts'
import type { Federation } from '../federation/gateway/open-federation.ts'
import type { Log } from '../model/log.ts'
import type { Tracer } from '../model/span.ts'
import type { GraphContext } from '../schema/builder.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Admission } from './admission.ts'
import { useAccessLine } from './access-line.ts'
import type { AnonymousToken, Authenticate } from './auth.ts'
import { useBytes } from './bytes.ts'
import { collapseErrors } from './collapse-errors.ts'
import { useCompression } from './compression.ts'
import { useDocumentLimits } from './document-limits.ts'
import { isPlanned, useFederation } from './federated.ts'
import type { Page } from './graphiql/page.ts'
import { usePage } from './graphiql/use-page.ts'
import type { HostNames } from './host-names.ts'
import { useJsonLines } from './json-lines.ts'
import { useCost } from './cost.ts'
import { useExecution } from './execution.ts'
import { useExplain } from './explain.ts'
import { createMaskError } from './mask-error.ts'
import { useDiscovery, type Discovery } from './introspection.ts'
import { usePersistedDocuments, type PersistedDocuments } from './persisted-documents.ts'
import type { Questions } from './question.ts'
import type { RateLimit } from './rate-limit.ts'
import { useRequestForm } from './request-form.ts'
import type { SharedDocuments } from './shared-documents.ts'
import { useSignIn } from './sign-in.ts'

/** Parsed, a document takes up to a hundred times as much memory as its text. */
const KEPT_DOCUMENTS = { entries: 1000, weight: 500_000, weigh: (text: string) => text.length }

export type GraphqlOptions = {
  readonly schema: GraphQLSchema
  readonly createContext: CreateContext
  readonly authenticate: Authenticate
  /** For requests that bear no token and come from this very machine, to a name of it. Null: there is no such thing. */
  readonly anonymous: AnonymousToken | null
  readonly hosts: HostNames
  readonly limits: DocumentLimits & {
    readonly maxBodyBytes: number
    readonly maxTokens: number
    readonly maxCost: number
    readonly maxPageSize: number
    readonly requestTimeoutMs: number
  }
  /** The page for browsers; null: none. */
  readonly graphiql: (() => Promise<Page>) | null
  readonly documents: PersistedDocuments
  /** What other gateways have learned. Null: none is told of it. */
  readonly sharedDocuments: SharedDocuments | null
  readonly discovery: Discovery
  readonly tracer: Tracer
  readonly admission: Admission
  /** Null: nobody's requests are counted. */
  readonly rateLimit: RateLimit | null
  readonly metrics: Pick<Metrics, 'operation' | 'routed'>
  /** Graphs that are joined to this one. @default null, none */
  readonly federation?: Federation | null
  /** Aborted when what is still under way has to come to its end, because this gateway is told to stop. */
  readonly ending: AbortSignal
  readonly log: Log
}

export type ServerContext = { readonly req: IncomingMessage; readonly res: ServerResponse }

/** The one GraphQL server: `/graphql` with everything that happens to a question on its way in and out, in order. */
export function createGraphql(options: GraphqlOptions): YogaServerInstance<ServerContext, object> {
  const { schema, limits, log, graphiql, federation = null } = options
  const questions: Questions = new WeakMap()
  return createYoga<ServerContext, object>({
    ...serverOptions(options),
    schema: federation === null ? schema : () => federation.current().schema,
    plugins: [
      ...(graphiql === null ? [] : [usePage(graphiql, log)]),
      useSignIn(options, questions),
      useRequestForm(),
      usePersistedDocuments(options.documents, options.sharedDocuments),
      useDocumentLimits(limits),
      useDiscovery(options.discovery),
      ...(federation === null
        ? []
        : [useFederation({ ...options, federation, own: options }, questions), federation.showPlan]),
      useJsonLines(options, questions),
      useExecution(options, questions),
      useToldErrors(options, questions),
      useReceipt(questions),
      useAccessLine(questions, options),
      useCost(limits),
      useExplain(options),
      useCompression(),
      useBytes(),
    ],
  })
}

/** What Yoga is told of how it serves, whatever graph: that of its own that others can do, or that is not wanted, is off. */
export function serverOptions({ limits, log }: Pick<GraphqlOptions, 'limits' | 'log'>) {
  return {
    graphqlEndpoint: '/graphql',
    landingPage: false,
    cors: false,
    multipart: false,
    logging: false,
    graphiql: false,
    extraParamNames: ['documentId'],
    maxRequestBodySize: limits.maxBodyBytes,
    parserAndValidationCache: {
      documentCache: createBoundedCache<string, DocumentNode>(KEPT_DOCUMENTS),
      errorCache: createBoundedCache<string, unknown>(KEPT_DOCUMENTS),
    },
    maskedErrors: { maskError: createMaskError(log, limits) },
  } satisfies YogaServerOptions<ServerContext, object>
}

/** As this caller may be told them, and equal ones once. */
function useToldErrors({ federation = null }: GraphqlOptions, questions: Questions): Plugin<GraphContext> {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone({ result, setResult }) {
        if (isAsyncIterable(result) || isPlanned(federation, args)) return
        const { access } = args.contextValue
        const { errors = [] }: ExecutionResult = result
        const missing = questions.get(args.contextValue.request)?.receipt.missing() ?? []
        const told = [...collapseErrors(tellErrors(errors, access)), ...tellMissing(missing, access)]
        if (told.length > 0) setResult({ ...result, errors: told })
      },
    }),
  }
}

/** `extensions.upstream`, for who asks with `x-pcigraph-receipt: 1`, and `freshness` wherever something is not of now. */
export function useReceipt(questions: Questions): Plugin {
  return {
    onExecutionResult(payload) {
      const { request, result } = payload
      const { receipt, access } = questions.get(request) ?? {}
      if (receipt === undefined || result === undefined || isAsyncIterable(result)) return
      const freshness = receipt.freshness()
      const wantsReceipt = request.headers.get('x-pcigraph-receipt') === '1'
      if (!wantsReceipt && freshness.length === 0) return
      // How many cells there are, and how they are called, is for who may see cells.
      const ofCells = access?.may('pcigraph:cloud:cells') ?? false
      payload.setResult({
        ...result,
        extensions: {
          ...result.extensions,
          ...(freshness.length > 0 && { freshness }),
          ...(wantsReceipt && { upstream: receipt.summary({ ofCells }) }),
        },
      })
    },
  }
}
