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
  type JsonRecord,
} from '../http/untrusted.ts'
import { unreadable } from './nova-api.ts'

/** One server, as `servers/detail` and `servers/{id}` have it. @throws UpstreamError where it has no id. */
export function decodeServer(value: unknown): Server {
  const body = asRecord(value)
  const id = asFilledText(body?.id)
  if (!body || id === null) throw unreadable("server's id")
  return new ServerOfBody(id, body)
}

/** Each value is decoded when it is read: of the forty that Nova sends, a question asks for a few. */
class ServerOfBody implements Server {
  readonly id: string
  readonly #body: JsonRecord
  constructor(id: string, body: JsonRecord) {
    this.id = id
    this.#body = body
  }

  get statusText() {
    return asText(this.#body.status) ?? ''
  }
  get status() {
    return SERVER_STATUSES.find((status) => status === this.statusText) ?? 'UNRECOGNIZED'
  }
  get isStub() {
    // Every real answer has a name. What Nova tells of a server in a down cell has none, nor have the stubs for tokens without a project.
    return this.statusText === 'UNKNOWN' && !('name' in this.#body)
  }
  get name() {
    return asFilledText(this.#body.name)
  }
  get description() {
    return asFilledText(this.#body.description)
  }
  get hostname() {
    return asFilledText(this.#body['OS-EXT-SRV-ATTR:hostname'])
  }
  get projectId() {
    return asFilledText(this.#body.tenant_id)
  }
  get userId() {
    return asFilledText(this.#body.user_id)
  }
  get powerState() {
    return decodePowerState(this.#body['OS-EXT-STS:power_state'])
  }
  get powerStateCode() {
    return asInt(this.#body['OS-EXT-STS:power_state'])
  }
  get vmState() {
    return asFilledText(this.#body['OS-EXT-STS:vm_state'])
  }
  get taskState() {
    return asFilledText(this.#body['OS-EXT-STS:task_state'])
  }
  get progress() {
    return asInt(this.#body.progress)
  }
  get locked() {
    return asBoolean(this.#body.locked)
  }
  get lockedReason() {
    return asFilledText(this.#body.locked_reason)
  }
  get fault() {
    return decodeFault(this.#body.fault)
  }
  get flavor() {
    return decodeServerFlavor(this.#body.flavor)
  }
  get imageId() {
    // An empty text where the server was booted from a volume.
    return asFilledText(asRecord(this.#body.image)?.id)
  }
  get keyName() {
    return asFilledText(this.#body.key_name)
  }
  get availabilityZone() {
    return asFilledText(this.#body['OS-EXT-AZ:availability_zone'])
  }
  get pinnedAvailabilityZone() {
    return asFilledText(this.#body.pinned_availability_zone)
  }
  get addresses() {
    return decodeAddresses(this.#body.addresses)
  }
  get metadata() {
    return asTextRecord(this.#body.metadata)
  }
  get tags() {
    return asTexts(this.#body.tags)
  }
  get volumeIds() {
    return decodeVolumeIds(this.#body['os-extended-volumes:volumes_attached'])
  }
  get configDrive() {
    return decodeConfigDrive(this.#body.config_drive)
  }
  get hostId() {
    return asFilledText(this.#body.hostId)
  }
  get host() {
    return asFilledText(this.#body['OS-EXT-SRV-ATTR:host'])
  }
  get hypervisorHostname() {
    return asFilledText(this.#body['OS-EXT-SRV-ATTR:hypervisor_hostname'])
  }
  get hostStatus() {
    const text = this.hostStatusText
    return text === null ? null : (SERVER_HOST_STATUSES.find((status) => status === text) ?? 'UNRECOGNIZED')
  }
  get hostStatusText() {
    return asFilledText(this.#body.host_status)
  }
  get instanceName() {
    return asFilledText(this.#body['OS-EXT-SRV-ATTR:instance_name'])
  }
  get createdAt() {
    return asDate(this.#body.created)
  }
  get updatedAt() {
    return asDate(this.#body.updated)
  }
  get launchedAt() {
    return asDate(this.#body['OS-SRV-USG:launched_at'])
  }
  get terminatedAt() {
    return asDate(this.#body['OS-SRV-USG:terminated_at'])
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
