import { errandOf, type Call } from '../../model/call.ts'
import type { HypervisorStats } from '../../model/hypervisor.ts'
import { below, isSegment } from '../http/below.ts'
import { nullWhereNotFound } from '../http/refusal.ts'
import { sideBySide } from '../http/side-by-side.ts'
import type { Upstream } from '../http/upstream.ts'
import type { OwnSession } from '../keystone/keystone.ts'
import { decodeCapacity } from './capacity-body.ts'
import type { Placement } from './placement.ts'

/** From 1.14 on providers are trees, so that a host's own capacity is that of its root provider. */
const MICROVERSION = '1.14'

/** Placement over HTTP, under the caller's token. */
export function createPlacement(options: { readonly session: OwnSession; readonly upstream: Upstream }): Placement {
  const { session, upstream } = options

  return {
    async findStatsByIds(call, hypervisorIds) {
      const distinct = [...new Set(hypervisorIds.filter(isSegment))]
      const root = await session.endpoint('placement', call.signal)
      const found = await sideBySide(distinct, call.signal, (id) => findStats(call, root, id), {
        isForbiddenForAll: true,
      })
      const byId = new Map(distinct.map((id, index) => [id, found[index] ?? null]))
      return hypervisorIds.map((id) => byId.get(id) ?? null)
    },
    close: () => upstream.close(),
  }

  async function findStats(call: Call, root: URL, id: string): Promise<HypervisorStats | null> {
    const ask = (part: string) =>
      nullWhereNotFound(
        upstream.request({
          url: below(root, 'resource_providers', id, part),
          headers: { 'x-auth-token': call.caller.token, 'openstack-api-version': `placement ${MICROVERSION}` },
          ...errandOf(call),
          keys: 1,
          hasAccessRules: call.caller.accessRules !== null,
        }),
      )
    const [inventories, usages] = await Promise.all([ask('inventories'), ask('usages')])
    return inventories && usages ? decodeCapacity(inventories.body, usages.body) : null
  }
}
