import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime'
import { unifiedGraphHandler } from '@graphql-hive/router-runtime'
import { announce } from '../graph/listen.ts'
import { readSupergraph, SUBGRAPH_TIMEOUT_MS } from '../joined/supergraph.ts'

// Hive Gateway as its users set it up: the token handed on and a time limit for subgraphs, nothing else. PLANNER=rust is the faster
// planner and executor that its documentation offers beside the ones that it has by itself.
const gateway = createGatewayRuntime({
  supergraph: readSupergraph(),
  logging: false,
  landingPage: false,
  ...(process.env.PLANNER === 'rust' && { unifiedGraphHandler }),
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => {
      const token = request.headers.get('x-auth-token')
      return token === null ? {} : { 'x-auth-token': token }
    },
  },
  upstreamTimeout: SUBGRAPH_TIMEOUT_MS,
})

const server = createServer((request, response) => void gateway(request, response))
server.listen(0, '127.0.0.1', () => {
  announce('hive-gateway', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
// It takes the signal for its own, and does not end.
process.once('SIGTERM', () => process.exit())
