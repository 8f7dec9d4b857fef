import { productText } from './device-text.ts'
import type { HypervisorsPoolFragment } from './documents.generated.ts'

/** A pool in one line of its hypervisor: `10de:2330 type-PCI numa 0: 3 of 4 free`. */
export function poolLine(pool: HypervisorsPoolFragment): string {
  const what = [productText(pool), pool.typeText, pool.numaNode === null ? null : `numa ${pool.numaNode}`]
  return `${what.filter((part) => part !== null).join(' ')}: ${pool.free}${pool.total === null ? '' : ` of ${pool.total}`} free`
}

/** The same for machines, under the names of Nova's `pci_stats`. */
export function poolRecord(pool: HypervisorsPoolFragment): Record<string, unknown> {
  return {
    vendor_id: pool.vendorId,
    product_id: pool.productId,
    product_name: pool.product?.name ?? null,
    numa_node: pool.numaNode,
    count: pool.free,
    total: pool.total,
    allocated: pool.allocated,
    claimed: pool.claimed,
    blocked: pool.blocked,
    tags: Object.fromEntries(pool.tags.map(({ key, value }) => [key, value])),
  }
}
