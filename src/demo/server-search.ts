import type { Cloud, DemoServer } from './cloud.ts'
import { NovaFault, policyFault } from './nova-fault.ts'
import { refuseUnknownParameters } from './nova-paging.ts'
import { projectIdOf, type NovaRequest } from './nova-request.ts'
import { isAdmin } from './tokens.ts'

export type ServerSearch = {
  readonly matches: (server: DemoServer) => boolean
  /** Whether nothing but `all_tenants` was asked for: only then does Nova tell of cells that are down. */
  readonly isPlain: boolean
}

/** What a search means to Nova, its surprises included: of a repeated filter the last value alone counts, but for status. */
export function readServerSearch(request: NovaRequest, rule: 'detail' | 'index'): ServerSearch {
  refuseUnknownParameters(request, KNOWN_PARAMETERS)
  const filters = new Map([...request.query].filter(([name]) => !PAGING_PARAMETERS.includes(name)))
  if (!isAdmin(request.token)) {
    // A filter that is not for everybody is dropped without a word, which widens the answer.
    for (const name of filters.keys()) if (!isForEverybody(name, request.minor)) filters.delete(name)
  }
  const isPlain = [...request.query.keys()].every((name) => name === 'all_tenants')
  const conditions: ((server: DemoServer) => boolean)[] = [conditionOnScope(request, filters, rule)]

  const statuses = filters.has('status') ? request.query.getAll('status') : []
  filters.delete('status')
  if (statuses.length > 0) conditions.push(conditionOnStatus(request, statuses))
  conditions.push(conditionOnDeleted(request, filters, statuses))
  for (const [name, value] of filters) {
    const condition = conditionOn(request.cloud, name, value)
    if (condition !== null) conditions.push(condition)
  }
  return { isPlain, matches: (server) => conditions.every((condition) => condition(server)) }
}

function conditionOnScope(
  request: NovaRequest,
  filters: Map<string, string>,
  rule: 'detail' | 'index',
): (server: DemoServer) => boolean {
  const allTenants = filters.get('all_tenants')
  filters.delete('all_tenants')
  const projectWanted = filters.get('project_id') ?? filters.get('tenant_id')
  filters.delete('project_id')
  filters.delete('tenant_id')
  if (allTenants !== undefined && isTrue(allTenants)) {
    if (!isAdmin(request.token)) throw policyFault(`os_compute_api:servers:${rule}:get_all_tenants`)
    return (server) => projectWanted === undefined || server.project.id === projectWanted
  }
  // The token's project overrides one that was asked for.
  const projectId = projectIdOf(request)
  return (server) => server.project.id === projectId
}

/** `all_tenants` without a value means yes. */
function isTrue(value: string): boolean {
  if (value === '') return true
  if (/^(1|t|true|on|y|yes)$/i.test(value)) return true
  if (/^(0|f|false|off|n|no)$/i.test(value)) return false
  throw new NovaFault(400, `Invalid value '${value}'`)
}

function conditionOnStatus(request: NovaRequest, statuses: readonly string[]): (server: DemoServer) => boolean {
  const wanted = statuses.map((status) => status.toUpperCase())
  const valid = wanted.filter((status) => STATUSES.includes(status))
  if (valid.length === 0 && request.minor >= 38) throw new NovaFault(400, 'Invalid status value')
  if (valid.includes('DELETED') && valid.length === 1 && !isAdmin(request.token)) {
    throw new NovaFault(403, 'Only administrators may list deleted instances')
  }
  return (server) => valid.includes(server.status)
}

function conditionOnDeleted(
  request: NovaRequest,
  filters: Map<string, string>,
  statuses: readonly string[],
): (server: DemoServer) => boolean {
  const deleted = filters.get('deleted')
  filters.delete('deleted')
  const since = readTime(filters, 'changes-since')
  const before = request.minor >= 66 ? readTime(filters, 'changes-before') : null
  if (statuses.length > 0 && statuses.every((status) => status.toUpperCase() === 'DELETED')) {
    return (server) => server.deletedAtMs !== null
  }
  const inTime = (server: DemoServer) =>
    (since === null || server.updatedAtMs >= since) && (before === null || server.updatedAtMs <= before)
  if (deleted === undefined) {
    // Whoever asks for changes is told of deletions too.
    const isAskingForChanges = since !== null || before !== null
    return (server) => (isAskingForChanges || server.deletedAtMs === null) && inTime(server)
  }
  const wantsDeleted = /^(1|t|true|on|y|yes)$/i.test(deleted)
  return (server) => (server.deletedAtMs !== null) === wantsDeleted && inTime(server)
}

