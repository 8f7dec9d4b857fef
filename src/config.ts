import { parseArgs } from 'node:util'
import { cloudConfigOf } from './config/cloud.ts'
import { cloudOfFile } from './config/clouds-yaml.ts'
import { readCorsOrigins } from './config/cors.ts'
import { parseDemo, type DemoConfig } from './config/demo.ts'
import { readFederation, type FederationFlags } from './config/federation.ts'
import { systemFiles, type Files } from './config/files.ts'
import { readDocuments } from './config/documents.ts'
import { readHosts } from './config/hosts.ts'
import { readOtelVariables, type OtelVariables } from './config/otel.ts'
import { readRedis } from './config/redis.ts'
import { cloudOfVariables, overridesOfVariables } from './config/os-variables.ts'
import { readPcigraphYaml, type PcigraphFile } from './config/pcigraph-yaml.ts'
import { readPolicyFiles, type PolicyText } from './config/policy.ts'
import { createSettings, type Settings } from './config/settings.ts'
import { ConfigurationError } from './errors.ts'
import type { FederationSettings } from './federation/gateway/subgraph-settings.ts'
import type { Discovery } from './http/introspection.ts'
import type { PersistedDocuments } from './http/persisted-documents.ts'
import type { CloudConfig } from './sources/keystone/cloud-config.ts'
import { parseCellUrl, parseSources, type CellConfig } from './sources/pci/cell-url.ts'
import type { RedisAddress } from './sources/redis/connect.ts'

/** Everything that can be set, read once and checked. */
export type Config = {
  readonly listen: { readonly host: string; readonly port: number }
  /** Null: no cloud is configured. */
  readonly cloud: CloudConfig | null
  /** Nova's cell databases; empty: none are configured. */
  readonly cells: readonly CellConfig[]
  /** Null: a cloud is configured, so there is no demo. */
  readonly demo: DemoConfig | null
  readonly limits: Limits
  /** For each call to OpenStack. */
  readonly upstream: {
    readonly timeoutMs: number
    readonly connectTimeoutMs: number
    readonly maxResponseBytes: number
    /** Side by side to each service. */
    readonly maxConnections: number
  }
  /** Whether Nova is asked now and then, by the gateway's own account, for cells that it cannot reach. */
  readonly probeCells: boolean
  /** How old an answer may be that stands in for one of a source that is down, for the same token alone. 0: none does. */
  readonly maxStaleMs: number
  /** For each cell's database. */
  readonly store: { readonly statementTimeoutMs: number; readonly poolSize: number }
  /** Files in oslo.policy's language that override the rules; later ones win. */
  readonly policy: readonly PolicyText[]
  /** A nova-compute that has not reported for so long is down: Nova's `service_down_time`. */
  readonly serviceDownTimeMs: number
  /** How long requests that were accepted may take to end after SIGTERM. */
  readonly drainTimeoutMs: number
  /** How long after SIGTERM new connections are still taken, for who balances load to see that `/readyz` says no. */
  readonly drainDelayMs: number
  readonly logLevel: LogLevel
  /** For the SDK of OpenTelemetry. Some are secrets. */
  readonly otel: OtelVariables
  readonly graphiql: boolean
  /** Documents by their ids, and whether others are answered. */
  readonly documents: PersistedDocuments
  /** Where gateways share documents that they have learned, and counts of requests. Null: each keeps its own. A secret. */
  readonly redis: RedisAddress | null
  /** Requests of one user on one project in a minute. Null: as many as they like. */
  readonly rateLimitPerMinute: number | null
  /** Whether the schema may be asked for, and is told by suggestions. */
  readonly discovery: Discovery
  /** What is tagged so is all that clients of `/graphql` are shown. Null: the whole graph. */
  readonly contract: 'project' | null
  /** Pages of these origins may ask from a browser, beside our own; as a browser writes them. */
  readonly corsOrigins: readonly string[]
  /** What a scraper of `/metrics` elsewhere has to show; null: only this machine may scrape. */
  readonly metricsToken: string | null
  /** Graphs beside the own one; null: it stands alone. */
  readonly federation: FederationSettings | null
  /** Whether the own graph is served: `required` to be in a ready supergraph, or left out where it is `optional`. */
  readonly ownGraph: 'required' | 'optional' | 'none'
  /** Names by which browsers find this gateway, beside those of the machine itself. Lower case, without a port. */
  readonly hosts: readonly string[]
}

