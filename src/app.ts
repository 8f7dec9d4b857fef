import type { Server } from 'node:http'
import type { GraphQLSchema } from 'graphql'
import type { YogaServerInstance } from 'graphql-yoga'
import { Agent } from 'undici'
import type { Config } from './config.ts'
import { createContextFactory } from './engine/context.ts'
import { createExecuteStored } from './engine/execute-stored.ts'
import { contractOf } from './federation/contract.ts'
import type { Federation } from './federation/gateway/open-federation.ts'
import { createSubgraph } from './federation/subgraph.ts'
import { createAdmission } from './http/admission.ts'
import type { AnonymousToken, Authenticate } from './http/auth.ts'
import { createCrossSiteGuard } from './http/cross-site.ts'
import { createGraphql, type ServerContext } from './http/graphql.ts'
import { createGraphiqlPage, type DemoPerson } from './http/graphiql/page.ts'
import { createSessionHandler } from './http/graphiql/session.ts'
import { createHealth, type Health } from './http/health.ts'
import { createHostNames } from './http/host-names.ts'
import { createOpenCall, lendToken } from './http/open-call.ts'
import { createMetricsPage } from './http/metrics-page.ts'
import { createRateLimit } from './http/rate-limit.ts'
import { createHttpServer, type RestHandler } from './http/server.ts'
import { createSharedDocuments } from './http/shared-documents.ts'
import { tellUnfitDocuments } from './http/unfit-documents.ts'
import type { Sources } from './loaders/index.ts'
import type { Log } from './model/log.ts'
import { createAccess } from './policy/access.ts'
import { createPolicy } from './policy/policy.ts'
import { DEFAULT_CHECKS } from './policy/rules.ts'
import type { CloudInfo } from './schema/builder.ts'
import { createRest } from './rest/rest.ts'
import { createSchema } from './schema/index.ts'
import { createUpstream, tlsOptions, type Upstream } from './sources/http/upstream.ts'
import type { UpstreamName } from './sources/http/upstream-name.ts'
import type { CloudConfig } from './sources/keystone/cloud-config.ts'
import { createKeystone } from './sources/keystone/create-keystone.ts'
import { createOwnSession, withOwnToken } from './sources/keystone/own-session.ts'
import { createNova } from './sources/nova/create-nova.ts'
import type { CellConfig } from './sources/pci/cell-url.ts'
import { openPciStore } from './sources/pci/open-store.ts'
import { createPlacement } from './sources/placement/create-placement.ts'
import { openRedis } from './sources/redis/open-redis.ts'
import type { Metrics } from './telemetry/metrics.ts'
import { NO_TELEMETRY, type Telemetry } from './telemetry/telemetry.ts'

