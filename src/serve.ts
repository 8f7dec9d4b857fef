import type { Server } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { createApp, type App, type AppCloud } from './app.ts'
import type { Config } from './config.ts'
import type { Federation } from './federation/gateway/open-federation.ts'
import type { Health } from './http/health.ts'
import { drain, listen } from './http/listen.ts'
import type { Log } from './model/log.ts'
import { openCloud, type OpenedCloud } from './open-cloud.ts'
import { createLog } from './telemetry/log.ts'
import { openTelemetry, type Telemetry } from './telemetry/telemetry.ts'
import { readVersion } from './version.ts'

const CLOSE_TIMEOUT_MS = 3000
/** For questions that are on their way on connections that are open already. */
const LEAST_DRAIN_DELAY_MS = 100

/**
 * Listens until SIGTERM or SIGINT, and lets what was accepted have its answer: `npm start`, `pcigraph serve` and `pcigraph gateway`.
 * @throws ConfigurationError where it cannot listen as it is told.
 */
export async function serve(config: Config): Promise<void> {
  const toldToEnd = untilToldToEnd()
  const log = createLog(config.logLevel)
  const served = await open(config, log)
  const url = await orClose(
    () => listen(served.server, config.listen),
    () => served.close(),
  )
  served.announce(url)

  // A fault that nobody caught is one request's, and the others' answers must not end with it.
  process.on('uncaughtException', (err) => log.error({ err }, 'an error that nobody caught'))
  process.on('unhandledRejection', (err) => log.error({ err }, 'a rejection that nobody caught'))

  const signal = await toldToEnd
  log.info({ signal }, 'draining')
  served.health.drain()
  await setTimeout(Math.max(config.drainDelayMs, LEAST_DRAIN_DELAY_MS))
  await drain(served.server, config.drainTimeoutMs)
  await Promise.race([served.close(), setTimeout(CLOSE_TIMEOUT_MS)]).catch((err: unknown) => {
    log.warn({ err }, 'a connection to the outside could not be closed in order')
  })
  log.info({}, 'ended')
  // A database that is frozen never says goodbye, and its socket alone would keep the process.
  process.exit()
}

/** What listens. */
type Served = {
  readonly server: Server
  readonly health: Health
  close(): Promise<unknown>
  /** Says where it is, on standard output and in the log. */
  announce(url: string): void
}

async function open(config: Config, log: Log): Promise<Served> {
  const { opened, telemetry } = await openOutside(config)
  const closeOutside = () => Promise.all([telemetry.tracing.close(), opened?.close()])
  const federation = await orClose(() => joinGraphs(config, log, telemetry), closeOutside)
  if (opened === null || (federation !== null && federation.own === null)) {
    if (federation === null) throw new Error('There is nothing to serve')
    return openGateway(config, federation, log, telemetry, opened)
  }
  const { cloud } = opened
  const app = await orClose(
    () => createApp(cloud, config, log, telemetry, federation),
    () => Promise.all([federation?.close(), closeOutside()]),
  )
  return {
    server: app.server,
    health: app.health,
    close: () => Promise.all([app.close(), opened.close()]),
    announce(url) {
      announce(url, app, cloud)
      const attributes = { url, cloud: app.cloud.name, demo: cloud.isDemo, cells: cloud.cells.map(({ name }) => name) }
      if (cloud.isDemo) log.warn(attributes, 'listening, with the demo cloud: nothing that it shows is real')
      else log.info(attributes, 'listening')
    },
  }
}

/** Of other graphs alone. */
async function openGateway(
  config: Config,
  federation: Federation,
  log: Log,
  telemetry: Telemetry,
  opened: OpenedCloud | null,
): Promise<Served> {
  const { createGatewayApp } = await import('./gateway-app.ts')
  const app = createGatewayApp(config, federation, log, telemetry)
  return {
    server: app.server,
    health: app.health,
    close: () => Promise.all([app.close(), opened?.close()]),
    announce(url) {
      const subgraphs = federation.current().subgraphs.map(({ name }) => name)
      process.stdout.write(`pcigraph joins ${subgraphs.join(', ')} at ${url}/graphql\n`)
      log.info({ url, subgraphs }, 'listening')
    },
  }
}

/** Null: the own graph stands alone. Told by SIGHUP, it looks whether there is another supergraph. */
async function joinGraphs(config: Config, log: Log, { metrics }: Telemetry): Promise<Federation | null> {
  if (config.federation === null) return null
  // An engine and a composer, which who has one graph need not wait for.
  const { openGraphs } = await import('./open-graphs.ts')
  const federation = await openGraphs(config, config.federation, log, metrics)
  process.on('SIGHUP', () => void federation.reload())
  return federation
}

/** Side by side, to start sooner; where one of them cannot be opened, the other is closed again. */
async function openOutside(config: Config): Promise<{ opened: OpenedCloud | null; telemetry: Telemetry }> {
  const [cloud, telemetry] = await Promise.allSettled([
    config.ownGraph === 'none' ? null : openCloud(config),
    openTelemetry(config.otel, readVersion()),
  ])
  if (cloud.status === 'rejected') {
    if (telemetry.status === 'fulfilled') await telemetry.value.tracing.close()
    throw cloud.reason
  }
  if (telemetry.status === 'rejected') {
    await cloud.value?.close()
    throw telemetry.reason
  }
  return { opened: cloud.value, telemetry: telemetry.value }
}

/** What was opened would keep the process of a start that failed, and nobody would hear a signal any more. */
async function orClose<Value>(start: () => Value | Promise<Value>, close: () => Promise<unknown>): Promise<Value> {
  try {
    return await start()
  } catch (error) {
    await close()
    throw error
  }
}

/** Heard from the start on, and often: through npm in a terminal, ^C comes twice, to all and from npm. */
function untilToldToEnd(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.on('SIGTERM', resolve)
    process.on('SIGINT', resolve)
  })
}

function announce(url: string, app: App, { isDemo, cells }: AppCloud): void {
  process.stdout.write(`pcigraph shows ${app.cloud.name} at ${url}/graphql\n`)
  if (isDemo) {
    process.stdout.write(
      'This is the demo cloud, made up in this process, and from this machine it asks for no token. Set OS_CLOUD or OS_* for a real one.\n',
    )
  } else if (cells.length === 0) {
    process.stdout.write(
      'No PCI source is configured: PCI fields are null. Set PCIGRAPH_SOURCES to the databases of the cells.\n',
    )
  }
}
