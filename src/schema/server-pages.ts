import { BadUserInput, Forbidden } from '../errors.ts'
import type { Hypervisor } from '../model/hypervisor.ts'
import type { OrderDirection } from '../model/pci-device-filter.ts'
import type { Server } from '../model/server.ts'
import { isUuid } from '../model/uuid.ts'
import type { ServerOrderField } from '../sources/nova/nova.ts'
import type { GraphContext } from './builder.ts'
import { checkPageSize, type Connection } from './connection.ts'
import { decodeCursor, encodeCursor, forProject, type ListArguments } from './cursor.ts'
import { need } from './guard.ts'
import { isForAdmins, readServerFilter, type ServerConditions } from './server-filter.ts'
import { pageOfWhole, readMarker } from './whole-list.ts'

export type ProjectScope = 'VISIBLE' | 'PROJECT' | 'ALL'

type ServerPageArgs = {
  readonly first: number
  readonly after?: string | null | undefined
  readonly scope: ProjectScope
  readonly filter?: ServerConditions | null | undefined
  readonly orderBy?: { readonly field: ServerOrderField; readonly direction: OrderDirection } | null | undefined
}

/** A page of Nova's listing. The cursor is the id of a server, which is what Nova pages by. */
export async function pageOfServers(args: ServerPageArgs, context: GraphContext): Promise<Connection<Server>> {
  const { first, after, scope, orderBy } = args
  checkPageSize(first, context.cloud.maxPageSize)
  const filter = readServerFilter(args.filter, context)
  if (orderBy?.field === 'HOST') need('os_compute_api:servers:allow_all_filters', context)
  const list = { scope, filter, orderBy: orderBy ?? null, ...forProject(context) }
  const query = { filter, orderBy: orderBy ?? null, first, after: readServerId(list, after) }
  const page = await listInScope(scope, query, context)
  return {
    nodes: page.servers,
    cursorAt: (place) => encodeCursor(list, page.servers[place]?.id),
    hasPreviousPage: query.after !== null,
    hasNextPage: () => page.hasNextPage(),
    totalCount: () => null,
  }
}

/** A page of the servers of one hypervisor, all of which were fetched: a host runs hundreds at most. */
export async function pageOfHypervisorServers(
  hypervisor: Hypervisor,
  args: Pick<ServerPageArgs, 'first' | 'after' | 'filter'>,
  context: GraphContext,
): Promise<Connection<Server>> {
  const { first, after } = args
  checkPageSize(first, context.cloud.maxPageSize)
  const filter = readServerFilter(args.filter, context)
  const list = { filter, hypervisorId: hypervisor.id }
  const marker = readMarker(list, after)
  const servers = await context.loaders.serversByHypervisor.get({ hypervisor, filter })
  return pageOfWhole(servers, { list, first, marker, nameOf: ({ id }) => id })
}

type Query = Omit<Parameters<GraphContext['loaders']['listServers']>[0], 'allProjects'>

async function listInScope(scope: ProjectScope, query: Query, context: GraphContext) {
  const { loaders, access } = context
  if (scope === 'ALL') need('os_compute_api:servers:detail:get_all_tenants', context)
  const allProjects =
    query.filter.projectId !== undefined ||
    (scope !== 'PROJECT' && access.may('os_compute_api:servers:detail:get_all_tenants'))
  try {
    return await loaders.listServers({ ...query, allProjects })
  } catch (error) {
    // This cloud's own policy is narrower than the default: VISIBLE then is the token's project.
    if (scope === 'VISIBLE' && allProjects && error instanceof Forbidden && !isForAdmins(query.filter)) {
      return loaders.listServers({ ...query, allProjects: false })
    }
    throw error
  }
}

/** Nova itself pages by the id of a server. */
function readServerId(list: ListArguments, after: string | null | undefined): string | null {
  if (after === null || after === undefined) return null
  const id = decodeCursor(list, after)
  if (typeof id === 'string' && isUuid(id)) return id
  throw new BadUserInput('after is a cursor that this gateway did not make: start again without it.', {
    argument: 'after',
  })
}
