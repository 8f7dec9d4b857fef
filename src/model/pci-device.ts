/** Nova's PciDeviceStatus, less the two that are never stored. */
export const PCI_DEVICE_STATUSES = ['available', 'claimed', 'allocated', 'unavailable', 'unclaimable'] as const
export type PciDeviceStatus = (typeof PCI_DEVICE_STATUSES)[number] | 'unrecognized'

/** Nova's PciDeviceType. */
export const PCI_DEVICE_TYPES = ['PCI', 'PF', 'VF', 'VDPA'] as const
export type PciDeviceType = (typeof PCI_DEVICE_TYPES)[number] | 'UNRECOGNIZED'

/** Each with the text that `pci_devices.dev_type` holds. */
export const PCI_DEVICE_TYPE_TEXTS = {
  PCI: 'type-PCI',
  PF: 'type-PF',
  VF: 'type-VF',
  VDPA: 'vdpa',
} as const satisfies Record<(typeof PCI_DEVICE_TYPES)[number], string>

/** One PCI function on a compute node: a live row of `pci_devices` with what the cell knows of its node and owner. */
export type PciDevice = {
  /** Nova's uuid; for a row that has none yet, the UUIDv5 of its location. */
  readonly id: string
  /** `pci_devices.id`: unique in its cell only. */
  readonly databaseId: number
  /** Name of the cell that the row was read from. */
  readonly cell: string
  /** `dddd:bb:ss.f`, lower-case hex. */
  readonly address: string
  /** Four lower-case hex digits. */
  readonly vendorId: string
  readonly productId: string
  readonly type: PciDeviceType
  /** `dev_type` as it was written. */
  readonly typeText: string
  readonly status: PciDeviceStatus
  /** `status` as it was written. */
  readonly statusText: string
  /** The hypervisor's own name for it; libvirt: `pci_0000_04_10_0`. */
  readonly hypervisorDeviceName: string | null
  readonly label: string | null
  readonly numaNode: number | null
  /** Address of the physical function of a VF or vdpa. */
  readonly parentAddress: string | null
  /** Id of the InstancePCIRequest that it serves; NULL on older releases. */
  readonly requestId: string | null
  /** `extra_info` as it was written: JSON in a text. Decode with decodeExtraInfo, and only where it is asked. */
  readonly extraInfoText: string | null
  /** The owner's UUID, kept when Nova no longer knows that server. Null: nobody owns it. */
  readonly serverId: string | null
  /** The owner as its cell has it; null when no row of `instances` bears that uuid. */
  readonly owner: PciDeviceOwner | null
  readonly node: PciDeviceNode
  readonly createdAt: Date | null
  readonly updatedAt: Date | null
}

/** What the cell's `instances` row says of a device's owner. */
export type PciDeviceOwner = {
  readonly projectId: string | null
  readonly userId: string | null
  /** The nova-compute host that runs the server now. */
  readonly host: string | null
  /** The hypervisor hostname that runs the server now. */
  readonly hypervisorHostname: string | null
  readonly vmState: string | null
  readonly taskState: string | null
  /** Soft-deleted: Nova's API no longer shows the server. */
  readonly deleted: boolean
}

/** The live compute node that holds a device. */
export type PciDeviceNode = {
  /** `compute_nodes.id`: unique in its cell only. */
  readonly databaseId: number
  /** `compute_nodes.uuid`, the hypervisor's id from compute API 2.53 on. */
  readonly hypervisorId: string | null
  /** nova-compute's service host, the half of the slot that Neutron's `binding:host_id` has too. */
  readonly host: string | null
  readonly hypervisorHostname: string | null
  /** Last heartbeat of its nova-compute, after which nothing of its rows can have changed. */
  readonly lastSeenAt: Date | null
  readonly forcedDown: boolean
}

/** A status that a newer Nova invented must not cost the reader the whole device. */
export function decodePciDeviceStatus(text: string): PciDeviceStatus {
  return PCI_DEVICE_STATUSES.find((status) => status === text) ?? 'unrecognized'
}

export function decodePciDeviceType(text: string): PciDeviceType {
  return PCI_DEVICE_TYPES.find((type) => PCI_DEVICE_TYPE_TEXTS[type] === text) ?? 'UNRECOGNIZED'
}

/**
 * False on the other side of a resize or a migration, where the server does not run. Null when nobody owns the device,
 * and when the owner is gone or on no host.
 */
export function isOnServerHost(device: PciDevice): boolean | null {
  const { owner, node } = device
  if (owner === null || owner.deleted || owner.host === null) return null
  // The node's name tells Ironic's nodes apart, which share one nova-compute.
  return owner.host === node.host && (owner.hypervisorHostname ?? node.hypervisorHostname) === node.hypervisorHostname
}