export type App = {
  readonly schema: GraphQLSchema
  /** Yoga, for questions in the process. */
  readonly graphql: YogaServerInstance<ServerContext, object>
  /** Not listening yet. */
  readonly server: Server
  readonly health: Health
  readonly cloud: CloudInfo
  /** A token of the configured identity: what a command in this very process asks with. */
  ownToken(signal: AbortSignal): Promise<string>
  /** Ends every connection to the outside; the server is closed by whoever made it listen. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** What the app is made for: one cloud, its cells, and whether it is the demo's. */
export type AppCloud = {
  readonly cloud: CloudConfig
  readonly cells: readonly CellConfig[]
  readonly isDemo: boolean
  /** Of the demo cloud, whom the page offers to be. */
  readonly people?: readonly DemoPerson[]
}

/** For lists that are under way when the time to drain is over: to say that they are not whole. */
const LAST_WORDS_MS = 2000

/** Puts every room into its place: the only file that knows them all. Nothing is called yet. */
export function createApp(
  { cloud: cloudConfig, cells, isDemo, people = [] }: AppCloud,
  config: Config,
  log: Log,
  telemetry: Telemetry = NO_TELEMETRY,
  /** Graphs that are joined to the own one. Null: it stands alone. */
  federation: Federation | null = null,
): App {
  const { metrics, tracing } = telemetry
  const upstreams = openUpstreams(cloudConfig, config, log, metrics)
  const session = createOwnSession({ cloud: cloudConfig, upstream: upstreams.keystone, log })
  const sources: Sources = {
    nova: createNova({ session, upstream: upstreams.nova, probeCells: config.probeCells, log }),
    keystone: createKeystone({ authUrl: cloudConfig.authUrl, upstream: upstreams.keystone }),
    placement: createPlacement({ session, upstream: upstreams.placement }),
    pci: openPciStore(cells, {
      ...config.store,
      maxStaleMs: config.maxStaleMs,
      log,
      onStatement: (statement) => {
        metrics.statement(statement)
      },
      watchBreaker: (cell, read) => {
        metrics.watchCellBreaker(cell, read)
      },
    }),
  }
  const cloud: CloudInfo = {
    name: isDemo ? 'demo (made up by pcigraph, nothing of it is real)' : (cloudConfig.name ?? 'openstack'),
    region: cloudConfig.regionName,
    isDemo,
    maxPageSize: config.limits.maxPageSize,
    cells,
    serviceDownTimeMs: config.serviceDownTimeMs,
    now: () => new Date(),
    microversions: (signal) => sources.nova.microversions(signal),
  }
  const graph = createSchema()
  const schema = createSubgraph(graph)
  const shown =
    federation?.own?.schema ?? (config.contract === null ? schema : createSubgraph(contractOf(graph, config.contract)))
  const policy = createPolicy(DEFAULT_CHECKS, config.policy)
  for (const warning of policy.warnings) log.warn({}, warning)
  // What is joined may change while it runs.
  if (federation === null) tellUnfitDocuments(config.documents.trusted, shown, log)
  const createContext = createContextFactory(schema, sources, cloud, policy)
  const authenticate: Authenticate = (token, errand) => sources.keystone.authenticate(token, errand)
  const anonymous: AnonymousToken | null = isDemo ? (signal) => session.token(signal) : null
  const hosts = createHostNames(config.hosts)
  const admission = createAdmission(config.limits)
  metrics.watch('waiting', () => admission.waiting)
  const redis = config.redis === null ? null : openRedis({ address: config.redis, log })
  if (redis !== null) metrics.watchRedis(() => redis.isDown)
  const perMinute = config.rateLimitPerMinute
  const rateLimit = perMinute === null ? null : createRateLimit({ perMinute, redis })
  const ending = new AbortController()
  const graphql = createGraphql({
    schema: shown,
    federation,
    createContext,
    authenticate,
    anonymous,
    hosts,
    limits: config.limits,
    documents: config.documents,
    sharedDocuments: redis && createSharedDocuments(redis),
    discovery: config.discovery,
    tracer: tracing.start,
    admission,
    rateLimit,
    metrics,
    ending: ending.signal,
    graphiql: config.graphiql
      ? createGraphiqlPage(`pcigraph: ${cloud.name}`, { needsToken: !isDemo, people, contract: config.contract })
      : null,
    log,
  })
  const proxy = new Agent({ connect: tlsOptions(cloudConfig.tls) })
  const nova = createRest({
    execute: createExecuteStored(schema, createContext),
    accessOf: (caller) => createAccess(policy, caller),
    openCall: createOpenCall({ authenticate, admission, rateLimit, log }),
    tracer: tracing.start,
    onNovaCall: ({ outcome, seconds }) => {
      metrics.upstreamCall({ upstream: 'nova', outcome, seconds, keys: null })
    },
    novaEndpoint: (signal) => session.endpoint('compute', signal),
    proxy,
    anyProject: isDemo,
    authUrl: cloudConfig.authUrl,
    log,
    limits: {
      maxBufferedBytes: config.upstream.maxResponseBytes,
      timeoutMs: config.limits.requestTimeoutMs,
      maxPageSize: config.limits.maxPageSize,
    },
  })
  const rest: RestHandler = async (request, response) => {
    if (anonymous !== null) await lendToken(request, { anonymous, hosts })
    return nova(request, response)
  }
  const health = createHealth(
    [
      {
        name: 'keystone',
        check: (signal) => withOwnToken(session, signal, (token) => sources.keystone.probe(token, signal)),
      },
      { name: 'nova', check: (signal) => sources.nova.probe(signal) },
      ...(cells.length > 0 ? [{ name: 'pci store', check: (signal: AbortSignal) => sources.pci.probe(signal) }] : []),
    ],
    2000,
  )
  health.whenDraining(() => {
    const leftMs = config.drainDelayMs + config.drainTimeoutMs
    setTimeout(() => ending.abort(), Math.max(leftMs - LAST_WORDS_MS, leftMs / 2)).unref()
  })
  const close = async (): Promise<void> => {
    redis?.close()
    await Promise.all([
      federation?.close(),
      session.close(),
      proxy.destroy(),
      ...Object.values(sources).map((source) => source.close()),
    ])
    await tracing.close()
  }
  return {
    schema,
    graphql,
    server: createHttpServer(
      {
        guard: createCrossSiteGuard({ origins: config.corsOrigins, hasPage: config.graphiql, log }),
        graphql: (request, response) => graphql(request, response),
        rest,
        session: config.graphiql
          ? createSessionHandler({
              keystone: sources.keystone,
              hosts,
              timeoutMs: config.limits.requestTimeoutMs,
              log,
            })
          : null,
        figures: createMetricsPage({ metrics, hosts, token: config.metricsToken }),
      },
      health,
      log,
      { metrics },
    ),
    health,
    cloud,
    ownToken: (signal) => session.token(signal),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** One of each: a pool, a breaker and a place in the figures, whoever asks. */
function openUpstreams(cloud: CloudConfig, config: Config, log: Log, metrics: Metrics) {
  const open = (name: UpstreamName): Upstream => {
    const upstream = createUpstream({
      name,
      tls: cloud.tls,
      ...config.upstream,
      // Of a token that may have been revoked meanwhile nothing old is believed.
      maxStaleMs: name === 'keystone' ? 0 : config.maxStaleMs,
      log,
      onCall: ({ outcome, ms, keys }) => {
        metrics.upstreamCall({ upstream: name, outcome: String(outcome), seconds: ms / 1000, keys })
      },
    })
    metrics.watchBreaker(name, () => upstream.state())
    return upstream
  }
  return { keystone: open('keystone'), nova: open('nova'), placement: open('placement') }
}
