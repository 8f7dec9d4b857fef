import type { Project as ProjectModel } from '../model/project.ts'
import { fetchedAhead } from './ahead.ts'
import { builder } from './builder.ts'
import { keys } from './directives.ts'
import { fetches } from './fetch.ts'
import { ruled } from './rule.ts'
import { andThen } from './and-then.ts'

function told<Value>(read: (project: ProjectModel) => Value) {
  return fetchedAhead(
    ({ id }: { readonly id: string }, _args: unknown, { loaders }) =>
      andThen(loaders.project.get(id), (project) => project && read(project)),
    (loaders) => loaders.project,
    ({ id }) => id,
  )
}

const ASKED = { extensions: fetches('keystone', 'projects by id') }

/** Everything but the id is asked of Keystone only when a field needs it. */
export const Project = builder.objectRef<{ readonly id: string }>('Project').implement({
  description:
    'A Keystone project, which owns servers. Its fields are null where Keystone does not show them to this caller.',
  extensions: { ...keys('id'), ...ruled('identity:get_project') },
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: "Keystone's project id." }),
    name: t.string({
      ...ASKED,
      description: 'Unique in its domain. Source: `project.name`.',
      resolve: told((project) => project.name),
    }),
    description: t.string({
      ...ASKED,
      description:
        "Null for the token's own project: the token does not tell, and is not worth a call. Source: `project.description`.",
      resolve: told((project) => project.description),
    }),
    domainId: t.id({
      ...ASKED,
      description: 'The domain it is in. Source: `project.domain_id`.',
      resolve: told((project) => project.domainId),
    }),
    enabled: t.boolean({
      ...ASKED,
      description: 'Whether its users may do anything. Source: `project.enabled`.',
      resolve: told((project) => project.enabled),
    }),
  }),
})
