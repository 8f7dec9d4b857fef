import { createApp, type App, type AppCloud } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { ConfigurationError } from './errors.ts'
import { drain, listen } from './http/listen.ts'
import { openCloud } from './open-cloud.ts'
import { createLog } from './telemetry/log.ts'

const config = readConfigOrSay()
if (config !== null) await serve(config)

function readConfigOrSay(): Config | null {
  try {
    return readConfig({ env: process.env, argv: process.argv.slice(2) })
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    process.stderr.write(`pcigraph does not start. ${error.message}\n`)
    process.exitCode = 2
    return null
  }
}

async function serve(config: Config): Promise<void> {
  const log = createLog(config.logLevel)
  const { cloud, close } = await openCloud(config)
  const app = createApp(cloud, config, log)
  const url = await listen(app.server, config.listen)
  announce(url, app, cloud)
  log.info({ url, cloud: app.cloud.name, demo: cloud.isDemo, cells: cloud.cells.map(({ name }) => name) }, 'listening')

  let ending = false
  const end = (signal: NodeJS.Signals): void => {
    if (ending) return
    ending = true
    log.info({ signal }, 'draining')
    app.health.drain()
    void drain(app.server, config.drainTimeoutMs)
      .then(() => Promise.all([app.close(), close()]))
      .then(() => log.info({}, 'ended'))
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

function announce(url: string, app: App, { isDemo, cells }: AppCloud): void {
  process.stdout.write(`pcigraph shows ${app.cloud.name} at ${url}/graphql\n`)
  if (isDemo) {
    process.stdout.write(
      'This is the demo cloud, made up in this process, and it asks for no token. Set OS_CLOUD or OS_* for a real one.\n',
    )
  } else if (cells.length === 0) {
    process.stdout.write(
      'No PCI source is configured: PCI fields are null. Set PCIGRAPH_SOURCES to the databases of the cells.\n',
    )
  }
}
