import type { Call } from '../../model/call.ts'
import type { Aggregate } from '../../model/aggregate.ts'
import type { ComputeService } from '../../model/compute-service.ts'
import type { Flavor } from '../../model/flavor.ts'
import type { Hypervisor } from '../../model/hypervisor.ts'
import type { OrderDirection } from '../../model/pci-device-filter.ts'
import type { Server } from '../../model/server.ts'

/**
 * Nova's compute API as one caller sees it: each call bears the caller's own token, so Nova's policy decides. What Nova
 * refuses is thrown as Forbidden, what fails as UpstreamError.
 *
 * `…ByIds` and `…ByHostnames` answer in key order with the cheaper plan (single GETs, or pages joined here): null is
 * unknown to this caller, an Error is that key's own failure.
 */
export interface Nova {
  /** At most `first` servers, over as many pages as that takes. */
  listServers(call: Call, query: ServerQuery): Promise<ServerPage>
  findServersByIds(
    call: Call,
    ids: readonly string[],
    options: { readonly allProjects: boolean },
  ): Promise<readonly (Server | null | Error)[]>
  /** Every server on each of these service hosts, in all projects, in key order; an Error is that host's own failure. */
  listServersByHosts(
    call: Call,
    hosts: readonly string[],
    filter: ServerFilter,
  ): Promise<readonly (readonly Server[] | Error)[]>

  /**
   * Hypervisors will be looked for in this call, as soon as somebody knows which: where one page has them all, and so it will be
   * fetched anyway, it is fetched from now on. Nothing comes of it but time.
   */
  expectHypervisors(call: Call): void
  /** Every hypervisor. */
  listHypervisors(call: Call): Promise<readonly Hypervisor[]>
  findHypervisorsByIds(call: Call, ids: readonly string[]): Promise<readonly (Hypervisor | null | Error)[]>
  findHypervisorsByHostnames(call: Call, hostnames: readonly string[]): Promise<readonly (Hypervisor | null | Error)[]>

  /** The nova-compute services. */
  listComputeServices(call: Call): Promise<readonly ComputeService[]>
  listAggregates(call: Call): Promise<readonly Aggregate[]>
  /** Every flavor that the caller may see, for an admin the private ones too. */
  listFlavors(call: Call, options: { readonly allFlavors: boolean }): Promise<readonly Flavor[]>

  /**
   * The service hosts of cells that Nova cannot reach, as of some seconds ago: their servers are in no paged list. Empty too where
   * nobody can tell, since the gateway's own account may not list services.
   */
  hostsOfDownCells(): readonly string[]
  /** @throws UpstreamError when Nova cannot be asked, or is older than 2.53. */
  microversions(signal: AbortSignal): Promise<{ readonly min: string; readonly max: string }>
  /** Resolves when Nova answers now, whatever was found before, for readiness. @throws as `microversions` does */
  probe(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export type ServerQuery = {
  /** `all_tenants=1`: Nova answers 403 (Forbidden) where the caller may not. */
  readonly allProjects: boolean
  readonly filter: ServerFilter
  readonly orderBy: { readonly field: ServerOrderField; readonly direction: OrderDirection } | null
  readonly first: number
  /** Id of the last server of the page before. */
  readonly after: string | null
}

/** What Nova filters by itself. Text is literal: characters that mean something in Nova's regular expressions are escaped. */
export type ServerFilter = {
  readonly name?: { readonly eq?: string; readonly contains?: string; readonly startsWith?: string }
  /** One of them; of an empty list none. */
  readonly status?: readonly string[]
  readonly projectId?: string
  readonly userId?: string
  readonly host?: string
  readonly hypervisorHostname?: string
  readonly flavorId?: string
  readonly imageId?: string
  readonly availabilityZone?: string
  readonly locked?: boolean
  /** Every one of them. */
  readonly tags?: readonly string[]
  readonly changedSince?: Date
  readonly changedBefore?: Date
  readonly deleted?: boolean
}

export const SERVER_ORDER_FIELDS = {
  NAME: 'display_name',
  CREATED_AT: 'created_at',
  UPDATED_AT: 'updated_at',
  HOST: 'host',
} as const
export type ServerOrderField = keyof typeof SERVER_ORDER_FIELDS

export type ServerPage = {
  readonly servers: readonly Server[]
  /** Asked only when somebody wants to know: where a page ends on Nova's own limit, it costs one brief call. */
  hasNextPage(): Promise<boolean>
}