/** What one request may cost. */
export type Limits = {
  readonly maxBodyBytes: number
  readonly maxTokens: number
  readonly maxDepth: number
  readonly maxAliases: number
  readonly maxExpandedFields: number
  /** Estimated objects, with the sizes of lists multiplied out. */
  readonly maxCost: number
  /** Of `first`. */
  readonly maxPageSize: number
  readonly requestTimeoutMs: number
  /** Requests that are answered at a time: of one caller on one project, and of all. */
  readonly maxInFlightPerCaller: number
  readonly maxInFlight: number
  /** Requests that may wait for their turn, and how long. */
  readonly maxWaiting: number
  readonly longestWaitMs: number
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * Reads flags, then the environment, then pcigraph.yaml, then clouds.yaml.
 *
 * @throws ConfigurationError with all that is wrong at once.
 */
export function readConfig(given: {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Without node and the program. */
  readonly argv: readonly string[]
  /** Graphs beside the own one that a command line names. */
  readonly federation?: FederationFlags
  /** Whether the own graph takes part; `configured`: where a cloud or the demo cloud is named. @default 'always' */
  readonly ownGraph?: OwnGraphFlag
  /** @default the machine's own */
  readonly files?: Files
}): Config {
  const { env, argv, files = systemFiles() } = given
  const faults: string[] = []
  const file = readPcigraphYaml(env, files, faults)
  const settings = createSettings({ ...env, ...readFlags(argv, faults) }, file.settings, files, faults)
  const cloudSettings = readCloudSettings(settings, files, faults)
  const cloud = cloudSettings && cloudConfigOf(cloudSettings, files, faults)
  const cells = readCells(settings, file, faults)
  const demo = settings.text('PCIGRAPH_DEMO')
  // What is meant counts, even where it cannot be read: a fault in it must not hide the next one.
  const wantsCloud = cloudSettings !== null || settings.text('OS_CLOUD') !== null
  const wantsSources =
    cells.length > 0 || ['PCIGRAPH_SOURCES', 'PCIGRAPH_SOURCES_FILE'].some((name) => settings.text(name) !== null)

  if (wantsSources && !wantsCloud) {
    faults.push(
      'PCI sources are configured without a cloud: nobody could be signed in. Set OS_CLOUD, or OS_AUTH_URL and what goes with it',
    )
  }
  if (demo !== null && (wantsCloud || wantsSources)) {
    faults.push('PCIGRAPH_DEMO is set together with a real cloud or sources: unset the one or the others')
  }
  const config: Config = {
    listen: { host: settings.text('HOST') ?? '127.0.0.1', port: port(settings) },
    cloud,
    cells,
    demo: wantsCloud || wantsSources ? null : parseDemo(demo ?? '', faults),
    limits: readLimits(settings),
    upstream: {
      timeoutMs: settings.integer('PCIGRAPH_UPSTREAM_TIMEOUT_MS', { fallback: 30_000, min: 100, max: 600_000 }),
      connectTimeoutMs: settings.integer('PCIGRAPH_UPSTREAM_CONNECT_TIMEOUT_MS', {
        fallback: 5000,
        min: 10,
        max: 60_000,
      }),
      maxResponseBytes: settings.integer('PCIGRAPH_UPSTREAM_MAX_RESPONSE_BYTES', {
        fallback: 64 * 1024 * 1024,
        min: 1024,
        max: 1024 * 1024 * 1024,
      }),
      maxConnections: settings.integer('PCIGRAPH_UPSTREAM_MAX_CONNECTIONS', { fallback: 32, min: 1, max: 1000 }),
    },
    probeCells: settings.flag('PCIGRAPH_PROBE_CELLS', true),
    maxStaleMs: settings.integer('PCIGRAPH_MAX_STALE_MS', { fallback: 0, min: 0, max: 3_600_000 }),
    store: {
      statementTimeoutMs: settings.integer('PCIGRAPH_STATEMENT_TIMEOUT_MS', {
        fallback: 10_000,
        min: 10,
        max: 600_000,
      }),
      poolSize: settings.integer('PCIGRAPH_STORE_POOL_SIZE', { fallback: 4, min: 1, max: 100 }),
    },
    policy: readPolicyFiles(settings, file.policy, files, faults),
    serviceDownTimeMs: settings.integer('PCIGRAPH_SERVICE_DOWN_TIME_MS', {
      fallback: 60_000,
      min: 1000,
      max: 86_400_000,
    }),
    drainTimeoutMs: settings.integer('PCIGRAPH_DRAIN_TIMEOUT_MS', { fallback: 30_000, min: 0, max: 3_600_000 }),
    drainDelayMs: settings.integer('PCIGRAPH_DRAIN_DELAY_MS', { fallback: 0, min: 0, max: 600_000 }),
    logLevel: settings.choice('PCIGRAPH_LOG_LEVEL', LOG_LEVELS, 'info'),
    graphiql: settings.flag('PCIGRAPH_GRAPHIQL', true),
    contract: readContract(settings),
    documents: readDocuments(settings, files, faults),
    redis: readRedis(settings, files, faults),
    // 0 is as if it were not set.
    rateLimitPerMinute: settings.integer('PCIGRAPH_RATE_LIMIT', { fallback: 0, min: 0, max: 1_000_000 }) || null,
    discovery: {
      introspection: settings.flag('PCIGRAPH_INTROSPECTION', true),
      suggestions: settings.flag('PCIGRAPH_SUGGESTIONS', true),
    },
    metricsToken: settings.secret('PCIGRAPH_METRICS_TOKEN'),
    ownGraph: ownGraphOf(given.ownGraph ?? 'always', wantsCloud || wantsSources || demo !== null),
    federation: readFederation(given.federation ?? {}, file, settings, files, faults),
    corsOrigins: readCorsOrigins(settings, file.corsOrigins, faults),
    hosts: readHosts(settings, file.hosts, settings.text('HOST') ?? '127.0.0.1', faults),
    otel: readOtelVariables([...Object.keys(env), ...Object.keys(file.settings)], settings, faults),
  }
  if (faults.length > 0) throw new ConfigurationError([...new Set(faults)])
  return config
}

export type OwnGraphFlag = 'always' | 'configured' | 'never'

function ownGraphOf(flag: OwnGraphFlag, isConfigured: boolean): Config['ownGraph'] {
  if (flag === 'always') return 'required'
  return flag === 'configured' && isConfigured ? 'optional' : 'none'
}

function readLimits(settings: Settings): Limits {
  return {
    maxBodyBytes: settings.integer('PCIGRAPH_MAX_BODY_BYTES', { fallback: 256 * 1024, min: 1024, max: 1e8 }),
    maxTokens: settings.integer('PCIGRAPH_MAX_TOKENS', { fallback: 2000, min: 10, max: 1e6 }),
    maxDepth: settings.integer('PCIGRAPH_MAX_DEPTH', { fallback: 16, min: 1, max: 1000 }),
    maxAliases: settings.integer('PCIGRAPH_MAX_ALIASES', { fallback: 50, min: 0, max: 100_000 }),
    maxExpandedFields: settings.integer('PCIGRAPH_MAX_EXPANDED_FIELDS', { fallback: 5000, min: 10, max: 1e7 }),
    maxCost: settings.integer('PCIGRAPH_MAX_COST', { fallback: 1_500_000, min: 1, max: 1e15 }),
    maxPageSize: settings.integer('PCIGRAPH_MAX_PAGE_SIZE', { fallback: 5000, min: 1, max: 100_000 }),
    requestTimeoutMs: settings.integer('PCIGRAPH_MAX_REQUEST_MS', { fallback: 60_000, min: 100, max: 3_600_000 }),
    maxInFlightPerCaller: settings.integer('PCIGRAPH_MAX_IN_FLIGHT_PER_CALLER', { fallback: 64, min: 1, max: 100_000 }),
    maxInFlight: settings.integer('PCIGRAPH_MAX_IN_FLIGHT', { fallback: 256, min: 1, max: 100_000 }),
    maxWaiting: settings.integer('PCIGRAPH_MAX_WAITING', { fallback: 256, min: 0, max: 100_000 }),
    longestWaitMs: settings.integer('PCIGRAPH_LONGEST_WAIT_MS', { fallback: 2000, min: 0, max: 60_000 }),
  }
}

function readContract(settings: Settings): Config['contract'] {
  const contract = settings.choice('PCIGRAPH_CONTRACT', ['none', 'project'], 'none')
  return contract === 'none' ? null : contract
}

/** 0 is a free port. */
function port(settings: Settings): number {
  return settings.integer('PORT', { fallback: 4000, min: 0, max: 65_535 })
}

/** `--host` and `--port`, under the names of their variables. */
function readFlags(argv: readonly string[], faults: string[]): Readonly<Record<string, string>> {
  try {
    const { values } = parseArgs({ args: [...argv], options: { host: { type: 'string' }, port: { type: 'string' } } })
    return {
      ...(values.host === undefined ? {} : { HOST: values.host }),
      ...(values.port === undefined ? {} : { PORT: values.port }),
    }
  } catch (error) {
    faults.push(`The command line: ${error instanceof Error ? error.message : 'it cannot be read'}`)
    return {}
  }
}

/** `OS_CLOUD` before the other `OS_*`, as OpenStack's own clients have it; null where no cloud is configured. */
function readCloudSettings(settings: Settings, files: Files, faults: string[]) {
  const name = settings.text('OS_CLOUD')
  if (name === null) return cloudOfVariables(settings)
  const cloud = cloudOfFile(name, settings, files, faults)
  return cloud && { ...cloud, values: { ...cloud.values, ...overridesOfVariables(settings) } }
}

/** PCIGRAPH_SOURCES, or else the `sources:` of pcigraph.yaml; each URL is tried, none is shown. */
function readCells(settings: Settings, file: PcigraphFile, faults: string[]): readonly CellConfig[] {
  const sources = settings.secret('PCIGRAPH_SOURCES')
  const prefix = sources === null ? 'sources' : 'PCIGRAPH_SOURCES'
  if (sources !== null) return tellFaults(prefix, faults, () => parseSources(sources)) ?? []
  const names = file.cells.map((cell) => cell.name)
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    faults.push(`sources: two cells are named ${name}`)
  }
  for (const { name, url } of file.cells) tellFaults(`sources: ${name}`, faults, () => parseCellUrl(url))
  return file.cells
}

function tellFaults<Value>(where: string, faults: string[], read: () => Value): Value | null {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    faults.push(...error.faults.map((fault) => `${where}: ${fault}`))
    return null
  }
}
