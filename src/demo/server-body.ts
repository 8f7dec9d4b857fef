import { createHash } from 'node:crypto'
import type { DemoServer } from './cloud.ts'
import type { NovaRequest } from './nova-request.ts'
import { isAdmin } from './tokens.ts'
import { zoneOf } from './zones.ts'

/** Versions at which a server's keys changed. Between two of them a server's text is the same. */
const CHANGES = [1, 3, 9, 16, 19, 26, 47, 63, 71, 73, 90, 96, 98, 100]

/** Name of what a server's text depends on, beside the server. */
export function bandOf(request: NovaRequest, form: 'list' | 'show'): string {
  const change = CHANGES.findLast((minor) => minor <= request.minor) ?? 1
  return `${form}/${change}/${isAdmin(request.token) ? 'admin' : 'member'}/${request.base}`
}

const PROGRESS_STATUSES = ['ACTIVE', 'BUILD', 'REBUILD', 'RESIZE', 'VERIFY_RESIZE', 'MIGRATING']

/** A server as servers/detail (`list`) and servers/{id} (`show`) send it: keys in Nova's order. */
export function describeServer(server: DemoServer, request: NovaRequest, form: 'list' | 'show'): object {
  const { minor } = request
  const admin = isAdmin(request.token)
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    tenant_id: server.project.id,
    user_id: server.user.id,
    metadata: server.metadata,
    hostId: hostIdOf(server),
    image: {
      id: request.cloud.imageId,
      links: [{ rel: 'bookmark', href: `${request.bookmarkBase}/images/${request.cloud.imageId}` }],
      ...(minor >= 98 ? { properties: { disk_format: 'qcow2', container_format: 'bare', min_ram: '0' } } : {}),
    },
    flavor: describeFlavor(server, request),
    created: seconds(server.createdAtMs),
    updated: seconds(server.updatedAtMs),
    addresses: describeAddresses(server),
    accessIPv4: '',
    accessIPv6: '',
    links: serverLinks(server, request),
    'OS-DCF:diskConfig': 'MANUAL',
    ...describeFault(server, admin, form),
    ...(PROGRESS_STATUSES.includes(server.status) ? { progress: 0 } : {}),
    'OS-EXT-AZ:availability_zone': server.host === null ? '' : zoneOf(server.host),
    ...(minor >= 96 ? { pinned_availability_zone: null } : {}),
    ...(minor >= 100 ? { scheduler_hints: {} } : {}),
    config_drive: '',
    key_name: server.keyName,
    'OS-SRV-USG:launched_at': server.host === null ? null : micros(server.createdAtMs + 4000),
    'OS-SRV-USG:terminated_at': server.deletedAtMs === null ? null : micros(server.deletedAtMs),
    ...(admin ? describePlace(server, minor) : {}),
    'OS-EXT-STS:task_state': server.taskState,
    'OS-EXT-STS:vm_state': server.vmState,
    'OS-EXT-STS:power_state': server.powerState,
    'os-extended-volumes:volumes_attached': server.volumeIds.map((id) =>
      minor >= 3 ? { id, delete_on_termination: false } : { id },
    ),
    ...(minor >= 16 && admin && form === 'show' ? { host_status: hostStatusOf(server) } : {}),
    ...(minor >= 9 ? { locked: server.lockedReason !== null } : {}),
    ...(minor >= 73 ? { locked_reason: server.lockedReason } : {}),
    ...(minor >= 19 ? { description: server.description } : {}),
    ...(minor >= 26 ? { tags: server.tags } : {}),
    ...(minor >= 63 ? { trusted_image_certificates: null } : {}),
    ...(minor >= 16 && admin && form === 'list' ? { host_status: hostStatusOf(server) } : {}),
    ...(minor >= 90 && !admin ? { 'OS-EXT-SRV-ATTR:hostname': server.name } : {}),
    ...(minor >= 71 && form === 'show' ? { server_groups: [] } : {}),
  }
}

