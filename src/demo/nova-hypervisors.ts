import { cpuInfoOf, HYPERVISOR_VERSION, RESERVED_MEMORY_MIB, usedOf } from './capacity.ts'
import type { DemoHost } from './cloud.ts'
import { json, type DemoReply } from './exchange.ts'
import { NovaFault, UNEXPECTED_ERROR, policyFault } from './nova-fault.ts'
import { pageOf, refuseUnknownParameters } from './nova-paging.ts'
import type { NovaRequest } from './nova-request.ts'
import { instanceNameOf } from './server-body.ts'
import { isAdmin } from './tokens.ts'

/** Null: no path of os-hypervisors in this version. */
export function answerHypervisors(request: NovaRequest): DemoReply | null {
  switch (request.path) {
    case 'os-hypervisors':
      allow(request, 'list')
      return listHypervisors(request, false)
    case 'os-hypervisors/detail':
      allow(request, 'list-detail')
      return listHypervisors(request, true)
    case 'os-hypervisors/statistics':
      if (request.minor >= 88) return null
      allow(request, 'statistics')
      return json(200, { hypervisor_statistics: statisticsOf(request) })
  }
  const [, id] = /^os-hypervisors\/([^/]+)$/.exec(request.path) ?? []
  if (id === undefined) return null
  allow(request, 'show')
  return json(200, { hypervisor: describeHypervisor(findHypervisor(request, id), request, true) })
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i

function allow(request: NovaRequest, rule: string): void {
  if (!isAdmin(request.token)) throw policyFault(`os_compute_api:os-hypervisors:${rule}`)
}

/** Cell by cell, each in order of its rows. */
function hostsInOrder(request: NovaRequest): DemoHost[] {
  const { cells, hosts } = request.cloud
  // It goes through the cells in turn, and knows no way around one that is lost.
  if (request.lostCells.size > 0) throw new NovaFault(500, UNEXPECTED_ERROR)
  return cells.length === 1 ? [...hosts] : cells.flatMap((cell) => hosts.filter((host) => host.cell === cell))
}

function listHypervisors(request: NovaRequest, isDetail: boolean): DemoReply {
  const { query, minor } = request
  refuseUnknownParameters(request, ['limit', 'marker', 'hypervisor_hostname_pattern', 'with_servers'])
  const pattern = minor >= 53 ? query.get('hypervisor_hostname_pattern') : null
  if (pattern !== null) {
    if (query.has('limit') || query.has('marker')) {
      throw new NovaFault(
        400,
        'Paging over hypervisors with the hypervisor_hostname_pattern query parameter is not supported.',
      )
    }
    const found = hostsInOrder(request).filter((host) => host.hypervisorHostname.includes(pattern))
    if (found.length === 0) throw new NovaFault(404, `No hypervisor matching '${pattern}' could be found.`)
    return json(200, { hypervisors: found.map((host) => describeHypervisor(host, request, isDetail)) })
  }
  if (minor < 33) {
    return json(200, { hypervisors: hostsInOrder(request).map((host) => describeHypervisor(host, request, isDetail)) })
  }
  const page = pageOf(request, hostsInOrder(request), (host) => String(idOf(host, request)))
  return json(200, {
    hypervisors: page.items.map((host) => describeHypervisor(host, request, isDetail)),
    ...(page.links === null ? {} : { hypervisors_links: page.links }),
  })
}

function findHypervisor(request: NovaRequest, id: string): DemoHost {
  if (request.minor >= 53 && !UUID.test(id)) throw new NovaFault(400, `Invalid uuid ${id}`)
  const host = hostsInOrder(request).find((each) => String(idOf(each, request)) === id)
  if (host === undefined) throw new NovaFault(404, `Hypervisor with ID '${id}' could not be found.`)
  return host
}

function idOf(host: DemoHost, request: NovaRequest): string | number {
  return request.minor >= 53 ? host.id : host.databaseId
}

function describeHypervisor(host: DemoHost, request: NovaRequest, isDetail: boolean): object {
  const { minor, query } = request
  const withServers = minor >= 53 && /^(1|t|true|on|y|yes)$/i.test(query.get('with_servers') ?? '')
  return {
    id: idOf(host, request),
    hypervisor_hostname: host.hypervisorHostname,
    state: host.service.isDown ? 'down' : 'up',
    status: host.service.disabledReason === null ? 'enabled' : 'disabled',
    ...(isDetail ? describeDetail(host, request) : {}),
    ...(withServers && (minor >= 75 || host.servers.length > 0)
      ? { servers: host.servers.map((server) => ({ name: instanceNameOf(server), uuid: server.id })) }
      : {}),
  }
}

function describeDetail(host: DemoHost, request: NovaRequest): object {
  const { minor } = request
  return {
    hypervisor_type: 'QEMU',
    hypervisor_version: HYPERVISOR_VERSION,
    host_ip: host.ip,
    service: {
      id: minor >= 53 ? host.service.id : host.service.databaseId,
      host: host.name,
      disabled_reason: host.service.disabledReason,
    },
    ...(minor >= 88
      ? {
          uptime: host.service.isDown
            ? null
            : ' 16:04:11 up 212 days,  7:12,  0 users,  load average: 3.10, 2.97, 2.88',
        }
      : { ...capacityOf(host), cpu_info: minor >= 28 ? cpuInfoOf(host) : JSON.stringify(cpuInfoOf(host)) }),
  }
}

function capacityOf(host: DemoHost): Record<string, number> {
  const { model } = host
  const used = usedOf(host)
  const memoryUsedMib = used.memoryMib + RESERVED_MEMORY_MIB
  return {
    vcpus: model.vcpus,
    memory_mb: model.memoryMib,
    local_gb: model.diskGib,
    vcpus_used: used.vcpus,
    memory_mb_used: memoryUsedMib,
    local_gb_used: used.diskGib,
    free_ram_mb: model.memoryMib - memoryUsedMib,
    free_disk_gb: model.diskGib - used.diskGib,
    current_workload: host.servers.filter((server) => server.taskState !== null).length,
    running_vms: host.servers.length,
    disk_available_least: model.diskGib - used.diskGib,
  }
}

/** Sums over hosts in service, as Nova adds them up. */
function statisticsOf(request: NovaRequest): object {
  const hosts = request.cloud.hosts.filter((host) => host.service.disabledReason === null)
  const sums: Record<string, number> = { count: hosts.length }
  for (const host of hosts) {
    for (const [name, value] of Object.entries(capacityOf(host))) sums[name] = (sums[name] ?? 0) + value
  }
  return sums
}
