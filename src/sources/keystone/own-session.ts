import { UpstreamError } from '../../errors.ts'
import type { Log } from '../../model/log.ts'
import { createSingleFlight } from '../http/single-flight.ts'
import type { Upstream } from '../http/upstream.ts'
import { findEndpoint, keystoneV3 } from './catalog.ts'
import type { CloudConfig } from './cloud-config.ts'
import { isRefusedSignIn, issueToken } from './issue-token.ts'
import type { OwnSession } from './keystone.ts'
import type { TokenFacts } from './token-body.ts'

type SignedIn = { readonly token: string; readonly facts: TokenFacts; readonly renewAtMs: number }

/** A token is renewed this long before it ends, so that none ends on its way: a tenth of its life, at most two minutes. */
const LONGEST_MARGIN_MS = 120_000

/** Wrong credentials are not sent again and again: Keystone locks an account after a few failures. */
const REFUSAL_KEPT_MS = 10_000

export function createOwnSession(options: {
  readonly cloud: CloudConfig
  readonly upstream: Upstream
  readonly log: Log
  readonly now?: () => number
}): OwnSession {
  const { cloud, upstream, log, now = Date.now } = options
  const signIns = createSingleFlight<SignedIn>()
  const keystone = keystoneV3(cloud.authUrl)
  let current: SignedIn | null = null
  let refusal: { readonly error: UpstreamError; readonly untilMs: number } | null = null

  return {
    async endpoint(serviceType, signal) {
      const override = cloud.endpointOverrides[serviceType]
      if (override) return override
      const { facts } = await signedIn(signal)
      return findEndpoint(facts.catalog, { serviceType, interface: cloud.interface, regionName: cloud.regionName })
    },
    token: async (signal) => (await signedIn(signal)).token,
    renew(rejected) {
      // Of many who were refused with the same token, the first forgets it; the others find its successor.
      if (current?.token === rejected) current = null
    },
    close: () => upstream.close(),
  }

  async function signedIn(signal: AbortSignal): Promise<SignedIn> {
    if (current && now() < current.renewAtMs) return current
    if (refusal && now() < refusal.untilMs) throw refusal.error
    return signIns.join('', signal, signIn)
  }

  async function signIn(signal: AbortSignal): Promise<SignedIn> {
    const identity = cloud.identity
    const { token, facts } = await issueToken({
      upstream,
      keystone,
      identity,
      catalog: 'wanted',
      fromCaller: false,
      signal,
    }).catch((error: unknown) => {
      if (!isRefusedSignIn(error)) throw error
      refusal = { error: refused(error), untilMs: now() + REFUSAL_KEPT_MS }
      throw refusal.error
    })
    const signedInAtMs = now()
    const lifeMs = lifeOf(facts, signedInAtMs)
    current = { token, facts, renewAtMs: signedInAtMs + lifeMs - Math.min(lifeMs / 10, LONGEST_MARGIN_MS) }
    log.debug({ lifeMs }, 'signed in to Keystone')
    return current
  }
}

/**
 * Works with the gateway's own token, and once more with a new one when the first is refused: it was revoked, or Keystone's keys were
 * rotated.
 */
export async function withOwnToken<Value>(
  session: OwnSession,
  signal: AbortSignal,
  work: (token: string) => Promise<Value>,
): Promise<Value> {
  const token = await session.token(signal)
  try {
    return await work(token)
  } catch (error) {
    if (!isRefusal(error)) throw error
    session.renew(token)
    return work(await session.token(signal))
  }
}

/** By Keystone's own clock: ours may go wrong by hours, and then every token would look as if it were over already. */
function lifeOf({ issuedAt, expiresAt }: TokenFacts, signedInAtMs: number): number {
  return expiresAt === null ? 0 : expiresAt.getTime() - (issuedAt?.getTime() ?? signedInAtMs)
}

function isRefusal(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.code === 'UNAUTHENTICATED'
}

/** The gateway's own trouble must not read as if the caller were not signed in. */
function refused(error: UpstreamError): UpstreamError {
  return new UpstreamError(
    'UPSTREAM_UNAVAILABLE',
    "Keystone refuses the gateway's own credentials: check user, password, domains and project of its configuration.",
    { upstream: 'keystone', status: error.status ?? undefined },
    { cause: error },
  )
}
