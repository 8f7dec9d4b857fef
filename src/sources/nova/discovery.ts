import { UpstreamError } from '../../errors.ts'
import type { Log } from '../../model/log.ts'
import { createSingleFlight } from '../http/single-flight.ts'
import type { Upstream } from '../http/upstream.ts'
import type { OwnSession } from '../keystone/keystone.ts'
import { withOwnToken } from '../keystone/own-session.ts'
import { requireSupported, type ServedRange } from './microversions.ts'
import { decodeServedRange } from './version-body.ts'

/** Where Nova is, and which versions it serves. */
export type Discovered = { readonly root: URL; readonly served: ServedRange }

export type Discovery = {
  /** What was last found, for at most ten minutes. @throws UpstreamError */
  find(signal: AbortSignal): Promise<Discovered>
  /** Asks anew. @throws UpstreamError */
  look(signal: AbortSignal): Promise<Discovered>
  /** Nova refused a version that this promised: it was up- or downgraded. */
  forget(outdated: Discovered): void
}

const KEPT_MS = 600_000

export function createDiscovery(options: {
  readonly session: OwnSession
  readonly upstream: Upstream
  readonly log: Log
  readonly now: () => number
}): Discovery {
  const { session, upstream, log, now } = options
  const flights = createSingleFlight<Discovered>()
  let current: { readonly found: Discovered; readonly untilMs: number } | null = null

  return {
    async find(signal) {
      if (current && now() < current.untilMs) return current.found
      const outdated = current
      try {
        return await flights.join('', signal, discover)
      } catch (error) {
        // An old answer is better than none: if Nova is down, the call itself says so.
        if (!outdated || signal.aborted || unsupported(error)) throw error
        log.warn({ err: error }, 'Nova could not be asked for its versions again; going on with what was known')
        return outdated.found
      }
    },
    look: (signal) => flights.join('', signal, discover),
    forget(outdated) {
      if (current?.found === outdated) current = null
    },
  }

  async function discover(signal: AbortSignal): Promise<Discovered> {
    const root = novaV21(await session.endpoint('compute', signal))
    const document = new URL(root)
    // With the slash: without it Nova redirects, which is not followed.
    document.pathname += '/'
    const { body } = await withOwnToken(session, signal, (token) =>
      upstream.request({ url: document, headers: { 'x-auth-token': token }, signal, fresh: true }),
    )
    const served = decodeServedRange(body)
    if (!served) {
      throw new UpstreamError('UPSTREAM_INVALID_RESPONSE', 'Nova does not say which versions it serves.', {
        upstream: 'nova',
      })
    }
    const found = { root, served: requireSupported(served) }
    current = { found, untilMs: now() + KEPT_MS }
    log.debug(served, 'asked Nova for its versions')
    return found
  }
}

/**
 * The root of v2.1 out of whatever the catalog has: with the project's id or without, with a version or without. `/v2` is the same
 * API deaf to microversions, so it is not used.
 */
export function novaV21(endpoint: URL): URL {
  const root = new URL(endpoint)
  root.search = ''
  root.hash = ''
  const [prefix = ''] = endpoint.pathname.split(/\/v[23](?:\.\d+)?(?=\/|$)/)
  root.pathname = `${prefix.replace(/\/+$/, '')}/v2.1`
  return root
}

function unsupported(error: unknown): boolean {
  return error instanceof UpstreamError && error.code === 'UPSTREAM_UNSUPPORTED'
}
