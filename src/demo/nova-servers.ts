import type { Cloud, DemoServer } from './cloud.ts'
import { json, type DemoReply } from './exchange.ts'
import { NovaFault, UNEXPECTED_ERROR, policyFault } from './nova-fault.ts'
import { pageOf, type Page } from './nova-paging.ts'
import { projectIdOf, type NovaRequest } from './nova-request.ts'
import { bandOf, describeLostServer, describeServer, describeStub, serverLinks } from './server-body.ts'
import { readServerSearch } from './server-search.ts'
import { sortServers } from './server-order.ts'
import { isAdmin, isReader } from './tokens.ts'

/** Null: no path of servers. */
export function createNovaServers(cloud: Cloud): (request: NovaRequest) => DemoReply | null {
  const byId = new Map(cloud.servers.map((server) => [server.id, server]))
  const newestFirst = cloud.servers.toReversed().sort((left, right) => right.createdAtMs - left.createdAtMs)
  const texts = createTextCache()

  return (request) => {
    if (request.path === 'servers' || request.path === 'servers/detail') {
      return list(request, request.path === 'servers/detail')
    }
    const [, id] = /^servers\/([^/]+)$/.exec(request.path) ?? []
    return id === undefined ? null : show(request, id)
  }

  function list(request: NovaRequest, isDetail: boolean): DemoReply {
    const rule = isDetail ? 'detail' : 'index'
    refuseWhoMayNotRead(request, rule)
    const search = readServerSearch(request, rule)
    if (projectIdOf(request) === null && !request.query.has('all_tenants'))
      return listForNobody(request, search.isPlain)
    const found = sortServers(request, newestFirst).filter(search.matches)
    const lost = found.filter((server) => isLost(server, request))
    const matching = lost.length === 0 ? found : found.filter((server) => !isLost(server, request))
    // Only who asks for nothing in particular is told what is missing.
    const stubs = search.isPlain && request.minor >= 69 ? lost : []
    const page = pageOf(
      request,
      matching,
      (server) => server.id,
      // The marker may have been deleted or changed since: Nova looks it up by itself and goes on from where it stands.
      (marker) => positionOf(marker, request, matching),
    )
    if (!isDetail) {
      const servers = page.items.map((server) => ({
        id: server.id,
        name: server.name,
        links: serverLinks(server, request),
      }))
      const missing = stubs.map((server) => describeLostItem(server, request))
      return json(200, {
        servers: [...servers, ...missing],
        ...(page.links === null ? {} : { servers_links: page.links }),
      })
    }
    return { status: 200, headers: { 'content-type': 'application/json' }, body: texts.page(request, page, stubs) }
  }

  function positionOf(marker: string, request: NovaRequest, matching: readonly DemoServer[]): number {
    const found = matching.findIndex((server) => server.id === marker)
    const known = byId.get(marker)
    if (known !== undefined && isLost(known, request)) throw new NovaFault(500, UNEXPECTED_ERROR)
    if (found >= 0 || known === undefined) return found
    const order = sortServers(request, newestFirst)
    const rank = new Map(order.map((server, index) => [server, index]))
    const place = rank.get(known) ?? 0
    const next = matching.findIndex((server) => (rank.get(server) ?? 0) > place)
    return next < 0 ? matching.length : next - 1
  }

  /**
   * Nova takes a token without a project to mean servers that it cannot look up, and sends what it sends of a cell that is
   * down: the least there is, of every project.
   */
  function listForNobody(request: NovaRequest, isPlain: boolean): DemoReply {
    if (request.minor < 69 || !isPlain) return json(200, { servers: [] })
    const living = cloud.servers.filter((server) => server.deletedAtMs === null)
    const lost = [
      ...living.filter((server) => server.cell === null),
      ...living.filter((server) => server.cell !== null),
    ]
    return json(200, { servers: lost.slice(0, request.maxLimit).map((server) => describeStub(server, request)) })
  }

  function show(request: NovaRequest, id: string): DemoReply {
    refuseWhoMayNotRead(request, 'show')
    const server = byId.get(id)
    const isVisible = server?.deletedAtMs === null && (isAdmin(request.token) || isOwn(server, request))
    if (server === undefined || !isVisible) throw new NovaFault(404, `Instance ${id} could not be found.`)
    if (isLost(server, request)) {
      if (request.minor < 69) throw new NovaFault(500, UNEXPECTED_ERROR)
      return json(200, { server: describeLostServer(server, request) })
    }
    return { status: 200, headers: { 'content-type': 'application/json' }, body: texts.one(request, server) }
  }
}

function isLost(server: DemoServer, request: NovaRequest): boolean {
  return server.cell !== null && request.lostCells.has(server.cell)
}

function describeLostItem(server: DemoServer, request: NovaRequest): object {
  return { id: server.id, status: 'UNKNOWN', links: serverLinks(server, request) }
}

function isOwn(server: DemoServer, request: NovaRequest): boolean {
  return server.project.id === projectIdOf(request)
}

/** Enforced from 2023.1 on; before that, any role on a project is enough. */
function refuseWhoMayNotRead(request: NovaRequest, rule: string): void {
  if (request.cloud.release !== '2.100') return
  if (projectIdOf(request) === null || !isReader(request.token)) throw policyFault(`os_compute_api:servers:${rule}`)
}

/** A server's text is made once for each band of versions, so that a page of a thousand costs a copy. */
function createTextCache() {
  const bands = new Map<string, Map<DemoServer, Buffer>>()

  function textOf(band: string, server: DemoServer, request: NovaRequest, form: 'list' | 'show'): Buffer {
    let texts = bands.get(band)
    if (texts === undefined) {
      // Addresses in links are part of a band: as many as clients use, which must not be without end.
      if (bands.size >= 16) bands.clear()
      texts = new Map()
      bands.set(band, texts)
    }
    let text = texts.get(server)
    if (text === undefined) {
      text = Buffer.from(JSON.stringify(describeServer(server, request, form)))
      texts.set(server, text)
    }
    return text
  }

  return {
    page(request: NovaRequest, page: Page<DemoServer>, stubs: readonly DemoServer[]): Buffer {
      const band = bandOf(request, 'list')
      const parts: Buffer[] = [OPEN_PAGE]
      page.items.forEach((server, index) => {
        if (index > 0) parts.push(COMMA)
        parts.push(textOf(band, server, request, 'list'))
      })
      for (const server of stubs) {
        if (parts.length > 1) parts.push(COMMA)
        parts.push(Buffer.from(JSON.stringify(describeStub(server, request))))
      }
      const links = page.links === null ? '' : `,"servers_links":${JSON.stringify(page.links)}`
      parts.push(Buffer.from(`]${links}}`))
      return Buffer.concat(parts)
    },
    one(request: NovaRequest, server: DemoServer): Buffer {
      return Buffer.concat([OPEN_ONE, textOf(bandOf(request, 'show'), server, request, 'show'), CLOSE_ONE])
    },
  }
}

const OPEN_PAGE = Buffer.from('{"servers":[')
const COMMA = Buffer.from(',')
const OPEN_ONE = Buffer.from('{"server":')
const CLOSE_ONE = Buffer.from('}')
