import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { ERROR_CODES } from '../errors.ts'

/** What one call upstream came to, as metrics count it. */
export type UpstreamCallFacts = {
  readonly upstream: string
  /** The HTTP status, or our code where there was no answer. */
  readonly outcome: string
  readonly seconds: number
  /** How many objects it asked for by key; null for a listing. */
  readonly keys: number | null
}

/** What one call to a subgraph came to. */
export type SubgraphCallFacts = {
  readonly subgraph: string
  /** The HTTP status, or our code where there was no answer. */
  readonly outcome: string
  readonly seconds: number
}

export type RequestFacts = {
  /** `nova`: passed through to it. */
  readonly room: 'graphql' | 'os-pci' | 'nova' | 'other'
  /** 499: the client went away first. */
  readonly status: number
  readonly seconds: number
}

export type OperationFacts = {
  /** Every code among its errors, once; none: all went well. */
  readonly codes: readonly string[]
  readonly seconds: number
  /** Of which nothing upstream was waited for. */
  readonly ownSeconds: number
}

/** Figures for Prometheus. Labels are few and ours: nothing that a client writes becomes one. */
export type Metrics = {
  request(facts: RequestFacts): void
  operation(facts: OperationFacts): void
  upstreamCall(facts: UpstreamCallFacts): void
  statement(facts: { readonly cell: string; readonly outcome: 'ok' | 'error'; readonly seconds: number }): void
  subgraphCall(facts: SubgraphCallFacts): void
  /** Which way an operation went at a gateway of several graphs: `own` was answered by the own graph alone, and never planned. */
  routed(way: 'own' | 'planned'): void
  /** What became of another supergraph. */
  supergraph(outcome: 'taken' | 'refused'): void
  /** Read at every scrape. */
  watch(gauge: 'in flight' | 'waiting', read: () => number): void
  watchBreaker(upstream: string, read: () => BreakerState): void
  /** The same of a cell's database. */
  watchCellBreaker(cell: string, read: () => BreakerState): void
  watchSubgraphBreaker(subgraph: string, read: () => BreakerState): void
  /** Of who has one. */
  watchRedis(isDown: () => boolean): void
  /** The text of `/metrics`. */
  scrape(): Promise<string>
  readonly contentType: string
}

type BreakerState = 'closed' | 'half open' | 'open'
const STATES: Readonly<Record<BreakerState, number>> = { closed: 0, 'half open': 1, open: 2 }

/** Of Node's own figures: sums over a label that are gauges and are called counters, which Prometheus' own linter refuses. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
/** What an operation can fail by. */
const CODES = [...ERROR_CODES, 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OTHER']
const KEYS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000]

