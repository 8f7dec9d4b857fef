import { parse, type GraphQLSchema } from 'graphql'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { createContextFactory, type CreateContext } from '../../src/engine/context.ts'
import { createExecuteStored } from '../../src/engine/execute-stored.ts'
import { createSubgraph } from '../../src/federation/subgraph.ts'
import { collapseErrors } from '../../src/http/collapse-errors.ts'
import { createMaskError } from '../../src/http/mask-error.ts'
import { createReceipt } from '../../src/http/receipt.ts'
import type { Sources } from '../../src/loaders/index.ts'
import { newRequestId, type Call } from '../../src/model/call.ts'
import { NO_SPAN } from '../../src/model/span.ts'
import { accessTo } from '../../src/open-cloud.ts'
import { createPolicy } from '../../src/policy/policy.ts'
import { DEFAULT_CHECKS } from '../../src/policy/rules.ts'
import { createSchema } from '../../src/schema/index.ts'
import { createUpstream } from '../../src/sources/http/upstream.ts'
import type { UpstreamName } from '../../src/sources/http/upstream-name.ts'
import { createKeystone } from '../../src/sources/keystone/create-keystone.ts'
import { createOwnSession } from '../../src/sources/keystone/own-session.ts'
import { createNova } from '../../src/sources/nova/create-nova.ts'
import { openPciStore } from '../../src/sources/pci/open-store.ts'
import { createPlacement } from '../../src/sources/placement/create-placement.ts'
import { createLog } from '../../src/telemetry/log.ts'
import type { OpenAnswering, Question } from './house.ts'

/** What is wrong with a gateway: at the seams between its rooms, where nothing of it needs to be rewritten. */
export type Leak = {
  readonly sources?: (sources: Sources, gateway: { readonly ownToken: () => Promise<string> }) => Sources
  readonly context?: (createContext: CreateContext) => CreateContext
}

/** The gateway without its door: the same rooms from the engine down, put together with a leak in them. */
export function openLeaky(leak: Leak): OpenAnswering {
  return (demo, config) => {
    const { cloud: cloudConfig, cells } = accessTo(demo)
    const log = createLog('silent')
    const upstream = (name: UpstreamName) => createUpstream({ name, ...config.upstream, log })
    const session = createOwnSession({ cloud: cloudConfig, upstream: upstream('keystone'), log })
    const tight: Sources = {
      nova: createNova({ session, upstream: upstream('nova'), log }),
      keystone: createKeystone({ authUrl: cloudConfig.authUrl, upstream: upstream('keystone') }),
      placement: createPlacement({ session, upstream: upstream('placement') }),
      pci: openPciStore(cells, { ...config.store, log }),
    }
    const ownToken = () => session.token(new AbortController().signal)
    const sources = leak.sources?.(tight, { ownToken }) ?? tight
    const schema: GraphQLSchema = createSubgraph(createSchema())
    const cloud = {
      name: 'demo',
      region: cloudConfig.regionName,
      isDemo: false,
      maxPageSize: config.limits.maxPageSize,
      cells,
      serviceDownTimeMs: config.serviceDownTimeMs,
      now: () => new Date(),
      microversions: (signal: AbortSignal) => sources.nova.microversions(signal),
    }
    const policy = createPolicy(DEFAULT_CHECKS, config.policy)
    const createContext = createContextFactory(schema, sources, cloud, policy)
    const execute = createExecuteStored(schema, leak.context?.(createContext) ?? createContext)
    const maskError = createMaskError(log, config.limits)

    return {
      schema,
      graphql: {
        async fetch(_url: unknown, init: unknown): Promise<Response> {
          // What askGraph sends.
          const { headers, body } = init as { headers: Record<string, string>; body: string }
          const { query, variables } = JSON.parse(body) as Question
          const receipt = createReceipt()
          const { signal } = new AbortController()
          const caller = await tight.keystone.authenticate(headers['x-auth-token'] ?? '', { signal, receipt })
          const call: Call = { caller, signal, requestId: newRequestId(), receipt, span: NO_SPAN, log }
          const document = parse(query) as TypedDocumentNode<unknown, Question['variables']>
          const { data, errors } = await execute(document, variables, call)
          const upstreamCalls = headers['x-pcigraph-receipt'] === '1' ? receipt.summary({ ofCells: false }) : undefined
          return Response.json({ data, errors: collapseErrors(errors).map(maskError), extensions: upstreamCalls })
        },
      },
      async close() {
        await session.close()
        await Promise.all(Object.values(tight).map((source) => source.close()))
      },
    }
  }
}
