import type { Server } from 'node:http'
import type { Config } from './config.ts'
import type { Federation } from './federation/gateway/open-federation.ts'
import { createAdmission } from './http/admission.ts'
import { createCrossSiteGuard } from './http/cross-site.ts'
import { createFederatedGraphql } from './http/federated-graphql.ts'
import { createHealth, type Health } from './http/health.ts'
import { createHostNames } from './http/host-names.ts'
import { createMetricsPage } from './http/metrics-page.ts'
import { createHttpServer } from './http/server.ts'
import { createSharedDocuments } from './http/shared-documents.ts'
import type { Log } from './model/log.ts'
import { openRedis } from './sources/redis/open-redis.ts'
import { NO_TELEMETRY, type Telemetry } from './telemetry/telemetry.ts'

export type GatewayApp = {
  /** Not listening yet. */
  readonly server: Server
  readonly health: Health
  close(): Promise<void>
}

/** For what is under way when the time to drain is over. */
const LAST_WORDS_MS = 2000

/** A gateway of other graphs alone: no cloud, no Keystone, and nobody who has to sign in. Its subgraphs see to that themselves. */
export function createGatewayApp(
  config: Config,
  federation: Federation,
  log: Log,
  { metrics, tracing }: Telemetry = NO_TELEMETRY,
): GatewayApp {
  const hosts = createHostNames(config.hosts)
  // Nobody is told from others, so that all of them together are one caller.
  const admission = createAdmission({ ...config.limits, maxInFlightPerCaller: config.limits.maxInFlight })
  metrics.watch('waiting', () => admission.waiting)
  const redis = config.redis === null ? null : openRedis({ address: config.redis, log })
  if (redis !== null) metrics.watchRedis(() => redis.isDown)
  const ending = new AbortController()
  const graphql = createFederatedGraphql({
    federation,
    hosts,
    limits: config.limits,
    documents: config.documents,
    sharedDocuments: redis && createSharedDocuments(redis),
    discovery: config.discovery,
    tracer: tracing.start,
    admission,
    metrics,
    ending: ending.signal,
    log,
  })
  const health = createHealth([], 2000)
  health.whenDraining(() => {
    const leftMs = config.drainDelayMs + config.drainTimeoutMs
    setTimeout(() => ending.abort(), Math.max(leftMs - LAST_WORDS_MS, leftMs / 2)).unref()
  })
  return {
    server: createHttpServer(
      {
        guard: createCrossSiteGuard({ origins: config.corsOrigins, hasPage: false, log }),
        graphql: (request, response) => graphql(request, response),
        rest: () => false,
        session: null,
        figures: createMetricsPage({ metrics, hosts, token: config.metricsToken }),
      },
      health,
      log,
      { metrics },
    ),
    health,
    async close() {
      redis?.close()
      await federation.close()
      await tracing.close()
    },
  }
}
