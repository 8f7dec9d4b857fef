import type { FlavorBody, ServerBody } from './truth/nova-body.ts'
import type { CallerTruth, Truth } from './truth/truth.ts'

const POWER_STATES: Readonly<Record<number, string>> = {
  0: 'NOSTATE',
  1: 'RUNNING',
  3: 'PAUSED',
  4: 'SHUTDOWN',
  6: 'CRASHED',
  7: 'SUSPENDED',
}

/** What the graph has to say of a server to a caller, made of what the cloud says to that caller and nothing else. */
export function expectedServer(body: ServerBody, caller: CallerTruth, truth: Truth) {
  const isAdmin = caller.hypervisors.status === 200
  const hypervisor = truth.cell.computeNodes.find(
    (node) => node.hypervisorHostname === body['OS-EXT-SRV-ATTR:hypervisor_hostname'],
  )
  return {
    id: body.id,
    name: body.name ?? null,
    status: body.status,
    statusText: body.status,
    powerState: POWER_STATES[body['OS-EXT-STS:power_state'] ?? -1] ?? null,
    powerStateCode: body['OS-EXT-STS:power_state'] ?? null,
    vmState: body['OS-EXT-STS:vm_state'] ?? null,
    taskState: body['OS-EXT-STS:task_state'] ?? null,
    progress: body.progress ?? null,
    fault: body.fault
      ? {
          code: body.fault.code,
          message: body.fault.message,
          details: body.fault.details ?? null,
          createdAt: time(body.fault.created),
        }
      : null,
    description: body.description ?? null,
    hostname: body['OS-EXT-SRV-ATTR:hostname'] ?? null,
    locked: body.locked ?? null,
    lockedReason: body.locked_reason ?? null,
    projectId: body.tenant_id,
    project: expectedProject(body.tenant_id, caller, truth, isAdmin),
    userId: body.user_id ?? null,
    flavor: body.flavor
      ? {
          name: body.flavor.original_name,
          vcpus: body.flavor.vcpus,
          memoryMib: body.flavor.ram,
          diskGib: body.flavor.disk,
          ephemeralGib: body.flavor.ephemeral,
          swapMib: body.flavor.swap,
          extraSpecs: entries(body.flavor.extra_specs),
          flavor: expectedFlavor(caller.flavors.value?.find(({ name }) => name === body.flavor?.original_name)),
        }
      : null,
    imageId: typeof body.image === 'object' ? body.image.id : null,
    keyName: body.key_name ?? null,
    availabilityZone: filled(body['OS-EXT-AZ:availability_zone']),
    pinnedAvailabilityZone: body.pinned_availability_zone ?? null,
    addresses: Object.entries(body.addresses ?? {}).flatMap(([network, list]) =>
      list.map((address) => ({
        network,
        address: address.addr,
        version: address.version,
        type: address['OS-EXT-IPS:type'] ?? null,
        macAddress: address['OS-EXT-IPS-MAC:mac_addr'] ?? null,
      })),
    ),
    metadata: entries(body.metadata),
    tags: body.tags ?? null,
    volumeIds: body['os-extended-volumes:volumes_attached']?.map(({ id }) => id) ?? null,
    configDrive: body.config_drive === undefined ? null : body.config_drive === 'True',
    createdAt: time(body.created),
    updatedAt: time(body.updated),
    launchedAt: time(body['OS-SRV-USG:launched_at']),
    terminatedAt: time(body['OS-SRV-USG:terminated_at']),
    hostId: filled(body.hostId),
    host: body['OS-EXT-SRV-ATTR:host'] ?? null,
    hypervisorHostname: body['OS-EXT-SRV-ATTR:hypervisor_hostname'] ?? null,
    hostStatus: filled(body.host_status),
    hostStatusText: filled(body.host_status),
    instanceName: body['OS-EXT-SRV-ATTR:instance_name'] ?? null,
    hypervisor: hypervisor ? { id: hypervisor.uuid } : null,
    // A listing has no servers of others for who is no admin, and to owners their devices are shown.
    pciDevices: truth.cell.devices
      .filter(({ instanceUuid }) => instanceUuid === body.id)
      .map(({ id }) => ({ databaseId: id })),
    pciRequests: expectedRequests(body),
  }
}

function expectedProject(id: string, caller: CallerTruth, truth: Truth, isAdmin: boolean) {
  const own = caller.body.project
  const project = truth.projects.find((one) => one.id === id)
  if (isAdmin && own?.id !== id && project) {
    return {
      id,
      name: project.name,
      description: filled(project.description),
      domainId: project.domain_id,
      enabled: project.enabled,
    }
  }
  // A token says of its project what it is called and in which domain, no more.
  return {
    id,
    name: own?.name ?? null,
    description: null,
    domainId: own?.domain.id ?? null,
    enabled: own ? true : null,
  }
}

export function expectedFlavor(body: FlavorBody | undefined) {
  return body
    ? {
        id: body.id,
        name: body.name,
        description: body.description,
        vcpus: body.vcpus,
        memoryMib: body.ram,
        diskGib: body.disk,
        ephemeralGib: body['OS-FLV-EXT-DATA:ephemeral'],
        swapMib: body.swap,
        isPublic: body['os-flavor-access:is_public'],
        extraSpecs: entries(body.extra_specs),
      }
    : null
}

function expectedRequests(body: ServerBody) {
  const specs = body.flavor?.extra_specs
  if (specs === undefined) return null
  return (specs['pci_passthrough:alias'] ?? '')
    .split(',')
    .filter((part) => part !== '')
    .map((part) => ({ aliasName: part.split(':')[0], count: Number(part.split(':')[1] ?? 1) }))
}

export function entries(map: Readonly<Record<string, string>> | undefined) {
  return map ? Object.entries(map).map(([key, value]) => ({ key, value })) : null
}

/** Nova sends '' where it means nothing. */
export function filled(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text
}

/** Nova's times have a Z or nothing behind them, and are UTC either way. */
export function time(text: string | null | undefined): string | null {
  if (text === undefined || text === null) return null
  return new Date(`${text.replace(' ', 'T').replace(/Z$/, '')}Z`).toISOString()
}
