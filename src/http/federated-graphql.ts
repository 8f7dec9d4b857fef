import { createYoga, type YogaServerInstance } from 'graphql-yoga'
import type { Federation } from '../federation/gateway/open-federation.ts'
import { useAccessLine } from './access-line.ts'
import { useBytes } from './bytes.ts'
import { useCompression } from './compression.ts'
import { useCost } from './cost.ts'
import { OF_NO_SUBGRAPH, useDocumentLimits } from './document-limits.ts'
import { useFederation } from './federated.ts'
import { serverOptions, useReceipt, type GraphqlOptions, type ServerContext } from './graphql.ts'
import { useDiscovery } from './introspection.ts'
import { usePersistedDocuments } from './persisted-documents.ts'
import type { Questions } from './question.ts'
import { useRequestForm } from './request-form.ts'
import { useSignIn } from './sign-in.ts'

type Options = Pick<
  GraphqlOptions,
  | 'hosts'
  | 'limits'
  | 'documents'
  | 'sharedDocuments'
  | 'discovery'
  | 'tracer'
  | 'admission'
  | 'metrics'
  | 'ending'
  | 'log'
> & { readonly federation: Federation }

/** `/graphql` of a gateway that has no graph of its own: what happens to a question is what happens to one of the own graph, but for signing in. */
export function createFederatedGraphql(options: Options): YogaServerInstance<ServerContext, object> {
  const { federation, limits } = options
  const questions: Questions = new WeakMap()
  return createYoga<ServerContext, object>({
    ...serverOptions(options),
    schema: () => federation.current().schema,
    plugins: [
      useSignIn({ ...options, authenticate: null, anonymous: null, rateLimit: null }, questions),
      useRequestForm(),
      usePersistedDocuments(options.documents, options.sharedDocuments),
      useDocumentLimits(limits, OF_NO_SUBGRAPH),
      useDiscovery(options.discovery),
      useFederation({ ...options, own: null }, questions),
      federation.showPlan,
      useReceipt(questions),
      useAccessLine(questions, options),
      useCost(limits),
      useCompression(),
      useBytes(),
    ],
  })
}
