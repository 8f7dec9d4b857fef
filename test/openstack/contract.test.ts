import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { listen } from '../../src/http/listen.ts'
import { createLog } from '../../src/telemetry/log.ts'
import { describeContract } from '../contract/contract.ts'
import { readTruthEnvironment } from '../contract/truth/environment.ts'
import { readTruth } from '../contract/truth/truth.ts'

describeContract(`Nova ${process.env.OPENSTACK_NOVA_MAJOR ?? '?'}`, async () => {
  const environment = readTruthEnvironment(process.env)
  // As an operator would: the variables that the openstack client has, and the cell by the grants that README names.
  const config = readConfig({
    env: {
      OS_AUTH_URL: environment.authUrl,
      OS_USERNAME: 'admin',
      OS_PASSWORD: environment.passwords.admin,
      OS_USER_DOMAIN_NAME: 'Default',
      OS_PROJECT_NAME: 'admin',
      OS_PROJECT_DOMAIN_NAME: 'Default',
      OS_REGION_NAME: environment.region,
      PCIGRAPH_SOURCES: `cell1=${process.env.OPENSTACK_GATEWAY_CELL_URL ?? ''}`,
      HOST: '127.0.0.1',
      PORT: '0',
    },
    argv: [],
  })
  if (config.cloud === null) throw new Error('No cloud is configured')
  const app = createApp({ cloud: config.cloud, cells: config.cells, isDemo: false }, config, createLog('warn'))
  const url = await listen(app.server, config.listen)
  return {
    truth: await readTruth(environment),
    schema: app.schema,
    ask: async (token, query, variables) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...(token !== null && { 'x-auth-token': token }),
        },
        body: JSON.stringify({ query, variables }),
      })
      const body = (await response.json()) as {
        data?: Record<string, unknown> | null
        errors?: { extensions: Record<string, unknown> }[]
      }
      return { status: response.status, data: body.data ?? null, errors: body.errors ?? [] }
    },
    async [Symbol.asyncDispose]() {
      app.server.closeAllConnections()
      app.server.close()
      await app.close()
    },
  }
})
