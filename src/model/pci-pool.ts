import type { PciDeviceStatus } from './pci-device.ts'

/** One pool of `compute_nodes.pci_stats`: devices of a host that Nova holds to be equal. */
export type NovaPciPool = {
  readonly vendorId: string | null
  readonly productId: string | null
  readonly numaNode: number | null
  /** FREE devices. */
  readonly count: number
  /** Everything else that tells it from other pools, `dev_type` among it; values as Nova wrote them. */
  readonly tags: Readonly<Record<string, string | null>>
}

/** How many live rows of one node are equal in all this. */
export type PciRowGroup = {
  readonly vendorId: string
  readonly productId: string
  /** `dev_type` as written: `type-PF`. */
  readonly typeText: string
  readonly numaNode: number | null
  /** Address of the physical function; the device's own where it has none. Pools may be split by it. */
  readonly familyAddress: string
  /** Netdev name of the physical function (`parent_ifname` of extra_info), null where there is none. Pools may be split by it. */
  readonly parentInterface: string | null
  readonly status: PciDeviceStatus
  readonly count: number
}

/** What one compute node has to offer, as its cell's database says. */
export type NodePciStats = {
  readonly hypervisorId: string
  /** Null when `pci_stats` holds something that is no form of it. */
  readonly pools: readonly NovaPciPool[] | null
  readonly rows: readonly PciRowGroup[]
}
