import type { ServerStatus as StatusModel } from '../model/server.ts'
import type { ServerFilter as FilterModel } from '../sources/nova/nova.ts'
import { BadUserInput } from '../errors.ts'
import { builder, type GraphContext } from './builder.ts'
import { need } from './guard.ts'
import { ADMIN_CONDITIONS } from './input-rules.ts'
import { noNulls } from './no-nulls.ts'
import { ServerStatus } from './server.ts'

/** Every condition of ServerFilter with the status in the graph's words. */
export type ServerConditions = Omit<FilterModel, 'status'> & { readonly status?: readonly StatusModel[] }

const ServerNameFilter = builder.inputRef<NonNullable<FilterModel['name']>, false>('ServerNameFilter').implement({
  description:
    "On a server's name; name one operator. Whether capitals count is for Nova's database to say: usually not.",
  fields: (t) => ({
    eq: t.string({ description: 'Is this.' }),
    contains: t.string({ description: 'Has this somewhere.' }),
    startsWith: t.string({ description: 'Begins with this.' }),
  }),
})

export const ServerFilter = builder.inputRef<ServerConditions, false>('ServerFilter').implement({
  description:
    'Which servers: what Nova itself filters. Every condition that is named must hold. Those for admins are FORBIDDEN to others, ' +
    'whom Nova would answer as if they had not been named.',
  fields: (t) => ({
    name: t.field({ type: ServerNameFilter, description: '`Server.name`.' }),
    status: t.field({
      type: [ServerStatus],
      description: 'One of these; an empty list matches nothing. UNRECOGNIZED cannot be asked for.',
    }),
    projectId: t.id({ description: 'For admins. Servers of this project alone, whatever the scope.' }),
    userId: t.id({ description: 'For admins. `Server.userId`.' }),
    host: t.string({ description: 'For admins. `Server.host`, all of it.' }),
    hypervisorHostname: t.string({ description: 'For admins. `Server.hypervisorHostname`, all of it.' }),
    flavorId: t.id({ description: '`Flavor.id`.' }),
    imageId: t.id({ description: '`Server.imageId`.' }),
    availabilityZone: t.string({ description: '`Server.availabilityZone`; for admins before 2.83.' }),
    locked: t.boolean({ description: '`Server.locked`; from 2.73 on.' }),
    tags: t.stringList({ description: 'Has every one of these.' }),
    changedSince: t.field({
      type: 'DateTime',
      description: 'Changed then or later; servers deleted since are among them.',
    }),
    changedBefore: t.field({ type: 'DateTime', description: 'Changed then or before; from 2.66 on.' }),
    deleted: t.boolean({ description: 'For admins. true: only deleted servers that Nova has not purged yet.' }),
  }),
})

/**
 * The filter as a client wrote it, in the words that Nova is asked in.
 *
 * @throws BadUserInput for what Nova cannot be asked.
 * @throws Forbidden for a condition that Nova would drop.
 */
export function readServerFilter(written: ServerConditions | null | undefined, context: GraphContext): FilterModel {
  const { status, ...others } = noNulls(written ?? {}, 'filter')
  if (status?.includes('UNRECOGNIZED')) {
    throw new BadUserInput('filter.status has UNRECOGNIZED: Nova can be asked for statuses by their names alone.', {
      argument: 'filter',
    })
  }
  if (others.name !== undefined && Object.values(others.name).filter((text) => text !== undefined).length > 1) {
    throw new BadUserInput('filter.name has more than one operator: Nova can be asked for one.', { argument: 'filter' })
  }
  if (isForAdmins(others)) need('os_compute_api:servers:allow_all_filters', context)
  return status === undefined ? others : { ...others, status }
}

/** Whether only `allow_all_filters` lets all of it through: from others, Nova drops conditions in silence and so widens the answer. */
export function isForAdmins(filter: FilterModel): boolean {
  return ADMIN_CONDITIONS.some((condition) => filter[condition] !== undefined)
}
