import {
  SERVER_HOST_STATUSES,
  SERVER_POWER_STATES,
  SERVER_STATUSES,
  type Server,
  type ServerAddress,
  type ServerFault,
  type ServerFlavor,
  type ServerPowerState,
} from '../../model/server.ts'
import {
  asBoolean,
  asDate,
  asFilledText,
  asInt,
  asList,
  asRecord,
  asText,
  asTextRecord,
  asTexts,
} from '../http/untrusted.ts'
import { unreadable } from './nova-api.ts'

/** One server, as `servers/detail` and `servers/{id}` have it. @throws UpstreamError where it has no id. */
export function decodeServer(value: unknown): Server {
  const body = asRecord(value)
  const id = asFilledText(body?.id)
  if (!body || id === null) throw unreadable("server's id")
  const statusText = asText(body.status) ?? ''
  const hostStatus = asFilledText(body.host_status)
  return {
    id,
    status: SERVER_STATUSES.find((status) => status === statusText) ?? 'UNRECOGNIZED',
    statusText,
    // Every real answer has a name. What Nova tells of a server in a down cell has none, nor have the stubs for tokens without a project.
    isStub: statusText === 'UNKNOWN' && !('name' in body),
    name: asFilledText(body.name),
    description: asFilledText(body.description),
    hostname: asFilledText(body['OS-EXT-SRV-ATTR:hostname']),
    projectId: asFilledText(body.tenant_id),
    userId: asFilledText(body.user_id),
    powerState: decodePowerState(body['OS-EXT-STS:power_state']),
    powerStateCode: asInt(body['OS-EXT-STS:power_state']),
    vmState: asFilledText(body['OS-EXT-STS:vm_state']),
    taskState: asFilledText(body['OS-EXT-STS:task_state']),
    progress: asInt(body.progress),
    locked: asBoolean(body.locked),
    lockedReason: asFilledText(body.locked_reason),
    fault: decodeFault(body.fault),
    flavor: decodeServerFlavor(body.flavor),
    // An empty text where the server was booted from a volume.
    imageId: asFilledText(asRecord(body.image)?.id),
    keyName: asFilledText(body.key_name),
    availabilityZone: asFilledText(body['OS-EXT-AZ:availability_zone']),
    pinnedAvailabilityZone: asFilledText(body.pinned_availability_zone),
    addresses: decodeAddresses(body.addresses),
    metadata: asTextRecord(body.metadata),
    tags: asTexts(body.tags),
    volumeIds: decodeVolumeIds(body['os-extended-volumes:volumes_attached']),
    configDrive: decodeConfigDrive(body.config_drive),
    hostId: asFilledText(body.hostId),
    host: asFilledText(body['OS-EXT-SRV-ATTR:host']),
    hypervisorHostname: asFilledText(body['OS-EXT-SRV-ATTR:hypervisor_hostname']),
    hostStatus:
      hostStatus === null ? null : (SERVER_HOST_STATUSES.find((status) => status === hostStatus) ?? 'UNRECOGNIZED'),
    hostStatusText: hostStatus,
    instanceName: asFilledText(body['OS-EXT-SRV-ATTR:instance_name']),
    createdAt: asDate(body.created),
    updatedAt: asDate(body.updated),
    launchedAt: asDate(body['OS-SRV-USG:launched_at']),
    terminatedAt: asDate(body['OS-SRV-USG:terminated_at']),
  }
}

const POWER_STATE_NAMES = ['NOSTATE', 'RUNNING', 'PAUSED', 'SHUTDOWN', 'CRASHED', 'SUSPENDED'] as const

function decodePowerState(value: unknown): ServerPowerState | null {
  const number = asInt(value)
  if (number === null) return null
  return POWER_STATE_NAMES.find((name) => SERVER_POWER_STATES[name] === number) ?? 'UNRECOGNIZED'
}

function decodeFault(value: unknown): ServerFault | null {
  const body = asRecord(value)
  if (!body) return null
  return {
    code: asInt(body.code),
    message: asFilledText(body.message),
    details: asFilledText(body.details),
    createdAt: asDate(body.created),
  }
}

/** Embedded from 2.47 on; the names of its keys are not those of the flavors API. */
function decodeServerFlavor(value: unknown): ServerFlavor | null {
  const body = asRecord(value)
  if (!body) return null
  return {
    name: asFilledText(body.original_name),
    vcpus: asInt(body.vcpus),
    memoryMib: asInt(body.ram),
    diskGib: asInt(body.disk),
    ephemeralGib: asInt(body.ephemeral),
    swapMib: asInt(body.swap),
    extraSpecs: asTextRecord(body.extra_specs),
  }
}

function decodeAddresses(value: unknown): ServerAddress[] | null {
  const networks = asRecord(value)
  if (!networks) return null
  return Object.entries(networks).flatMap(([network, list]) =>
    (asList(list) ?? []).flatMap((item) => {
      const body = asRecord(item)
      const address = asFilledText(body?.addr)
      if (!body || address === null) return []
      return {
        network,
        address,
        version: asInt(body.version),
        type: asFilledText(body['OS-EXT-IPS:type']),
        macAddress: asFilledText(body['OS-EXT-IPS-MAC:mac_addr']),
      }
    }),
  )
}

function decodeVolumeIds(value: unknown): string[] | null {
  return asList(value)?.flatMap((item) => asFilledText(asRecord(item)?.id) ?? []) ?? null
}

/** `"True"` or an empty text. */
function decodeConfigDrive(value: unknown): boolean | null {
  return typeof value === 'string' ? value.toLowerCase() === 'true' : asBoolean(value)
}
