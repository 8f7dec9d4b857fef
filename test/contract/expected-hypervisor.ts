import { z } from 'zod'
import type { DeviceRow } from './truth/cell.ts'
import type { HypervisorBody } from './truth/nova-body.ts'
import type { Truth } from './truth/truth.ts'
import { entries } from './expected-server.ts'

/** What the graph has to say of a hypervisor to an admin: REST for the host, SQL for its devices. Heartbeats are left out. */
export function expectedHypervisor(body: HypervisorBody, truth: Truth) {
  const admin = truth.callers.admin
  const service = admin.services.value?.find(
    ({ binary, host }) => binary === 'nova-compute' && host === body.service.host,
  )
  const hypervisors = admin.hypervisors.value ?? []
  const rows = truth.cell.devices.filter(({ nodeUuid }) => nodeUuid === body.id)
  const servers = (admin.serversOfAllProjects.value ?? []).filter(
    (server) =>
      server['OS-EXT-SRV-ATTR:host'] === body.service.host &&
      server['OS-EXT-SRV-ATTR:hypervisor_hostname'] === body.hypervisor_hostname,
  )
  return {
    id: body.id,
    hostname: body.hypervisor_hostname,
    state: body.state.toUpperCase(),
    stateText: body.state,
    status: body.status.toUpperCase(),
    statusText: body.status,
    type: body.hypervisor_type,
    version: body.hypervisor_version,
    hostIp: body.host_ip,
    cpuInfo: body.cpu_info
      ? {
          architecture: body.cpu_info.arch ?? null,
          model: body.cpu_info.model ?? null,
          vendor: body.cpu_info.vendor ?? null,
          features: body.cpu_info.features ?? [],
          sockets: body.cpu_info.topology?.sockets ?? null,
          cores: body.cpu_info.topology?.cores ?? null,
          threads: body.cpu_info.topology?.threads ?? null,
        }
      : null,
    service: {
      id: body.service.id,
      host: body.service.host,
      disabledReason: body.service.disabled_reason,
      binary: 'nova-compute',
      zone: service?.zone,
      state: service?.state.toUpperCase(),
      status: service?.status.toUpperCase(),
      stateText: service?.state,
      statusText: service?.status,
      forcedDown: service?.forced_down,
    },
    availabilityZone: service?.zone,
    aggregates: (admin.aggregates.value ?? [])
      .filter(({ hosts }) => hosts.includes(body.service.host))
      .map((aggregate) => ({
        id: aggregate.uuid,
        databaseId: aggregate.id,
        name: aggregate.name,
        availabilityZone: aggregate.availability_zone,
        hosts: aggregate.hosts,
        metadata: entries(aggregate.metadata),
        hypervisors: hypervisors
          .filter((other) => aggregate.hosts.includes(other.service.host))
          .map(({ id }) => ({ id })),
      })),
    stats: {
      source: 'NOVA',
      vcpus: body.vcpus,
      vcpusUsed: body.vcpus_used,
      memoryMib: body.memory_mb,
      memoryUsedMib: body.memory_mb_used,
      memoryFreeMib: body.free_ram_mb,
      diskGib: body.local_gb,
      diskUsedGib: body.local_gb_used,
      diskFreeGib: body.free_disk_gb,
      diskAvailableLeastGib: body.disk_available_least ?? null,
      serverCount: body.running_vms,
      currentWorkload: body.current_workload,
    },
    pciDevices: rows.map(({ id }) => id).sort(),
    servers: servers.map(({ id }) => id).sort(),
  }
}

const POOLS = z.looseObject({
  'nova_object.data': z.object({
    objects: z.array(
      z.looseObject({
        'nova_object.data': z.object({
          vendor_id: z.string(),
          product_id: z.string(),
          numa_node: z.number().nullable(),
          count: z.number(),
          tags: z.record(z.string(), z.string().nullable()),
        }),
      }),
    ),
  }),
})

/** Nova's own pools of a node, each with the rows that are of it. */
export function expectedPools(body: HypervisorBody, truth: Truth) {
  const text = truth.cell.computeNodes.find(({ uuid }) => uuid === body.id)?.pciStats
  if (!text) return []
  const rows = truth.cell.devices.filter(({ nodeUuid }) => nodeUuid === body.id)
  return POOLS.parse(JSON.parse(text))['nova_object.data'].objects.map(({ 'nova_object.data': pool }) => {
    const own = rows.filter((row) => isOf(row, pool))
    return {
      vendorId: pool.vendor_id,
      productId: pool.product_id,
      numaNode: pool.numa_node,
      typeText: pool.tags.dev_type,
      free: pool.count,
      tags: Object.entries(pool.tags).map(([key, value]) => ({ key, value })),
      total: own.length,
      allocated: own.filter(({ status }) => status === 'allocated').length,
      claimed: own.filter(({ status }) => status === 'claimed').length,
      blocked: own.filter(({ status }) => status === 'unavailable' || status === 'unclaimable').length,
    }
  })
}

type Pool = {
  readonly vendor_id: string
  readonly product_id: string
  readonly numa_node: number | null
  readonly tags: Readonly<Record<string, string | null>>
}

function isOf(row: DeviceRow, pool: Pool): boolean {
  const { address, parent_ifname: parentInterface, dev_type: type } = pool.tags
  const info = z.looseObject({ parent_ifname: z.string().optional() }).parse(JSON.parse(row.extraInfo ?? '{}'))
  return (
    row.vendorId === pool.vendor_id &&
    row.productId === pool.product_id &&
    row.numaNode === pool.numa_node &&
    row.devType === type &&
    (address === undefined || address === (row.parentAddress ?? row.address)) &&
    (parentInterface === undefined || parentInterface === info.parent_ifname)
  )
}
