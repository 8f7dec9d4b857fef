import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Metrics } from '../telemetry/metrics.ts'
import { isFromThisMachine } from './auth.ts'
import type { HostNames } from './host-names.ts'

type Options = {
  readonly metrics: Pick<Metrics, 'scrape' | 'contentType'>
  readonly hosts: HostNames
  /** What a scraper elsewhere has to show. Null: only this machine is told. */
  readonly token: string | null
}

/**
 * `/metrics`, for who runs the gateway: cells have names there, and what fails how often is nobody else's business. From this very
 * machine, or with a token of its own; a request that a proxy has passed on is from elsewhere, whatever address it comes from.
 */
export function createMetricsPage({ metrics, hosts, token }: Options) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!hasToken(request, token) && !isDirectlyFromHere(request, hosts)) {
      response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(
        'Metrics are for this machine. For a scraper elsewhere set PCIGRAPH_METRICS_TOKEN and send it as Authorization: Bearer.\n',
      )
      return
    }
    const text = await metrics.scrape()
    response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text)
  }
}

function isDirectlyFromHere(request: IncomingMessage, hosts: HostNames): boolean {
  const { 'x-forwarded-for': forwardedFor, forwarded, via } = request.headers
  return forwardedFor === undefined && forwarded === undefined && via === undefined && isFromThisMachine(request, hosts)
}

function hasToken({ headers }: IncomingMessage, token: string | null): boolean {
  const shown = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  return token !== null && shown !== undefined && timingSafeEqual(digest(shown), digest(token))
}

/** Of one length, so that the comparison takes the same time whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
