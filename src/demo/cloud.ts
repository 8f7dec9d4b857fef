import type { AccessRule } from '../model/access-rule.ts'
import type { DeviceModel } from './device-models.ts'
import type { DemoFlavor } from './flavors.ts'
import type { Card, HostModel } from './host-models.ts'

/** Everything that exists in a demo cloud: what its databases are filled with and its services answer from. A server that changes is put in place of itself. */
export type Cloud = {
  readonly release: DemoRelease
  readonly region: string
  readonly cells: readonly string[]
  readonly projects: readonly DemoProject[]
  readonly users: readonly DemoUser[]
  readonly flavors: DemoFlavor[]
  readonly hosts: readonly DemoHost[]
  readonly aggregates: DemoAggregate[]
  /** In order of creation, those that were deleted among them. */
  readonly servers: DemoServer[]
  readonly imageId: string
}

/** Newest compute API version that is served; what else answers differently goes with it. */
export type DemoRelease = '2.87' | '2.93' | '2.100'

export type DemoProject = { readonly id: string; readonly name: string; readonly description: string }

export type DemoUser = {
  readonly id: string
  readonly name: string
  readonly password: string
  /** On a project, by its id. */
  readonly projectRoles: ReadonlyMap<string, readonly string[]>
  readonly domainRoles: readonly string[]
  readonly systemRoles: readonly string[]
  readonly applicationCredentials: readonly DemoApplicationCredential[]
}

export type DemoApplicationCredential = {
  readonly id: string
  readonly name: string
  readonly secret: string
  /** Null: it may be used for everything. */
  readonly accessRules: readonly AccessRule[] | null
}

export type DemoAggregate = {
  readonly id: number
  readonly uuid: string
  readonly name: string
  readonly zone: string | null
  readonly hosts: readonly DemoHost[]
  readonly metadata: Readonly<Record<string, string>>
}

export type DemoHost = {
  readonly id: string
  /** `compute_nodes.id`, counted in each cell. */
  readonly databaseId: number
  readonly cell: string
  /** nova-compute's service host. */
  readonly name: string
  readonly hypervisorHostname: string
  readonly ip: string
  readonly model: HostModel
  readonly service: {
    readonly id: string
    readonly databaseId: number
    /** Its nova-compute has stopped: the heartbeat is of long ago. */
    isDown: boolean
    disabledReason: string | null
  }
  /** nova-compute was restarted lately: pools without a free device are gone from its `pci_stats`. */
  readonly wasRestarted: boolean
  readonly devices: DemoDevice[]
  /** Those that Nova says run here. */
  readonly servers: DemoServer[]
  /** Those that run elsewhere and hold something here: the other side of an unfinished resize or migration. */
  readonly halfway: { readonly server: DemoServer; readonly flavor: DemoFlavor }[]
}

export type DemoDevice = {
  /** `pci_devices.id`, counted in each cell; 0 until all devices are known. */
  databaseId: number
  uuid: string | null
  readonly host: DemoHost
  readonly card: Card
  readonly model: DeviceModel
  readonly address: string
  readonly parentAddress: string | null
  readonly extraInfo: Readonly<Record<string, string>>
  status: 'available' | 'claimed' | 'allocated' | 'unavailable' | 'unclaimable'
  serverId: string | null
  requestId: string | null
  createdAtMs: number
  updatedAtMs: number | null
  deletedAtMs: number | null
}

export type DemoServer = {
  readonly id: string
  /** `instances.id`, counted in each cell; 0 until the order of creation is known. */
  databaseId: number
  readonly name: string
  readonly project: DemoProject
  readonly user: { readonly id: string }
  readonly flavor: DemoFlavor
  readonly host: DemoHost | null
  /** Null: cell0, whose database the gateway is not given. */
  readonly cell: string | null
  readonly status: string
  readonly vmState: string
  readonly taskState: string | null
  readonly powerState: number
  readonly fault: { readonly code: number; readonly message: string } | null
  readonly metadata: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  readonly description: string | null
  readonly lockedReason: string | null
  readonly keyName: string | null
  readonly volumeIds: readonly string[]
  readonly address: { readonly ip: string; readonly mac: string } | null
  readonly reservationId: string
  /** Holds what it still has at the place that it leaves. */
  readonly migrationId: string | null
  createdAtMs: number
  updatedAtMs: number
  deletedAtMs: number | null
}
