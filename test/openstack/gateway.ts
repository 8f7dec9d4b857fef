import type { GraphQLSchema } from 'graphql'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { listen } from '../../src/http/listen.ts'
import { createLog } from '../../src/telemetry/log.ts'
import { readTruthEnvironment } from '../contract/truth/environment.ts'

/** The gateway in front of the real OpenStack, on a port of its own. */
export type Gateway = {
  /** Without a path. */
  readonly url: string
  readonly schema: GraphQLSchema
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Configured as an operator would: the variables that the openstack client has, and the cell by the grants that README names.
 * @param cells as PCIGRAPH_SOURCES has them
 * @param settings others, by their variables
 */
export async function startGateway(
  cells = `cell1=${process.env.OPENSTACK_GATEWAY_CELL_URL ?? ''}`,
  settings: Readonly<Record<string, string>> = {},
): Promise<Gateway> {
  const environment = readTruthEnvironment(process.env)
  const config = readConfig({
    env: {
      OS_AUTH_URL: environment.authUrl,
      OS_USERNAME: 'admin',
      OS_PASSWORD: environment.passwords.admin,
      OS_USER_DOMAIN_NAME: 'Default',
      OS_PROJECT_NAME: 'admin',
      OS_PROJECT_DOMAIN_NAME: 'Default',
      OS_REGION_NAME: environment.region,
      PCIGRAPH_SOURCES: cells,
      HOST: '127.0.0.1',
      PORT: '0',
      ...settings,
    },
    argv: [],
  })
  if (config.cloud === null) throw new Error('No cloud is configured')
  const app = createApp({ cloud: config.cloud, cells: config.cells, isDemo: false }, config, createLog('warn'))
  const url = await listen(app.server, config.listen)
  return {
    url,
    schema: app.schema,
    async [Symbol.asyncDispose]() {
      app.server.closeAllConnections()
      app.server.close()
      await app.close()
    },
  }
}
