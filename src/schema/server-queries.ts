import { BadUserInput } from '../errors.ts'
import { isUuid } from '../model/uuid.ts'
import type { ServerOrderField as OrderFieldModel } from '../sources/nova/nova.ts'
import { builder } from './builder.ts'
import { pageArguments } from './connection.ts'
import { costs } from './cost.ts'
import { SEMANTIC_NON_NULL } from './directives.ts'
import { fetches } from './fetch.ts'
import { looksForward } from './foresee.ts'
import { tellMissingServers } from './missing-servers.ts'
import { OrderDirection } from './order-direction.ts'
import { ServerFilter } from './server-filter.ts'
import { pageOfServers } from './server-pages.ts'
import { ruled } from './rule.ts'
import { Server, ServerConnection } from './server.ts'

const ProjectScope = builder.enumType('ProjectScope', {
  description: 'Of which projects.',
  values: {
    VISIBLE: { value: 'VISIBLE', description: 'All projects where this caller may list them, else its own.' },
    PROJECT: { value: 'PROJECT', description: "The token's own project, for an admin too." },
    ALL: { value: 'ALL', description: 'All projects; FORBIDDEN where this caller may not list them.' },
  } as const,
})

const ServerOrderField = builder.enumType('ServerOrderField', {
  description: 'What Nova can order servers by.',
  values: {
    NAME: { value: 'NAME', description: '`Server.name`.' },
    CREATED_AT: { value: 'CREATED_AT', description: '`Server.createdAt`.' },
    UPDATED_AT: { value: 'UPDATED_AT', description: '`Server.updatedAt`.' },
    HOST: {
      value: 'HOST',
      description: 'For admins. `Server.host`; those on no host come where the database of Nova puts them.',
    },
  } satisfies Record<OrderFieldModel, { value: OrderFieldModel; description: string }>,
})

const ServerOrder = builder.inputType('ServerOrder', {
  description: 'Which server comes first.',
  fields: (t) => ({
    field: t.field({ type: ServerOrderField, required: true, description: 'By what.' }),
    direction: t.field({ type: OrderDirection, required: true, defaultValue: 'asc', description: 'Which way.' }),
  }),
})

builder.queryFields((t) => ({
  server: t.field({
    type: Server,
    args: { id: t.arg.id({ required: true, description: "Nova's server UUID." }) },
    extensions: { ...ruled('os_compute_api:servers:detail'), ...fetches('nova', 'servers by id'), ...costs(10) },
    description: 'One server. Null where there is none, and where it is not for this caller to see.',
    resolve: (_root, { id }, { loaders }) => {
      if (!isUuid(id)) {
        throw new BadUserInput('id is no UUID: to find a server by name use servers(filter: { name: { eq: … } }).', {
          argument: 'id',
        })
      }
      return loaders.server.get(id.toLowerCase())
    },
  }),
  servers: t.field({
    type: ServerConnection,
    args: {
      ...pageArguments(t.arg),
      scope: t.arg({ type: ProjectScope, required: true, defaultValue: 'VISIBLE', description: 'Of which projects.' }),
      filter: t.arg({ type: ServerFilter, description: 'Which ones. Without it: all that are not deleted.' }),
      orderBy: t.arg({ type: ServerOrder, description: 'Without it: the newest first, those on no host before them.' }),
    },
    description:
      'Servers, as Nova lists them to this caller. A paged list is no snapshot: what is made meanwhile may be missed, and Nova ' +
      'leaves out the servers of a cell that is down.',
    extensions: {
      ...SEMANTIC_NON_NULL,
      ...ruled('os_compute_api:servers:detail'),
      ...fetches('nova', 'a page of servers'),
      // Of all servers of a cloud, as many as fill a screen are somewhere; one that is picked out may be nowhere.
      ...looksForward(
        ({ first, filter, scope }, { access }) =>
          Number(first) >= 10 &&
          (filter ?? null) === null &&
          scope !== 'PROJECT' &&
          access.may('os_compute_api:servers:detail:get_all_tenants'),
      ),
      ...costs(10),
    },
    resolve: async (_root, args, context, info) => {
      const page = await pageOfServers(args, context)
      await tellMissingServers(info.path, context)
      return page
    },
  }),
}))