export function createMetrics(version: string): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  for (const name of MISNAMED) registry.removeSingleMetric(name)
  new Gauge({
    name: 'pcigraph_build_info',
    help: 'Always 1; the version is in the label.',
    labelNames: ['version'],
    registers,
  })
    .labels(version)
    .set(1)
  const requests = new Histogram({
    name: 'pcigraph_http_request_duration_seconds',
    help: 'From the head of a request to the end of its answer.',
    labelNames: ['room', 'status'],
    buckets: SECONDS,
    registers,
  })
  const operations = new Histogram({
    name: 'pcigraph_graphql_operation_duration_seconds',
    help: 'From the head of a request to the graph to its answer.',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers,
  })
  const own = new Counter({
    name: 'pcigraph_graphql_own_seconds_total',
    help: 'What of it passed while nothing upstream was waited for: the share of this process.',
    registers,
  })
  const errors = new Counter({
    name: 'pcigraph_graphql_errors_total',
    help: 'Operations whose answer has an error of this code.',
    labelNames: ['code'],
    registers,
  })
  const calls = new Histogram({
    name: 'pcigraph_upstream_call_duration_seconds',
    help: 'Calls to Keystone, Nova and Placement, retries included, by status or, without an answer, by code.',
    labelNames: ['upstream', 'outcome'],
    buckets: SECONDS,
    registers,
  })
  // There from the first scrape on: a rate does not see the first of a series that begins with it.
  for (const outcome of ['ok', 'errors']) operations.zero({ outcome })
  for (const code of CODES) errors.inc({ code }, 0)
  const keys = new Histogram({
    name: 'pcigraph_upstream_call_keys',
    help: 'Objects that one call asked for by key.',
    labelNames: ['upstream'],
    buckets: KEYS,
    registers,
  })
  const statements = new Histogram({
    name: 'pcigraph_sql_statement_duration_seconds',
    help: 'Statements to the databases of cells, waiting for a connection included.',
    labelNames: ['cell', 'outcome'],
    buckets: SECONDS,
    registers,
  })
  const subgraphCalls = new Histogram({
    name: 'pcigraph_subgraph_call_duration_seconds',
    help: 'Calls to subgraphs, retries included, by status or, without an answer, by code.',
    labelNames: ['subgraph', 'outcome'],
    buckets: SECONDS,
    registers,
  })
  const routed = new Counter({
    name: 'pcigraph_gateway_operations_total',
    help: 'Operations of a gateway of several graphs: own, answered by the own graph alone; planned, over subgraphs.',
    labelNames: ['way'],
    registers,
  })
  const supergraphs = new Counter({
    name: 'pcigraph_supergraph_reloads_total',
    help: 'Supergraphs that came after the first: taken, or refused because they do not compose.',
    labelNames: ['outcome'],
    registers,
  })
  for (const way of ['own', 'planned']) routed.inc({ way }, 0)
  for (const outcome of ['taken', 'refused']) supergraphs.inc({ outcome }, 0)
  let inFlight = () => 0
  let waiting = () => 0
  const breakers = new Map<string, () => BreakerState>()
  const cellBreakers = new Map<string, () => BreakerState>()
  const subgraphBreakers = new Map<string, () => BreakerState>()
  new Gauge({
    name: 'pcigraph_requests_in_flight',
    help: 'Requests that are not answered yet.',
    registers,
    collect() {
      this.set(inFlight())
    },
  })
  new Gauge({
    name: 'pcigraph_requests_waiting',
    help: 'Those of them that wait for their turn.',
    registers,
    collect() {
      this.set(waiting())
    },
  })
  new Gauge({
    name: 'pcigraph_upstream_breaker_state',
    help: '0: the upstream is asked; 1: one call finds out whether it is back; 2: it is left alone.',
    labelNames: ['upstream'],
    registers,
    collect() {
      for (const [upstream, read] of breakers) this.labels(upstream).set(STATES[read()])
    },
  })
  new Gauge({
    name: 'pcigraph_cell_breaker_state',
    help: "0: the cell's database is asked; 1: one look finds out whether it is back; 2: it fell silent and is left alone.",
    labelNames: ['cell'],
    registers,
    collect() {
      for (const [cell, read] of cellBreakers) this.labels(cell).set(STATES[read()])
    },
  })
  new Gauge({
    name: 'pcigraph_subgraph_breaker_state',
    help: '0: the subgraph is asked; 1: one call finds out whether it is back; 2: it is left alone.',
    labelNames: ['subgraph'],
    registers,
    collect() {
      for (const [subgraph, read] of subgraphBreakers) this.labels(subgraph).set(STATES[read()])
    },
  })

  return {
    request: ({ room, status, seconds }) => {
      requests.labels(room, String(status)).observe(seconds)
    },
    operation({ codes, seconds, ownSeconds }) {
      operations.labels(codes.length === 0 ? 'ok' : 'errors').observe(seconds)
      own.inc(ownSeconds)
      for (const code of new Set(codes.map(knownCode))) errors.labels(code).inc()
    },
    upstreamCall({ upstream, outcome, seconds, keys: count }) {
      calls.labels(upstream, outcome).observe(seconds)
      if (count !== null) keys.labels(upstream).observe(count)
    },
    statement: ({ cell, outcome, seconds }) => {
      statements.labels(cell, outcome).observe(seconds)
    },
    subgraphCall: ({ subgraph, outcome, seconds }) => {
      subgraphCalls.labels(subgraph, outcome).observe(seconds)
    },
    routed: (way) => {
      routed.labels(way).inc()
    },
    supergraph: (outcome) => {
      supergraphs.labels(outcome).inc()
    },
    watch(which, read) {
      if (which === 'in flight') inFlight = read
      else waiting = read
    },
    watchBreaker: (upstream, read) => void breakers.set(upstream, read),
    watchCellBreaker: (cell, read) => void cellBreakers.set(cell, read),
    watchSubgraphBreaker: (subgraph, read) => void subgraphBreakers.set(subgraph, read),
    watchRedis(isDown) {
      new Gauge({
        name: 'pcigraph_redis_down',
        help: '1: Redis is away, and this gateway counts for itself, or it refuses some of what it is asked.',
        registers,
        collect() {
          this.set(isDown() ? 1 : 0)
        },
      })
    },
    scrape: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/** What is joined to the graph has codes of its own: a label has few values, whoever makes them up. */
function knownCode(code: string): string {
  return CODES.includes(code) ? code : 'OTHER'
}
