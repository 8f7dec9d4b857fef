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

/** Devices of a host that are equal: Nova's count of the free ones, joined with what the rows say of all. */
export type PciPool = {
  readonly vendorId: string | null
  readonly productId: string | null
  /** `dev_type` as written. */
  readonly typeText: string | null
  readonly numaNode: number | null
  readonly tags: Readonly<Record<string, string | null>>
  /** Nova's `count`; where Nova keeps no such pool, the rows that are available. */
  readonly free: number
  /** These four are null where the rows cannot tell this pool from another. */
  readonly total: number | null
  readonly allocated: number | null
  readonly claimed: number | null
  readonly blocked: number | null
}

/**
 * The union of both: Nova drops a pool that is exhausted when nova-compute restarts, and never counts what is in use.
 *
 * A row belongs to the pool that says nothing which the row contradicts. Tags that a row cannot answer (`physical_network`
 * and others of the operator's own) may leave several: then their rows are counted for none of them, and said to be unknown.
 */
export function joinPools(stats: NodePciStats): PciPool[] {
  const pools = (stats.pools ?? []).map((pool) => ({ pool, counts: emptyCounts(), ambiguous: false }))
  const rowPools = new Map<string, { row: PciRowGroup; counts: Counts }>()
  for (const row of stats.rows) {
    const [only, ...others] = pools.filter(({ pool }) => mayBelongTo(row, pool))
    if (only !== undefined && others.length === 0) {
      count(only.counts, row)
    } else if (only !== undefined) {
      for (const candidate of [only, ...others]) candidate.ambiguous = true
    } else {
      const key = [row.vendorId, row.productId, row.typeText, row.numaNode, row.parentInterface].join('|')
      const found = rowPools.get(key) ?? { row, counts: emptyCounts() }
      count(found.counts, row)
      rowPools.set(key, found)
    }
  }
  return [
    ...pools.map(({ pool, counts, ambiguous }): PciPool => ({
      vendorId: pool.vendorId,
      productId: pool.productId,
      typeText: pool.tags.dev_type ?? null,
      numaNode: pool.numaNode,
      tags: pool.tags,
      free: pool.count,
      ...(ambiguous ? UNKNOWN_COUNTS : known(counts)),
    })),
    ...Array.from(rowPools.values(), ({ row, counts }): PciPool => ({
      vendorId: row.vendorId,
      productId: row.productId,
      typeText: row.typeText,
      numaNode: row.numaNode,
      tags: row.parentInterface === null ? {} : { parent_ifname: row.parentInterface },
      free: counts.available,
      ...known(counts),
    })),
  ]
}

type Counts = { total: number; available: number; allocated: number; claimed: number; blocked: number }

const UNKNOWN_COUNTS = { total: null, allocated: null, claimed: null, blocked: null }

function emptyCounts(): Counts {
  return { total: 0, available: 0, allocated: 0, claimed: 0, blocked: 0 }
}

function known({ total, allocated, claimed, blocked }: Counts) {
  return { total, allocated, claimed, blocked }
}

function count(counts: Counts, row: PciRowGroup): void {
  counts.total += row.count
  switch (row.status) {
    case 'available':
      counts.available += row.count
      break
    case 'allocated':
      counts.allocated += row.count
      break
    case 'claimed':
      counts.claimed += row.count
      break
    case 'unavailable':
    case 'unclaimable':
      counts.blocked += row.count
      break
    case 'unrecognized':
      break
  }
}

function mayBelongTo(row: PciRowGroup, pool: NovaPciPool): boolean {
  if (pool.vendorId !== row.vendorId || pool.productId !== row.productId || pool.numaNode !== row.numaNode) return false
  const { dev_type: type, address, parent_ifname: parentInterface } = pool.tags
  return (
    // Before Mitaka a pool had no dev_type.
    (type === undefined || type === null || type === row.typeText) &&
    (address === undefined || address === null || address === row.familyAddress) &&
    (parentInterface === undefined || parentInterface === null || parentInterface === row.parentInterface)
  )
}
