import { execute, parse, type DocumentNode, type GraphQLSchema } from 'graphql'
import { readConfig } from '../../../src/config.ts'
import type { DemoCloud } from '../../../src/demo/demo-cloud.ts'
import { createContextFactory } from '../../../src/engine/context.ts'
import { createExecute } from '../../../src/engine/execute.ts'
import { createSubgraph } from '../../../src/federation/subgraph.ts'
import { createReceipt } from '../../../src/http/receipt.ts'
import type { Sources } from '../../../src/loaders/index.ts'
import type { Call, Missing, Receipt } from '../../../src/model/call.ts'
import { NO_SPAN } from '../../../src/model/span.ts'
import { accessTo } from '../../../src/open-cloud.ts'
import { createPolicy } from '../../../src/policy/policy.ts'
import { DEFAULT_CHECKS } from '../../../src/policy/rules.ts'
import type { GraphContext } from '../../../src/schema/builder.ts'
import { createSchema } from '../../../src/schema/index.ts'
import { createUpstream } from '../../../src/sources/http/upstream.ts'
import type { UpstreamName } from '../../../src/sources/http/upstream-name.ts'
import { createKeystone } from '../../../src/sources/keystone/create-keystone.ts'
import { createOwnSession } from '../../../src/sources/keystone/own-session.ts'
import { createNova } from '../../../src/sources/nova/create-nova.ts'
import { openPciStore } from '../../../src/sources/pci/open-store.ts'
import { createPlacement } from '../../../src/sources/placement/create-placement.ts'
import { createLog } from '../../../src/telemetry/log.ts'
import { signIn, type UserName } from '../../support/graph.ts'
import { tell, type SmallQuestion, type Told } from './told.ts'

/** `missing`: what lists lack, for the client to be told beside them. */
export type ToldOfCloud = Told & { readonly missing: readonly Missing[] }

export type Executor = 'ours' | 'graphql-js'

/** The rooms from the engine down before a demo cloud, with our engine and graphql-js in turn on top of them. */
export type TwoExecutors = {
  readonly schema: GraphQLSchema
  contextFor(user: UserName, document: DocumentNode, receipt?: Receipt): Promise<GraphContext>
  /** With a context of its own, as every request has. */
  ask(executor: Executor, user: UserName, question: SmallQuestion): Promise<ToldOfCloud>
  [Symbol.asyncDispose](): Promise<void>
}

export function openTwoExecutors(demo: DemoCloud): TwoExecutors {
  const { cloud, cells } = accessTo(demo)
  const config = readConfig({ env: {}, argv: [] })
  const log = createLog('silent')
  const upstream = (name: UpstreamName) => createUpstream({ name, ...config.upstream, log })
  const session = createOwnSession({ cloud, upstream: upstream('keystone'), log })
  const sources: Sources = {
    nova: createNova({ session, upstream: upstream('nova'), log }),
    keystone: createKeystone({ authUrl: cloud.authUrl, upstream: upstream('keystone') }),
    placement: createPlacement({ session, upstream: upstream('placement') }),
    pci: openPciStore(cells, { ...config.store, log }),
  }
  const schema = createSubgraph(createSchema())
  const now = new Date()
  const createContext = createContextFactory(
    schema,
    sources,
    {
      name: 'demo',
      region: cloud.regionName,
      isDemo: false,
      maxPageSize: config.limits.maxPageSize,
      cells,
      serviceDownTimeMs: config.serviceDownTimeMs,
      now: () => now,
      microversions: (signal) => sources.nova.microversions(signal),
    },
    createPolicy(DEFAULT_CHECKS, config.policy),
  )
  const executeByPlan = createExecute(schema)
  const callers = new Map<UserName, Promise<Call['caller']>>()

  async function callerOf(user: UserName) {
    const errand = { signal: new AbortController().signal, receipt: createReceipt() }
    const known = callers.get(user) ?? sources.keystone.authenticate(await signIn(demo, user), errand)
    callers.set(user, known)
    return known
  }

  async function contextFor(user: UserName, document: DocumentNode, receipt: Receipt = createReceipt()) {
    const call: Call = {
      caller: await callerOf(user),
      signal: new AbortController().signal,
      // The same each time, so that errors that name it are the same too.
      requestId: 'req-00000000-0000-4000-8000-000000000000',
      receipt,
      span: NO_SPAN,
      log,
    }
    return createContext(call, document)
  }

  return {
    schema,
    contextFor,
    async ask(executor, user, { query, variables, operationName }) {
      const document = parse(query)
      const receipt = createReceipt()
      const contextValue = await contextFor(user, document, receipt)
      const asked = { document, operationName, variableValues: variables, contextValue }
      const told = tell(
        await (executor === 'ours' ? executeByPlan(asked) : execute({ schema, ...asked, rootValue: {} })),
      )
      return { ...told, missing: receipt.missing() }
    },
    async [Symbol.asyncDispose]() {
      await session.close()
      await Promise.all(Object.values(sources).map((source) => source.close()))
    },
  }
}
