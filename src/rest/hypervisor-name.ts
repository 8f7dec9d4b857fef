import type { IncomingMessage } from 'node:http'
import { isUuid } from '../model/uuid.ts'
import { namesHypervisorsByUuid } from './microversion.ts'
import { askNovaBeside, isJson, isRecord, readObject, type NovaProxy } from './pass-through.ts'
import { novaVersion, type Route } from './routes.ts'

/**
 * The path of a hypervisor that may be named by its hostname: Nova itself takes ids alone, and other ones at each microversion,
 * so its own list at the client's version says which. A name that no hypervisor bears is for Nova to refuse.
 */
export async function pathOfHypervisor(
  request: IncomingMessage,
  route: Route & { readonly kind: 'hypervisor' },
  nova: NovaProxy,
  maxBytes: number,
): Promise<string> {
  const asCame = `/${novaVersion(route.version)}${route.rest}`
  const byUuid = namesHypervisorsByUuid(route.version, request.headers)
  if (byUuid ? isUuid(route.id) : /^\d+$/.test(route.id)) return asCame
  const collection = `/${novaVersion(route.version)}${route.collection}`
  // Paging began at 2.33; what looks by a part of the name has neither pages nor, before 2.53, this parameter.
  let query = byUuid ? `?hypervisor_hostname_pattern=${encodeURIComponent(route.id)}` : ''
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await askNovaBeside(request, collection + query, nova)
    if (answer.status !== 200 || !isJson(answer)) {
      await answer.body.dump()
      return asCame
    }
    const { hypervisors, hypervisors_links: more } = await readObject(answer, maxBytes)
    const listed = Array.isArray(hypervisors) ? hypervisors.filter(isRecord) : []
    const found = listed.find((one) => one.hypervisor_hostname === route.id)
    if (found !== undefined) return `${collection}/${encodeURIComponent(String(found.id))}`
    const last = listed.at(-1)
    if (more === undefined || last === undefined) return asCame
    query = `?marker=${encodeURIComponent(String(last.id))}`
  }
  return asCame
}

/** Of a thousand each: more hosts than any Nova has. */
const MOST_PAGES = 100