export function serverLinks(server: DemoServer, request: NovaRequest): object[] {
  return [
    { rel: 'self', href: `${request.base}/servers/${server.id}` },
    { rel: 'bookmark', href: `${request.bookmarkBase}/servers/${server.id}` },
  ]
}

/** What Nova sends of servers that it may not or cannot look up. */
export function describeStub(server: DemoServer, request: NovaRequest): object {
  return {
    id: server.id,
    status: 'UNKNOWN',
    tenant_id: server.project.id,
    created: seconds(server.createdAtMs),
    links: serverLinks(server, request),
  }
}

/** What servers/{id} sends of a server in a cell that is lost: what the API's own database knows of it. */
export function describeLostServer(server: DemoServer, request: NovaRequest): object {
  return {
    ...describeStub(server, request),
    user_id: server.user.id,
    image: { id: request.cloud.imageId, links: [] },
    flavor: describeFlavor(server, request),
    'OS-EXT-AZ:availability_zone': 'UNKNOWN',
    'OS-EXT-STS:power_state': 0,
    ...(request.minor >= 71 ? { server_groups: [] } : {}),
  }
}

/** The same host has another id in another project. */
function hostIdOf(server: DemoServer): string {
  if (server.host === null) return ''
  return createHash('sha224').update(`${server.project.id}${server.host.name}`).digest('hex')
}

function describeFlavor(server: DemoServer, request: NovaRequest): object {
  const { flavor } = server
  if (request.minor < 47) {
    return { id: flavor.id, links: [{ rel: 'bookmark', href: `${request.bookmarkBase}/flavors/${flavor.id}` }] }
  }
  return {
    vcpus: flavor.vcpus,
    ram: flavor.memoryMib,
    disk: flavor.diskGib,
    ephemeral: 0,
    swap: 0,
    original_name: flavor.name,
    extra_specs: flavor.extraSpecs,
  }
}

function describeAddresses(server: DemoServer): object {
  if (server.address === null) return {}
  const { ip, mac } = server.address
  return {
    internal: [{ version: 4, addr: ip, 'OS-EXT-IPS:type': 'fixed', 'OS-EXT-IPS-MAC:mac_addr': mac }],
  }
}

function describeFault(server: DemoServer, admin: boolean, form: 'list' | 'show'): object {
  // Listings do not fetch faults from cell0, where servers are that never got a host.
  if (server.fault === null || (form === 'list' && server.cell === null)) return {}
  const { code, message } = server.fault
  const details = `Traceback (most recent call last):\n  ...\n${message}\n`
  return { fault: { code, created: seconds(server.createdAtMs), message, ...(admin ? { details } : {}) } }
}

function describePlace(server: DemoServer, minor: number): object {
  return {
    'OS-EXT-SRV-ATTR:host': server.host?.name ?? null,
    'OS-EXT-SRV-ATTR:instance_name': instanceNameOf(server),
    'OS-EXT-SRV-ATTR:hypervisor_hostname': server.host?.hypervisorHostname ?? null,
    ...(minor < 3
      ? {}
      : {
          'OS-EXT-SRV-ATTR:reservation_id': server.reservationId,
          'OS-EXT-SRV-ATTR:launch_index': 0,
          'OS-EXT-SRV-ATTR:hostname': server.name,
          'OS-EXT-SRV-ATTR:kernel_id': '',
          'OS-EXT-SRV-ATTR:ramdisk_id': '',
          'OS-EXT-SRV-ATTR:root_device_name': server.host === null ? null : '/dev/vda',
          'OS-EXT-SRV-ATTR:user_data': null,
        }),
  }
}

export function instanceNameOf(server: DemoServer): string {
  return `instance-${server.databaseId.toString(16).padStart(8, '0')}`
}

function hostStatusOf(server: DemoServer): string {
  if (server.host === null) return ''
  if (server.host.service.disabledReason !== null) return 'MAINTENANCE'
  return server.host.service.isDown ? 'UNKNOWN' : 'UP'
}

function seconds(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`
}

function micros(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}.000000`
}
