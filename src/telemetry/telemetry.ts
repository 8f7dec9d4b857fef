import type { OtelVariables } from '../config/otel.ts'
import { NO_SPAN } from '../model/span.ts'
import type { Metrics } from './metrics.ts'
import type { Tracing } from './tracing.ts'

/** What is told about requests beside the log. */
export type Telemetry = { readonly metrics: Metrics; readonly tracing: Tracing }

/** For commands and tests that nobody watches. Loads none of the libraries. */
export const NO_TELEMETRY: Telemetry = {
  metrics: {
    request: ignore,
    operation: ignore,
    upstreamCall: ignore,
    statement: ignore,
    subgraphCall: ignore,
    routed: ignore,
    supergraph: ignore,
    watch: ignore,
    watchBreaker: ignore,
    watchCellBreaker: ignore,
    watchSubgraphBreaker: ignore,
    watchRedis: ignore,
    scrape: () => Promise.resolve(''),
    contentType: 'text/plain',
  },
  tracing: { start: () => NO_SPAN, close: () => Promise.resolve() },
}

/** Loads what it needs, while other things are opened: a first answer waits for neither. */
export async function openTelemetry(variables: OtelVariables, version: string): Promise<Telemetry> {
  const [{ createMetrics }, { openTracing }] = await Promise.all([import('./metrics.ts'), import('./tracing.ts')])
  const tracing = (await openTracing(variables, version)) ?? NO_TELEMETRY.tracing
  return { metrics: createMetrics(version), tracing }
}

function ignore(): void {
  // On purpose.
}
