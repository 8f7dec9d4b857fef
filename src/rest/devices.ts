import { Forbidden } from '../errors.ts'
import type { Access } from '../policy/access.ts'
import { sendJson } from './answer.ts'
import { sendDevices } from './device-list.ts'
import { readDeviceQuery, readParameters, refuseUnknown } from './device-query.ts'
import { showDevice } from './device-show.ts'
import { MicroversionsDocument } from './documents.generated.ts'
import { RestFault } from './faults.ts'
import { createGraph } from './graph.ts'
import { negotiate, versionHeaders } from './microversion.ts'
import type { Exchange, RestOptions } from './rest.ts'
import { isProjectId, type Route } from './routes.ts'

type DeviceRoute = Route & { readonly kind: 'devices' | 'device' }

/**
 * `GET os-pci`, `os-pci/detail` and `os-pci/{id}`, out of the graph. What is wrong is found in Nova's order: the token, the
 * version, the project, the parameters, the policy.
 * @returns false where the path turns out to be none of these: what stands before `os-pci` is no project's id
 */
export async function answerDevices(route: DeviceRoute, exchange: Exchange, options: RestOptions): Promise<boolean> {
  const { request, response, here } = exchange
  const { execute, limits } = options
  const opened = await options.openCall(request, response, exchange)
  const { call } = opened
  try {
    const { projectId } = route
    const own = call.caller.projectId
    const isOther = projectId !== null && projectId !== own && options.anyProject !== true
    if (isOther && !isProjectId(projectId)) return false
    const graph = createGraph(execute, call, {
      timeoutMs: limits.timeoutMs,
      pageSize: Math.min(PAGE_SIZE, limits.maxPageSize),
    })
    if (route.version !== 'v2') {
      const range = async () => {
        const { microversions } = (await graph.ask(MicroversionsDocument, {})).cloud
        if (microversions === null) throw new Error('The graph has no versions of Nova and does not say why')
        return microversions
      }
      const version = await negotiate(request.headers, range)
      exchange.headers = { ...exchange.headers, ...versionHeaders(version) }
    }
    if (isOther) {
      throw new RestFault(
        400,
        `Malformed request URL: URL's project_id '${projectId}' doesn't match Context's project_id '${own}'`,
      )
    }
    const parameters = readParameters(exchange.query)
    if (route.kind === 'device') {
      exchange.rule = 'os_compute_api:os-pci:show'
      refuseUnknown(parameters, [])
      sendJson(response, 200, await showDevice(graph, route.id), exchange.headers)
      return true
    }
    exchange.rule = route.detail ? 'os_compute_api:os-pci:detail' : 'os_compute_api:os-pci:index'
    const query = readDeviceQuery(parameters)
    const access = options.accessOf(call.caller)
    if (route.detail) requireDetail(access)
    const path = request.url?.split('?', 1)[0] ?? ''
    await sendDevices(response, {
      graph,
      query,
      detail: route.detail,
      seesCells: access.may('pcigraph:cloud:cells'),
      headers: exchange.headers,
      nextLink(marker) {
        const next = new URLSearchParams(parameters)
        next.set('marker', marker)
        return `${here.origin}${path}?${next.toString()}`
      },
    })
    return true
  } finally {
    opened.close()
  }
}

/** The list itself stands under `index`, in the graph; Nova had a rule of its own for the list in detail. */
function requireDetail(access: Access): void {
  const rule = 'os_compute_api:os-pci:detail'
  if (!access.may(rule)) throw new Forbidden(access.whyNot(rule), { rule })
}

/** Larger ones are hardly quicker, and their text is so long that V8 puts it where little garbage is collected: from 128 KiB on. */
const PAGE_SIZE = 200
