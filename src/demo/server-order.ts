import type { DemoServer } from './cloud.ts'
import { NovaFault } from './nova-fault.ts'
import type { NovaRequest } from './nova-request.ts'
import { isAdmin } from './tokens.ts'

type SortValue = string | number | null

/** In the order that was asked for; equals by uuid. Newest first where nothing was asked. */
export function sortServers(request: NovaRequest, newestFirst: readonly DemoServer[]): readonly DemoServer[] {
  const keys = request.query.getAll('sort_key')
  if (keys.length === 0) return newestFirst
  const directions = request.query.getAll('sort_dir')
  const columns = keys.map((key, index) => {
    const valueOf = SORT_KEYS[key]
    if (valueOf === undefined) {
      const known = Object.keys(SORT_KEYS).map((name) => `'${name}'`)
      throw new NovaFault(
        400,
        `Invalid input for query parameters sort_key. Value: ${key}. '${key}' is not one of [${known.join(', ')}]`,
      )
    }
    if (ADMIN_KEYS.includes(key) && !isAdmin(request.token)) {
      throw new NovaFault(403, `Only administrators can sort servers by ${key}`)
    }
    return { valueOf, sign: directionOf(directions[index] ?? directions[0] ?? 'desc') }
  })
  return newestFirst.toSorted((left, right) => {
    for (const { valueOf, sign } of columns) {
      const order = compare(valueOf(left), valueOf(right)) * sign
      if (order !== 0) return order
    }
    return compare(left.id, right.id)
  })
}

const ADMIN_KEYS = ['host', 'node']

const SORT_KEYS: Readonly<Record<string, (server: DemoServer) => SortValue>> = {
  created_at: (server) => server.createdAtMs,
  updated_at: (server) => server.updatedAtMs,
  launched_at: (server) => (server.host === null ? null : server.createdAtMs),
  terminated_at: (server) => server.deletedAtMs,
  display_name: (server) => server.name,
  display_description: (server) => server.description,
  hostname: (server) => server.name,
  host: (server) => server.host?.name ?? null,
  node: (server) => server.host?.hypervisorHostname ?? null,
  availability_zone: (server) => server.host?.model.zone ?? null,
  instance_type_id: (server) => server.flavor.databaseId,
  key_name: (server) => server.keyName,
  power_state: (server) => server.powerState,
  project_id: (server) => server.project.id,
  task_state: (server) => server.taskState,
  user_id: (server) => server.user.id,
  uuid: (server) => server.id,
  vm_state: (server) => server.vmState,
}

function directionOf(text: string): 1 | -1 {
  if (text === 'asc') return 1
  if (text === 'desc') return -1
  throw new NovaFault(
    400,
    `Invalid input for query parameters sort_dir. Value: ${text}. '${text}' is not one of ['asc', 'desc']`,
  )
}

/** As MariaDB orders: nothing comes first, text in any case. */
function compare(left: SortValue, right: SortValue): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1
  if (typeof left === 'number' && typeof right === 'number') return left - right
  const [first, second] = [String(left).toLowerCase(), String(right).toLowerCase()]
  return first < second ? -1 : first > second ? 1 : 0
}