function readTime(filters: Map<string, string>, name: string): number | null {
  const text = filters.get(name)
  filters.delete(name)
  if (text === undefined) return null
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text)
  const timeMs = Date.parse(hasZone ? text : `${text}Z`)
  if (Number.isNaN(timeMs)) {
    throw new NovaFault(
      400,
      `Invalid input for query parameters ${name}. Value: ${text}. '${text}' is not a 'date-time'`,
    )
  }
  return timeMs
}

/** Null: a filter on something that no server of the demo cloud has any of. */
function conditionOn(cloud: Cloud, name: string, value: string): ((server: DemoServer) => boolean) | null {
  const exact = EXACT[name]
  if (exact !== undefined) return (server) => exact(server) === value
  const text = MATCHED[name]
  if (text !== undefined) {
    const pattern = readPattern(value)
    return (server) => pattern.test(text(server) ?? '')
  }
  const names = value.split(',')
  switch (name) {
    case 'tags':
      return (server) => names.every((tag) => server.tags.includes(tag))
    case 'tags-any':
      return (server) => names.some((tag) => server.tags.includes(tag))
    case 'not-tags':
      return (server) => !names.every((tag) => server.tags.includes(tag))
    case 'not-tags-any':
      return (server) => !names.some((tag) => server.tags.includes(tag))
    case 'locked':
      return (server) => (server.lockedReason !== null) === isTrue(value)
    case 'image':
    case 'image_ref':
      return () => value === cloud.imageId
    default:
      return null
  }
}

/** The database matches these as regular expressions, anywhere in the text and in any case. */
function readPattern(value: string): RegExp {
  try {
    return new RegExp(value, 'i')
  } catch {
    throw new NovaFault(400, `Invalid filter: ${value}`)
  }
}

const EXACT: Readonly<Record<string, (server: DemoServer) => string | null>> = {
  uuid: (server) => server.id,
  host: (server) => server.host?.name ?? null,
  user_id: (server) => server.user.id,
  flavor: (server) => server.flavor.id,
  vm_state: (server) => server.vmState,
  task_state: (server) => server.taskState,
  power_state: (server) => String(server.powerState),
  key_name: (server) => server.keyName,
  reservation_id: (server) => server.reservationId,
}

const MATCHED: Readonly<Record<string, (server: DemoServer) => string | null>> = {
  name: (server) => server.name,
  display_name: (server) => server.name,
  hostname: (server) => server.name,
  node: (server) => server.host?.hypervisorHostname ?? null,
  availability_zone: (server) => server.host?.model.zone ?? null,
  description: (server) => server.description,
  display_description: (server) => server.description,
  ip: (server) => server.address?.ip ?? null,
}

function isForEverybody(name: string, minor: number): boolean {
  const since = FOR_EVERYBODY_SINCE[name]
  return since !== undefined && minor >= since
}

const FOR_EVERYBODY_SINCE: Readonly<Record<string, number>> = {
  all_tenants: 1,
  reservation_id: 1,
  name: 1,
  status: 1,
  image: 1,
  flavor: 1,
  ip: 1,
  'changes-since': 1,
  ip6: 5,
  tags: 26,
  'tags-any': 26,
  'not-tags': 26,
  'not-tags-any': 26,
  'changes-before': 66,
  locked: 73,
  availability_zone: 83,
  config_drive: 83,
  key_name: 83,
  created_at: 83,
  launched_at: 83,
  terminated_at: 83,
  power_state: 83,
  task_state: 83,
  vm_state: 83,
  progress: 83,
  user_id: 83,
  hostname: 90,
}

export const PAGING_PARAMETERS = ['limit', 'marker', 'sort_key', 'sort_dir']

const KNOWN_PARAMETERS = [
  ...PAGING_PARAMETERS,
  ...Object.keys(FOR_EVERYBODY_SINCE),
  ...Object.keys(EXACT),
  ...Object.keys(MATCHED),
  ...['project_id', 'tenant_id', 'deleted', 'soft_deleted', 'image_ref', 'instance_type_id', 'kernel_id', 'ramdisk_id'],
  ...['access_ip_v4', 'access_ip_v6', 'auto_disk_config', 'display_name', 'launch_index', 'locked_by'],
  ...['root_device_name', 'block_device_mapping', 'services', 'metadata', 'system_metadata', 'security_groups'],
]

const STATUSES = [
  ...['ACTIVE', 'BUILD', 'DELETED', 'ERROR', 'HARD_REBOOT', 'MIGRATING', 'PASSWORD', 'PAUSED', 'REBOOT', 'REBUILD'],
  ...['RESCUE', 'RESIZE', 'REVERT_RESIZE', 'SHELVED', 'SHELVED_OFFLOADED', 'SHUTOFF', 'SOFT_DELETED', 'SUSPENDED'],
  'VERIFY_RESIZE',
]
