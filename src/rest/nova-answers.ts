import { Unauthenticated } from '../errors.ts'
import { createGraph, type Graph } from './graph.ts'
import { addHypervisorKeys } from './hypervisor-keys.ts'
import { pathOfHypervisor } from './hypervisor-name.ts'
import { askNova, isJson, pass, readObject, type NovaProxy } from './pass-through.ts'
import type { Exchange, RestOptions } from './rest.ts'
import { novaVersion, type Route } from './routes.ts'
import { addServerKeys } from './server-keys.ts'

/** Nova's own answer to a request that goes on as it came; to servers and hypervisors our keys are added. */
export async function answerNova(
  route: Route,
  exchange: Exchange,
  nova: NovaProxy,
  options: RestOptions,
): Promise<void> {
  const { request, response } = exchange
  const path = await pathAtNova(route, exchange, nova, options)
  const answer = await askNova(request, path + exchange.query, nova)
  const addKeys = ADDED[route.kind]
  if (addKeys === undefined || answer.status !== 200 || !isJson(answer)) {
    await pass(answer, response, nova)
    return
  }
  let signedIn: Awaited<ReturnType<typeof openCallIfAny>>
  try {
    signedIn = await openCallIfAny(exchange, options)
  } catch (error) {
    // A body that nobody reads would keep its connection to Nova.
    void answer.body.dump().catch(() => undefined)
    throw error
  }
  if (signedIn === null) {
    await pass(answer, response, nova)
    return
  }
  try {
    const body = await readObject(answer, options.limits.maxBufferedBytes)
    const { timeoutMs, maxPageSize } = options.limits
    await addKeys(body, createGraph(options.execute, signedIn.call, { timeoutMs, pageSize: maxPageSize }))
    const json = nova.links.rewriteJson(Buffer.from(JSON.stringify(body)))
    response.writeHead(200, { ...answer.headers, 'content-length': json.length }).end(json)
  } finally {
    signedIn.close()
  }
}

/** What is added to which bodies. A body of another form than Nova's is left as it is. */
const ADDED: Partial<Record<Route['kind'], (body: Record<string, unknown>, graph: Graph) => Promise<void>>> = {
  server: (body, graph) => addServerKeys([body.server], graph),
  servers: (body, graph) => addServerKeys(listOf(body.servers), graph),
  hypervisor: (body, graph) => addHypervisorKeys([body.hypervisor], graph),
  hypervisors: (body, graph) => addHypervisorKeys(listOf(body.hypervisors), graph),
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

async function pathAtNova(
  route: Route,
  { request }: Exchange,
  nova: NovaProxy,
  { limits }: RestOptions,
): Promise<string> {
  if (route.kind === 'hypervisor') return pathOfHypervisor(request, route, nova, limits.maxBufferedBytes)
  if (route.kind !== 'version') return `/${novaVersion(route.version)}${route.rest}`
  // With the slash: without it Nova sends its clients there first.
  return route.version === null ? '/' : `/${novaVersion(route.version)}/`
}

/** Null for a token that Nova takes and the graph does not, as one on no project: it sees no devices anywhere. */
async function openCallIfAny(exchange: Exchange, { openCall }: RestOptions) {
  try {
    // Nova has answered already, and may have changed something: who hears 429 would do it again.
    return await openCall(exchange.request, exchange.response, exchange, { isCounted: false })
  } catch (error) {
    if (error instanceof Unauthenticated) return null
    throw error
  }
}
