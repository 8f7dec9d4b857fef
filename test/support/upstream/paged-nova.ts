import { setTimeout as sleep } from 'node:timers/promises'
import { createNova } from '../../../src/sources/nova/create-nova.ts'
import type { Nova } from '../../../src/sources/nova/nova.ts'
import { silentLog } from './call.ts'
import { startUpstream, type AskedRequest, type Handler, type Reply, type ScriptedUpstream } from './start-upstream.ts'
import { testUpstream } from './upstream.ts'

export type PagedNova = AsyncDisposable & {
  readonly nova: Nova
  /** Every request but those for versions, as `servers/detail?limit=1`. */
  asked(): string[]
  readonly server: ScriptedUpstream
}

export type PagedNovaOptions = {
  readonly servers?: number
  /** Servers that are shown by their id and left out of listings, as SOFT_DELETED ones are. */
  readonly unlisted?: (number: number) => boolean
  readonly hypervisors?: number
  /** Hypervisors whose service is gone: Nova leaves them out of the pages that it has cut with them. */
  readonly withoutService?: readonly number[]
  /** `[api]max_limit`. */
  readonly maxLimit?: number
  readonly served?: { readonly min: string; readonly max: string }
  /** What the catalog says, below the server's address. */
  readonly endpointPath?: string
  /** Answers before the rest does; undefined leaves it to the rest. */
  readonly first?: (request: AskedRequest) => Reply | undefined
  readonly now?: () => number
  /** How long it takes over a request. */
  readonly delayMs?: (request: AskedRequest) => number
}

/** The id of the n-th server or hypervisor, newest first. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
}

/** Hosts hold ten servers each. */
export function hostOf(number: number): string {
  return `host-${Math.floor(number / 10)}`
}

/** Nova's paging over a real socket, with as many servers and hypervisors as a test wants, and a client that asks it. */
export async function startPagedNova(options: PagedNovaOptions = {}): Promise<PagedNova> {
  const {
    served = { min: '2.1', max: '2.96' },
    maxLimit = 1000,
    withoutService = [],
    unlisted = () => false,
    first,
  } = options
  const skipped = new Set(withoutService.map(idOf))
  const servers = numbers(options.servers ?? 0).map((number) => ({
    id: idOf(number),
    name: `server-${number}`,
    status: 'ACTIVE',
    'OS-EXT-SRV-ATTR:host': hostOf(number),
    'OS-EXT-SRV-ATTR:hypervisor_hostname': `node-${Math.floor(number / 10)}`,
  }))
  const hypervisors = numbers(options.hypervisors ?? 0).map((number) => ({
    id: idOf(number),
    hypervisor_hostname: `node-${number}`,
    service: { id: idOf(number), host: `host-${number}` },
  }))
  const handler: Handler = (request) => {
    const { url } = request
    const reply = first?.(request)
    if (reply) return reply
    if (url.pathname === '/v2.1/') {
      return { json: { version: { id: 'v2.1', version: served.max, min_version: served.min } } }
    }
    const [, , resource, id] = url.pathname.split('/')
    if (resource === 'servers') {
      const host = url.searchParams.get('host')
      const listed = servers.filter(
        (server, number) => !unlisted(number) && (host === null || server['OS-EXT-SRV-ATTR:host'] === host),
      )
      return id === undefined || id === 'detail' ? page('servers', listed, url, maxLimit) : show('server', servers, id)
    }
    const pattern = url.searchParams.get('hypervisor_hostname_pattern')
    if (id !== 'detail') return show('hypervisor', hypervisors, id)
    if (pattern === null) return page('hypervisors', hypervisors, url, maxLimit, skipped)
    const matching = hypervisors.filter((hypervisor) => hypervisor.hypervisor_hostname.includes(pattern))
    return matching.length === 0 ? notFound() : { json: { hypervisors: matching } }
  }
  const { delayMs } = options
  const server = await startUpstream(
    delayMs === undefined
      ? handler
      : async (request, response) => {
          await sleep(delayMs(request))
          return handler(request, response)
        },
  )
  const endpoint = new URL(options.endpointPath ?? '/v2.1', server.url)
  const nova = createNova({
    session: {
      endpoint: () => Promise.resolve(endpoint),
      token: () => Promise.resolve('own'),
      renew: () => undefined,
      close: () => Promise.resolve(),
    },
    upstream: testUpstream(),
    log: silentLog,
    ...(options.now ? { now: options.now } : {}),
  })
  return {
    nova,
    server,
    asked: () =>
      server.requests
        .filter((request) => request.url.pathname !== '/v2.1/')
        .map(({ url }) => url.pathname.replace('/v2.1/', '') + url.search),
    async [Symbol.asyncDispose]() {
      await nova.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

function page(
  key: string,
  items: readonly { id: string }[],
  url: URL,
  maxLimit: number,
  skipped: ReadonlySet<string> = new Set(),
): Reply {
  const limit = Math.min(maxLimit, Number(url.searchParams.get('limit') ?? maxLimit))
  const marker = url.searchParams.get('marker')
  const start = marker === null ? 0 : items.findIndex(({ id }) => id === marker) + 1
  const shown = items.slice(start, start + limit).filter(({ id }) => !skipped.has(id))
  // As Nova does: a full page has a link, whether anything follows or not.
  const links = shown.length === limit ? { [`${key}_links`]: [{ rel: 'next', href: 'http://wrong-host/' }] } : {}
  return { json: { [key]: shown, ...links } }
}

function show(key: string, items: readonly { id: string }[], id: string | undefined): Reply {
  const found = items.find((item) => item.id === id)
  return found ? { json: { [key]: found } } : notFound()
}

function notFound(): Reply {
  return { status: 404, json: { itemNotFound: { code: 404, message: 'It could not be found.' } } }
}

function numbers(length: number): number[] {
  return Array.from({ length }, (_, index) => index)
}
