import { createGatewayRuntime } from '@graphql-hive/gateway-runtime'
import { unifiedGraphHandler } from '@graphql-hive/router-runtime'
import { buildHTTPExecutor } from '@graphql-tools/executor-http'
import { askOverHttp, type Router } from './router.ts'

/** Hive Gateway as it comes, told to hand the token on. @param planner its own, or the one in Rust */
export function startHiveGateway(supergraph: string, planner: 'default' | 'rust' = 'rust'): Router {
  const gateway = createGatewayRuntime({
    supergraph,
    logging: false,
    transports: {
      http: {
        // What its package transport-http does: that is one more dependency, and no more than this.
        getSubgraphExecutor: ({ transportEntry: { location } }) =>
          buildHTTPExecutor({ ...(location !== undefined && { endpoint: location }) }),
      },
    },
    ...(planner === 'rust' && { unifiedGraphHandler }),
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => {
        const token = request.headers.get('x-auth-token')
        return token === null ? {} : { 'x-auth-token': token }
      },
    },
  })
  return {
    ask: (query, options) =>
      askOverHttp(
        (body, headers) => gateway.fetch('http://gateway/graphql', { method: 'POST', headers, body }),
        query,
        options,
      ),
    [Symbol.asyncDispose]: async () => {
      await gateway[Symbol.asyncDispose]()
    },
  }
}
