/** `node test/scale/stock-gateway.ts hive|apollo FILE`: a stock gateway for the supergraph in the file, as a process of its own. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { startApolloGateway } from '../federation/stock/apollo-gateway.ts'
import { startHiveGateway } from '../federation/stock/hive-gateway.ts'

const [kind, file = ''] = process.argv.slice(2)
const supergraph = readFileSync(file, 'utf8')
const router =
  kind === 'apollo'
    ? await startApolloGateway(supergraph)
    : startHiveGateway(supergraph, kind === 'hive' ? 'default' : 'rust')

const server = createServer((request, response) => {
  const token = request.headers['x-auth-token']
  void text(request)
    .then((body) => JSON.parse(body) as { query: string; variables?: Record<string, unknown> })
    .then(({ query, variables }) =>
      router.ask(query, { ...(variables && { variables }), ...(typeof token === 'string' && { token }) }),
    )
    .then((answer) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`at http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}\n`)
})
