import { Forbidden } from '../../errors.ts'
import type { Log } from '../../model/log.ts'
import { below } from '../http/below.ts'
import type { Upstream } from '../http/upstream.ts'
import type { OwnSession } from '../keystone/keystone.ts'
import { withOwnToken } from '../keystone/own-session.ts'
import type { Discovery } from './discovery.ts'
import { microversionHeaders, negotiate, NEEDS } from './microversions.ts'
import { decodeLostHosts } from './service-body.ts'

const EVERY_MS = 10_000
/** Where the gateway's own account may not list services: perhaps it will be allowed to one day. */
const AFTER_REFUSAL_MS = 600_000

/**
 * The hosts of cells that Nova itself cannot reach, as it was when last looked at. A paged list leaves their servers out without a
 * word; os-services tells, and is asked beside the requests, never by one of them.
 */
export function createDownHosts(options: {
  readonly session: OwnSession
  readonly upstream: Upstream
  readonly discovery: Discovery
  readonly log: Log
  readonly now: () => number
}): () => readonly string[] {
  const { session, upstream, discovery, log, now } = options
  let hosts: readonly string[] = []
  let nextAtMs = 0

  return () => {
    if (now() >= nextAtMs) {
      nextAtMs = now() + EVERY_MS
      look().catch((err: unknown) => {
        if (err instanceof Forbidden) nextAtMs = now() + AFTER_REFUSAL_MS
        // What was known is no longer known to be so.
        hosts = []
        log.debug({ err }, 'Nova was not to be asked for cells that are down')
      })
    }
    return hosts
  }

  async function look(): Promise<void> {
    const signal = AbortSignal.timeout(EVERY_MS)
    const { root, served } = await discovery.find(signal)
    const url = below(root, 'os-services')
    url.searchParams.set('binary', 'nova-compute')
    const { body } = await withOwnToken(session, signal, (token) =>
      upstream.request({
        url,
        headers: { 'x-auth-token': token, ...microversionHeaders(negotiate(NEEDS.services, served)) },
        signal,
      }),
    )
    const found = decodeLostHosts(body)
    if (found.length > 0 && hosts.length === 0)
      log.warn({ hosts: found.length }, 'Nova cannot reach the hosts of a cell')
    hosts = found
  }
}
