/** Every status that Nova's servers API documents; `unknown` is Nova's own word for a server in a cell that is down. */
export const SERVER_STATUSES = [
  'ACTIVE',
  'BUILD',
  'DELETED',
  'ERROR',
  'HARD_REBOOT',
  'MIGRATING',
  'PASSWORD',
  'PAUSED',
  'REBOOT',
  'REBUILD',
  'RESCUE',
  'RESIZE',
  'REVERT_RESIZE',
  'SHELVED',
  'SHELVED_OFFLOADED',
  'SHUTOFF',
  'SOFT_DELETED',
  'SUSPENDED',
  'UNKNOWN',
  'VERIFY_RESIZE',
] as const
export type ServerStatus = (typeof SERVER_STATUSES)[number] | 'UNRECOGNIZED'

/** `OS-EXT-STS:power_state`, whose numbers are gaps and all Nova's. */
export const SERVER_POWER_STATES = { NOSTATE: 0, RUNNING: 1, PAUSED: 3, SHUTDOWN: 4, CRASHED: 6, SUSPENDED: 7 } as const
export type ServerPowerState = keyof typeof SERVER_POWER_STATES | 'UNRECOGNIZED'

/** `host_status`: what an admin is told of the server's host. */
export const SERVER_HOST_STATUSES = ['UP', 'UNKNOWN', 'DOWN', 'MAINTENANCE'] as const
export type ServerHostStatus = (typeof SERVER_HOST_STATUSES)[number] | 'UNRECOGNIZED'

/** A virtual machine, as Nova's servers API shows it to one caller. Null: not sent, or sent empty. */
export type Server = {
  readonly id: string
  readonly status: ServerStatus
  readonly statusText: string
  /** Nova sent the minimum that it sends of servers in a down cell, or to tokens without a project: it proves nothing. */
  readonly isStub: boolean
  readonly name: string | null
  readonly description: string | null
  readonly hostname: string | null
  readonly projectId: string | null
  readonly userId: string | null
  readonly powerState: ServerPowerState | null
  /** The number that Nova has for it. */
  readonly powerStateCode: number | null
  readonly vmState: string | null
  readonly taskState: string | null
  readonly progress: number | null
  readonly locked: boolean | null
  readonly lockedReason: string | null
  readonly fault: ServerFault | null
  readonly flavor: ServerFlavor | null
  readonly imageId: string | null
  readonly keyName: string | null
  readonly availabilityZone: string | null
  readonly pinnedAvailabilityZone: string | null
  readonly addresses: readonly ServerAddress[] | null
  readonly metadata: Readonly<Record<string, string>> | null
  readonly tags: readonly string[] | null
  readonly volumeIds: readonly string[] | null
  readonly configDrive: boolean | null
  /** Hash of project and host; not comparable between projects. */
  readonly hostId: string | null
  /** nova-compute's service host. Null where Nova hides it, and on no host. */
  readonly host: string | null
  readonly hypervisorHostname: string | null
  readonly hostStatus: ServerHostStatus | null
  readonly hostStatusText: string | null
  readonly instanceName: string | null
  readonly createdAt: Date | null
  readonly updatedAt: Date | null
  readonly launchedAt: Date | null
  readonly terminatedAt: Date | null
}

/** The flavor as it was when the server was built or resized (embedded from 2.47 on, without an id). */
export type ServerFlavor = {
  readonly name: string | null
  readonly vcpus: number | null
  readonly memoryMib: number | null
  readonly diskGib: number | null
  readonly ephemeralGib: number | null
  readonly swapMib: number | null
  /** Null where the caller may not read them. */
  readonly extraSpecs: Readonly<Record<string, string>> | null
}

export type ServerFault = {
  readonly code: number | null
  readonly message: string | null
  readonly details: string | null
  readonly createdAt: Date | null
}

export type ServerAddress = {
  readonly network: string
  readonly address: string
  readonly version: number | null
  /** `fixed` or `floating`. */
  readonly type: string | null
  readonly macAddress: string | null
}

/** What the flavor asks of the PCI aliases: `pci_passthrough:alias = "t4:1,nvme:1"` (count 1 where none is named). */
export type PciRequest = { readonly aliasName: string; readonly count: number }

/** @returns null where the extra specs are not to be seen; empty where they ask for no device. */
export function pciRequestsOf(flavor: ServerFlavor | null): PciRequest[] | null {
  if (!flavor?.extraSpecs) return null
  const alias = flavor.extraSpecs['pci_passthrough:alias']
  if (alias === undefined) return []
  return alias
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', count = '1'] = part.split(':')
      return { aliasName: name.trim(), count: Number.parseInt(count, 10) || 1 }
    })
}
