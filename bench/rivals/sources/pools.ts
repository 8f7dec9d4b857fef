import type { Cell, Family } from './cell.ts'

export type NovaPool = {
  readonly 'nova_object.data': {
    readonly vendor_id: string
    readonly product_id: string
    readonly numa_node: number | null
    readonly count: number
    readonly tags: { readonly dev_type?: string; readonly address?: string; readonly parent_ifname?: string }
  }
}
type NovaPoolList = { readonly 'nova_object.data': { readonly objects: readonly NovaPool[] } }

/**
 * The pools of each hypervisor: Nova's, and after them what only the rows know of.
 * @param add makes what is kept of a hypervisor's pools out of what was kept so far.
 */
export function listPools<Kept>(
  cell: Cell,
  hypervisorIds: string,
  none: () => Kept,
  add: (kept: Kept, vendorId: string, productId: string, free: number) => Kept,
): ReadonlyMap<string, Kept> {
  const familiesByNode = new Map<number, Family[]>()
  for (const family of cell.families(hypervisorIds)) {
    const families = familiesByNode.get(family.nodeId)
    if (families === undefined) familiesByNode.set(family.nodeId, [family])
    else families.push(family)
  }
  const nodes = cell.nodes(hypervisorIds).map(([nodeId, hypervisorId, pciStats]) => {
    const pools = readPools(pciStats)
    const families = familiesByNode.get(nodeId) ?? []
    return { hypervisorId, pools, rest: families.filter((family) => !pools.some((pool) => mayHold(pool, family))) }
  })
  const counted = nodes.flatMap(({ rest }) => rest.filter(hasParent).map(({ id }) => id))
  const free = new Map(counted.length === 0 ? [] : cell.freeInFamilies(JSON.stringify(counted)))
  return new Map(nodes.map(({ hypervisorId, pools, rest }) => [hypervisorId, fold(pools, rest, free, none, add)]))
}

function hasParent(family: Family): boolean {
  return family.parentAddress !== null
}

function fold<Kept>(
  pools: readonly NovaPool[],
  families: readonly Family[],
  freeInFamily: ReadonlyMap<number, number>,
  none: () => Kept,
  add: (kept: Kept, vendorId: string, productId: string, free: number) => Kept,
): Kept {
  let kept = none()
  for (const { 'nova_object.data': pool } of pools) kept = add(kept, pool.vendor_id, pool.product_id, pool.count)
  if (families.length === 0) return kept
  const rowPools = new Map<string, { readonly vendorId: string; readonly productId: string; free: number }>()
  for (const family of families) {
    const { id, vendorId, productId, type, numaNode, parentInterface, firstIsFree } = family
    const key = `${vendorId}|${productId}|${type}|${numaNode}|${parentInterface}`
    const free = hasParent(family) ? (freeInFamily.get(id) ?? 0) : firstIsFree
    const known = rowPools.get(key)
    if (known === undefined) rowPools.set(key, { vendorId, productId, free })
    else known.free += free
  }
  for (const { vendorId, productId, free } of rowPools.values()) kept = add(kept, vendorId, productId, free)
  return kept
}

/** The form that this cloud's Nova writes. */
export function readPools(pciStats: string | null): readonly NovaPool[] {
  if (pciStats === null || pciStats === '') return []
  return (JSON.parse(pciStats) as NovaPoolList)['nova_object.data'].objects
}

/** What of some devices that are alike tells in which pool they are. */
export type Likeness = {
  readonly vendorId: string
  readonly productId: string
  readonly type: string
  readonly numaNode: number | null
  readonly parentInterface: string | null
  readonly parentAddress: string | null
}

/** Whether the pool says nothing that contradicts the devices. */
export function mayHold({ 'nova_object.data': pool }: NovaPool, devices: Likeness): boolean {
  const { dev_type, parent_ifname, address } = pool.tags
  return (
    pool.product_id === devices.productId &&
    pool.vendor_id === devices.vendorId &&
    pool.numa_node === devices.numaNode &&
    (dev_type === undefined || dev_type === devices.type) &&
    (parent_ifname === undefined || parent_ifname === devices.parentInterface) &&
    (address === undefined || devices.parentAddress === null || address === devices.parentAddress)
  )
}
