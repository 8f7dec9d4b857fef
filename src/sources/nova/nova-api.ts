import { UpstreamError } from '../../errors.ts'
import { errandOf, type Call } from '../../model/call.ts'
import { below } from '../http/below.ts'
import type { Upstream } from '../http/upstream.ts'
import type { Discovery } from './discovery.ts'
import { microversionHeaders, negotiate, type Need } from './microversions.ts'

/** Nova with addresses, versions and tokens taken care of. */
export type NovaApi = {
  /** The body of a GET, under the caller's token. Errors as Upstream has them. */
  get(call: Call, request: NovaRequest): Promise<unknown>
  /** The version that a need will be asked at. */
  versionFor(need: Need, signal: AbortSignal): Promise<string>
}

export type NovaRequest = {
  readonly path: readonly string[]
  readonly query?: URLSearchParams
  readonly need: Need
  /** How many objects it asks for by key; null for a listing. */
  readonly keys: number | null
  readonly callerInput?: { readonly argument?: string } | undefined
}

export function createNovaApi({ upstream, discovery }: { upstream: Upstream; discovery: Discovery }): NovaApi {
  return {
    async get(call, request) {
      const discovered = await discovery.find(call.signal)
      try {
        return await getAt(call, request, discovered)
      } catch (error) {
        if (!(error instanceof UpstreamError && error.status === 406)) throw error
        discovery.forget(discovered)
        return getAt(call, request, await discovery.find(call.signal))
      }
    },
    versionFor: async (need, signal) => negotiate(need, (await discovery.find(signal)).served),
  }

  async function getAt(
    call: Call,
    request: NovaRequest,
    { root, served }: Awaited<ReturnType<Discovery['find']>>,
  ): Promise<unknown> {
    const url = below(root, ...request.path)
    url.search = request.query?.toString() ?? ''
    const { body } = await upstream.request({
      url,
      headers: { 'x-auth-token': call.caller.token, ...microversionHeaders(negotiate(request.need, served)) },
      ...errandOf(call),
      keys: request.keys,
      callerInput: request.callerInput,
      hasAccessRules: call.caller.accessRules !== null,
    })
    return body
  }
}

/** For a body that has nothing of what was asked for. */
export function unreadable(what: string): UpstreamError {
  return new UpstreamError('UPSTREAM_INVALID_RESPONSE', `Nova's answer has no ${what}.`, { upstream: 'nova' })
}
