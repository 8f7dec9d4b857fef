import { BadUserInput } from '../../errors.ts'
import type { Call } from '../../model/call.ts'
import { compareMicroversions } from './microversions.ts'
import { SERVER_ORDER_FIELDS, type ServerFilter, type ServerQuery } from './nova.ts'

/**
 * The query of `servers/detail` for a filter, a scope and an order.
 * @throws BadUserInput for a filter that this Nova cannot answer.
 */
export function serverQueryParameters(
  { caller }: Call,
  query: Pick<ServerQuery, 'allProjects' | 'filter' | 'orderBy'>,
  microversion: string,
): URLSearchParams {
  const { filter, orderBy } = query
  const parameters = new URLSearchParams()
  const otherProject = filter.projectId !== undefined && filter.projectId !== caller.projectId
  const allProjects = query.allProjects || otherProject
  requireFilters(filter, allProjects, microversion)

  // Without all_tenants Nova drops a project_id without a word, and lists the token's own project.
  if (allProjects) parameters.set('all_tenants', '1')
  if (allProjects && filter.projectId !== undefined) parameters.set('project_id', filter.projectId)
  if (filter.name) set('name', namePattern(filter.name))
  for (const status of filter.status ?? []) parameters.append('status', status)
  set('user_id', filter.userId)
  set('host', filter.host)
  set('node', wholePattern(filter.hypervisorHostname))
  set('flavor', filter.flavorId)
  set('image', filter.imageId)
  // Like `node`, a regular expression to Nova's database.
  set('availability_zone', wholePattern(filter.availabilityZone))
  set('locked', filter.locked?.toString())
  set('tags', filter.tags?.length ? tagList(filter.tags) : undefined)
  set('changes-since', filter.changedSince?.toISOString())
  set('changes-before', filter.changedBefore?.toISOString())
  set('deleted', filter.deleted?.toString())
  if (orderBy) {
    parameters.set('sort_key', SERVER_ORDER_FIELDS[orderBy.field])
    parameters.set('sort_dir', orderBy.direction)
  }
  return parameters

  function set(name: string, value: string | undefined) {
    if (value !== undefined) parameters.set(name, value)
  }
}

/** `locked`, `changes-before` and the filters that Nova opened to members later: before that it drops them, and lists more than asked. */
function requireFilters(filter: ServerFilter, allProjects: boolean, microversion: string) {
  require('locked', filter.locked !== undefined, '2.73')
  require('changedBefore', filter.changedBefore !== undefined, '2.66')
  require('availabilityZone', filter.availabilityZone !== undefined && !allProjects, '2.83')
  require('userId', filter.userId !== undefined && !allProjects, '2.83')

  function require(argument: string, used: boolean, needed: string) {
    if (!used || compareMicroversions(microversion, needed) >= 0) return
    throw new BadUserInput(
      `This cloud's Nova cannot filter by ${argument}: that needs compute API ${needed}, it serves ${microversion}.`,
      { argument },
    )
  }
}

/** All of a text, and nothing but it. */
function wholePattern(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `^${escapeRegex(text)}$`
}

function namePattern(name: NonNullable<ServerFilter['name']>): string | undefined {
  const patterns = [
    wholePattern(name.eq) ?? null,
    name.startsWith === undefined ? null : `^${escapeRegex(name.startsWith)}`,
    name.contains === undefined ? null : escapeRegex(name.contains),
  ].filter((pattern) => pattern !== null)
  if (patterns.length > 1) {
    throw new BadUserInput('Nova takes one condition on a name: eq, startsWith or contains.', { argument: 'name' })
  }
  // An empty text is in every name; Nova would take it for a pattern that is missing.
  return patterns[0] === '' ? undefined : patterns[0]
}

/**
 * A text as a regular expression that means it literally, in MySQL, PostgreSQL, SQLite and Python alike. The bar stands in brackets:
 * Nova puts a backslash before every bar on MySQL, which would undo one that is there.
 */
export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}]/g, '\\$&').replace(/\|/g, '[|]')
}

function tagList(tags: readonly string[]): string {
  const impossible = tags.find((tag) => tag.includes(',') || tag.includes('/') || tag === '')
  if (impossible !== undefined) {
    throw new BadUserInput('A tag of Nova is not empty and has no comma and no slash.', { argument: 'tags' })
  }
  return tags.join(',')
}
