import type { Cell, Family } from './cell.ts'

type NovaPool = {
  readonly 'nova_object.data': {
    readonly vendor_id: string
    readonly product_id: string
    readonly numa_node: number | null
    readonly count: number
    readonly tags: { readonly dev_type?: string; readonly address?: string; readonly parent_ifname?: string }
  }
}
type NovaPoolList = { readonly 'nova_object.data': { readonly objects: readonly NovaPool[] } }

/** JSON of the pools of each hypervisor: Nova's, and after them what only the rows know of. */
export function listPools(cell: Cell, hypervisorIds: string): ReadonlyMap<string, string> {
  const familiesByNode = new Map<number, Family[]>()
  for (const family of cell.families(hypervisorIds)) {
    const families = familiesByNode.get(family[0])
    if (families === undefined) familiesByNode.set(family[0], [family])
    else families.push(family)
  }
  const pools = new Map<string, string>()
  for (const [nodeId, hypervisorId, pciStats] of cell.nodes(hypervisorIds)) {
    pools.set(hypervisorId, poolsOfNode(cell, pciStats, familiesByNode.get(nodeId) ?? []))
  }
  return pools
}

function poolsOfNode(cell: Cell, pciStats: string | null, families: readonly Family[]): string {
  const pools = readPools(pciStats)
  let text = ''
  for (const { 'nova_object.data': pool } of pools) text += describe(pool.vendor_id, pool.product_id, pool.count)
  let rest: Map<string, { readonly family: Family; free: number }> | null = null
  for (const family of families) {
    if (pools.some((pool) => mayHold(pool, family))) continue
    rest ??= new Map()
    const [nodeId, , vendorId, productId, type, numaNode, parentInterface, parentAddress, firstIsFree] = family
    const key = `${vendorId}|${productId}|${type}|${numaNode}|${parentInterface}`
    const free = parentAddress === null ? firstIsFree : cell.countFree(nodeId, parentAddress)
    const known = rest.get(key)
    if (known === undefined) rest.set(key, { family, free })
    else known.free += free
  }
  if (rest !== null) for (const { family, free } of rest.values()) text += describe(family[2], family[3], free)
  return `[${text.slice(1)}]`
}

/** The form that this cloud's Nova writes. */
function readPools(pciStats: string | null): readonly NovaPool[] {
  if (pciStats === null || pciStats === '') return []
  return (JSON.parse(pciStats) as NovaPoolList)['nova_object.data'].objects
}

function mayHold({ 'nova_object.data': pool }: NovaPool, family: Family): boolean {
  const [, , vendorId, productId, type, numaNode, parentInterface, parentAddress] = family
  const { dev_type, parent_ifname, address } = pool.tags
  return (
    pool.product_id === productId &&
    pool.vendor_id === vendorId &&
    pool.numa_node === numaNode &&
    (dev_type === undefined || dev_type === type) &&
    (parent_ifname === undefined || parent_ifname === parentInterface) &&
    (address === undefined || parentAddress === null || address === parentAddress)
  )
}

function describe(vendorId: string, productId: string, free: number): string {
  return `,{"vendorId":${JSON.stringify(vendorId)},"productId":${JSON.stringify(productId)},"free":${free}}`
}
